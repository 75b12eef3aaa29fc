-- +goose Up
-- Whom somebody keeps, and when they hear of a free time there.
create schema saved;

create table saved.practitioner (
  person_id       uuid not null references identity.person,
  practitioner_id uuid not null references catalog.practitioner,
  alert           boolean not null default false, -- asked for letters about free times; never set by anybody else
  saved_at        timestamptz not null,
  primary key (person_id, practitioner_id)
);
create index saved_newest on saved.practitioner (person_id, saved_at desc, practitioner_id);
create index saved_of on saved.practitioner (practitioner_id);
create index saved_watchers on saved.practitioner (practitioner_id, person_id) where alert;

-- A list is for people to read: 200 entries. Whoever saves at the same instant in two tabs queues on the lock, and the
-- later one counts what the earlier one wrote.
-- +goose StatementBegin
create function saved.keep_limit() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('saved ' || new.person_id, 0));
  if (select count(*) from saved.practitioner p where p.person_id = new.person_id) > 200 then
    raise exception 'too many saved practitioners' using errcode = 'check_violation', constraint = 'saved_limit', schema = 'saved', table = 'practitioner';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger practitioner_limit after insert on saved.practitioner for each row execute function saved.keep_limit();

-- The free starts of a practitioner when they were last looked at, of those only whom somebody watches. A start that is
-- free now and was not in here, before until, was freed: what merely comes nearer as days pass is no news.
create table saved.watch (
  practitioner_id uuid primary key references catalog.practitioner,
  starts          timestamptz[] not null,
  until           timestamptz not null,
  looked_at       timestamptz not null
);

-- At most one letter per practitioner and day of the reader. occasion is the job that won the day: it may send the same
-- letter again after a crash, nobody else may send another.
create table saved.letter (
  person_id       uuid not null references identity.person,
  practitioner_id uuid not null references catalog.practitioner,
  day             date not null,
  occasion        uuid not null,
  primary key (person_id, practitioner_id, day)
);
create index letter_day on saved.letter (day);

select platform.open_schema('saved');
