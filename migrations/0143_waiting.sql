-- +goose Up
-- Who waits for a time with a practitioner. An entry holds no time; a time that comes free is offered to the first whom it
-- fits, as a real hold of theirs.
create table booking.waiting (
  id              uuid primary key,
  person_id       uuid not null references identity.person,
  practitioner_id uuid not null references catalog.practitioner,
  service_id      uuid not null references catalog.service,
  mode            text not null check (mode in ('online', 'at_practitioner', 'at_customer')),
  part            text not null check (part in ('any', 'morning', 'afternoon', 'evening')),
  first_day       date not null, -- in the zone in which the session is thought of
  last_day        date not null,
  zone            text not null, -- of the person: when they may be written to
  place_zone      text not null, -- in which days and parts of the day are meant
  status          text not null default 'waiting' check (status in ('waiting', 'booked', 'left', 'ended')),
  created_at      timestamptz not null,
  check (last_day between first_day and first_day + 60)
);
-- One stands once in a line, however often the form is sent.
create unique index waiting_once on booking.waiting (person_id, service_id) where status = 'waiting';
create index waiting_line on booking.waiting (practitioner_id, created_at, id) where status = 'waiting';
create index waiting_person on booking.waiting (person_id);
create index waiting_over on booking.waiting (last_day) where status = 'waiting';

-- A time that was offered: the booking is the hold. Live exactly as long as it is held: the trigger below ends it.
create table booking.waiting_offer (
  booking_id      uuid primary key references booking.booking,
  entry_id        uuid not null references booking.waiting on delete cascade,
  practitioner_id uuid not null,
  starts_at       timestamptz not null,
  status          text not null default 'live' check (status in ('live', 'taken', 'passed')),
  created_at      timestamptz not null
);
-- Nobody is asked about two times at once, and of a time one person is asked at once.
create unique index waiting_offer_entry on booking.waiting_offer (entry_id) where status = 'live';
create unique index waiting_offer_time on booking.waiting_offer (practitioner_id, starts_at) where status = 'live';
create index waiting_offer_past on booking.waiting_offer (entry_id, starts_at);

-- However a hold ends (paid, given back, run out) its offer ends in the same statement. Who books has what they waited
-- for; who lets three pass is not asked again, so that nobody's time is kept for someone who does not answer.
-- +goose StatementBegin
create function booking.close_waiting_offer() returns trigger language plpgsql as $$
declare
  entry uuid;
begin
  update booking.waiting_offer set status = case when new.status in ('pending', 'confirmed') then 'taken' else 'passed' end
    where booking_id = new.id and status = 'live' returning entry_id into entry;
  if entry is null then
    return null;
  end if;
  if new.status in ('pending', 'confirmed') then
    update booking.waiting set status = 'booked' where id = entry and status = 'waiting';
  elsif (select count(*) from booking.waiting_offer o where o.entry_id = entry and o.status = 'passed') >= 3 then
    update booking.waiting set status = 'ended' where id = entry and status = 'waiting';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger waiting_offer_ends after update of status on booking.booking
  for each row when (old.status = 'held' and new.status <> 'held') execute function booking.close_waiting_offer();

grant select, insert, update, delete on booking.waiting, booking.waiting_offer to klear_app;
