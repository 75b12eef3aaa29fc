-- +goose Up
-- What a person's own entries show, each claim with the days that it was read from. Only figures: no word of anybody is here.
insert into settings.flag (name) values ('insights');

-- What there is, for modules that say of which entries something was read.
create view mood.v_entry as select id, person_id from mood.entry;
create view mood.v_trigger as select id, person_id from mood.trigger;
grant select on mood.v_entry, mood.v_trigger to klear_app;

create schema insight;

-- A look at the entries of some weeks. "tests" is how many questions were asked of them: all of them count when it is decided
-- which answers may be said.
create table insight.run (
  id        uuid primary key,
  person_id uuid not null references identity.person,
  at        timestamptz not null,
  slot      timestamptz not null,   -- the hour of it: whoever asks again in the same hour gets the same
  first_day date not null,
  last_day  date not null check (last_day >= first_day),
  days      integer not null check (days >= 0),
  entries   integer not null check (entries >= 0),
  tests     integer not null check (tests >= 0),
  constraint run_once unique (person_id, slot)
);
create index run_latest on insight.run (person_id, at desc);

create table insight.claim (
  id          uuid primary key,
  run_id      uuid not null references insight.run on delete cascade,
  person_id   uuid not null references identity.person,
  kind        text not null check (kind in ('trend', 'weekday', 'trigger')),
  figure      text not null check (figure in ('mood', 'anxiety', 'stress', 'energy')),
  weekday     smallint check (weekday between 0 and 6),                  -- Sunday is 0
  trigger_id  uuid references mood.trigger on delete cascade,            -- a word that is taken off takes what was said of it along
  up          boolean not null,
  effect      double precision not null,                                 -- of a trend: points a week; else the difference of the means
  mean_with   double precision not null,
  mean_other  double precision not null,
  days        integer not null,
  days_with   integer not null check (days_with between 0 and days),
  p           double precision not null check (p between 0 and 1),
  q           double precision not null,
  verdict     text not null default 'open' check (verdict in ('open', 'acknowledged', 'wrong')),
  decided_at  timestamptz check ((decided_at is null) = (verdict = 'open')),
  -- Nothing is said of less than eight days, nor of what chance alone does that often.
  constraint claim_enough check (days >= 8),
  constraint claim_sure check (q <= 0.05 and p <= q),
  check ((kind = 'weekday') = (weekday is not null)),
  check ((kind = 'trigger') = (trigger_id is not null))
);
create index claim_of on insight.claim (run_id, q, id);
create index claim_wrong on insight.claim (person_id) where verdict = 'wrong';
create index claim_trigger on insight.claim (trigger_id) where trigger_id is not null;

-- The entries that a claim was read from. One that is deleted is no longer listed.
create table insight.claim_entry (
  claim_id uuid not null references insight.claim on delete cascade,
  entry_id uuid not null references mood.entry on delete cascade,
  primary key (claim_id, entry_id)
);
create index claim_entry_of on insight.claim_entry (entry_id);

select platform.open_schema('insight');
