-- +goose Up
-- What was judged, the help that stays, and who is called. No words of anybody are in here.
create schema safety;

-- The course of days: how grave somebody's messages were lately. Kept for 14 days, because older ones say nothing.
create table safety.reading (
  id        uuid primary key,
  person_id uuid not null references identity.person,
  level     text not null check (level in ('low', 'moderate', 'high', 'critical')),
  calm      boolean not null,
  at        timestamptz not null
);
create index reading_course on safety.reading (person_id, at desc);
create index reading_age on safety.reading (at);

-- What on-call people look after: one open case a person, however often they write.
create table safety.on_call_case (
  id              uuid primary key,
  person_id       uuid not null references identity.person,
  level           text not null check (level in ('high', 'critical')),
  opened_at       timestamptz not null,
  latest_at       timestamptz not null,
  messages        integer not null default 1 check (messages > 0),
  pages           integer not null default 0 check (pages >= 0),
  paged_at        timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid references identity.person,
  resolved_at     timestamptz,
  resolved_by     uuid references identity.person,
  outcome         text check (outcome in ('reached', 'not_reached', 'emergency', 'no_danger')),
  version         integer not null default 1,
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  check ((resolved_at is null) = (resolved_by is null) and (resolved_at is null) = (outcome is null)),
  check (resolved_at is null or acknowledged_at is not null), -- whoever resolves a case has seen it
  check ((pages = 0) = (paged_at is null))
);
create unique index case_one_open on safety.on_call_case (person_id) where resolved_at is null;
create index case_open on safety.on_call_case (acknowledged_at, opened_at) where resolved_at is null;

-- Every message from moderate on: that it was, how grave, and why by stable names (C13). Only added to.
create table safety.event (
  id        uuid primary key,
  person_id uuid not null references identity.person,
  level     text not null check (level in ('moderate', 'high', 'critical')),
  reasons   text[] not null check (cardinality(reasons) between 1 and 40),
  case_id   uuid references safety.on_call_case,
  at        timestamptz not null,
  check ((level = 'moderate') = (case_id is null)) -- urgent messages always belong to a case
);
create index event_of on safety.event (person_id, at desc);
create index event_case on safety.event (case_id) where case_id is not null;
create trigger event_append_only before update or delete on safety.event for each row execute function platform.refuse_change();

-- The card with the lines: it stays until pinned_until, whatever is said afterwards, and the next visit begins with a question.
create table safety.card (
  person_id    uuid primary key references identity.person,
  level        text not null check (level in ('moderate', 'high', 'critical')),
  pinned_until timestamptz not null,
  latest_at    timestamptz not null,
  check_in     boolean not null
);

-- +goose StatementBegin
create function safety.card_stays() returns trigger language plpgsql as $$
begin
  if new.pinned_until < old.pinned_until then
    raise exception 'a card is not taken away early' using errcode = 'check_violation', constraint = 'card_stays', schema = 'safety', table = 'card';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger card_stays before update on safety.card for each row execute function safety.card_stays();

-- Who is called. Nobody in here means that there is no team, and people are told so.
create table safety.on_call (
  person_id uuid primary key references identity.person,
  since     timestamptz not null
);

select platform.open_schema('safety');
revoke update, delete on safety.event from klear_app;
revoke delete on safety.on_call_case, safety.card from klear_app;
