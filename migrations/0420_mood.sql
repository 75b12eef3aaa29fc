-- +goose Up
-- How a person was, as they entered it. The figures are plain, so that days can be compared; words (notes, the names of
-- triggers) are sealed with the person's key.
create schema mood;

create table mood.entry (
  id          uuid primary key,
  person_id   uuid not null references identity.person,
  at          timestamptz not null,                                  -- when it was so, which may be long before it was entered
  zone        text not null check (length(zone) between 1 and 64),   -- the person's at that time
  -- The day it was for the person. It stays theirs when they move to another zone.
  day         date not null generated always as ((at at time zone zone)::date) stored,
  mood        smallint not null check (mood between 1 and 10),
  anxiety     smallint check (anxiety between 1 and 10),
  stress      smallint check (stress between 1 and 10),
  energy      smallint check (energy between 1 and 10),
  note_sealed bytea check (length(note_sealed) <= 32768),
  version     bigint not null default 1,
  written_at  timestamptz not null,                                  -- when the time above was entered
  -- A year back and no day ahead; five minutes for a device whose clock is fast.
  constraint entry_when check (at <= written_at + interval '5 minutes' and at >= written_at - interval '366 days')
);
create index entry_of on mood.entry (person_id, at desc, id);
create index entry_day on mood.entry (person_id, day);

-- Whoever taps fifty times a day is a program. The lock lets those who write at the same instant count one after another.
-- +goose StatementBegin
create function mood.keep_limit() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('mood ' || new.person_id, 0));
  if (select count(*) from mood.entry e where e.person_id = new.person_id and e.day = new.day) > 50 then
    raise exception 'too many entries of a day' using errcode = 'check_violation', constraint = 'entry_limit', schema = 'mood', table = 'entry';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger entry_limit after insert or update of at, zone on mood.entry for each row execute function mood.keep_limit();

-- The device's own key of what it sent. It outlives its entry: a copy that arrives after the entry was deleted makes none.
create table mood.sent (
  person_id uuid not null references identity.person,
  key       uuid not null,
  entry_id  uuid not null,
  primary key (person_id, key)
);

-- A person's own list of what plays a part: work, a bad night, their words.
create table mood.trigger (
  id          uuid primary key,
  person_id   uuid not null references identity.person,
  name_sealed bytea not null check (length(name_sealed) <= 1024),
  created_at  timestamptz not null
);
create index trigger_of on mood.trigger (person_id, created_at, id);

create table mood.entry_trigger (
  entry_id   uuid not null references mood.entry on delete cascade,
  trigger_id uuid not null references mood.trigger on delete cascade,
  primary key (entry_id, trigger_id)
);
create index entry_trigger_of on mood.entry_trigger (trigger_id);

select platform.open_schema('mood');
