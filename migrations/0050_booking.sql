-- +goose Up
create schema booking;

-- The one published state machine. A change of status that is not a row here is refused by the trigger below, whoever
-- asks. actors says who may cause it; booking/access.go mirrors this table to explain a refusal, and a test holds them equal.
create table booking.transition (
  from_status text not null,
  to_status   text not null,
  actors      text[] not null check (actors <@ array['seeker', 'practitioner', 'admin', 'system']),
  primary key (from_status, to_status)
);
insert into booking.transition values
  ('held',       'pending',    '{seeker,system}'),
  ('held',       'confirmed',  '{seeker,system}'),
  ('held',       'expired',    '{system}'),
  ('held',       'cancelled',  '{seeker,admin,system}'),
  ('pending',    'confirmed',  '{practitioner,admin}'),
  ('pending',    'declined',   '{practitioner,admin}'),
  ('pending',    'expired',    '{system}'),
  ('pending',    'cancelled',  '{seeker,admin}'),
  ('confirmed',  'in_session', '{practitioner,admin}'),
  ('confirmed',  'cancelled',  '{seeker,practitioner,admin,system}'),
  ('confirmed',  'no_show',    '{practitioner,admin}'),
  ('confirmed',  'completed',  '{practitioner,system,admin}'),
  ('in_session', 'completed',  '{practitioner,system,admin}');

create table booking.booking (
  id                  uuid primary key,
  code                text not null unique check (code ~ '^[2-9A-Z]{8}$'),
  seeker_id           uuid references identity.person, -- null while a visitor without an account only holds a time
  practitioner_id     uuid not null references catalog.practitioner,
  practitioner_person_id uuid not null references identity.person,
  service_id          uuid not null references catalog.service,
  occupancy_id        uuid not null,                 -- the row in schedule.occupancy while the time is taken
  status              text not null check (status in ('held', 'pending', 'confirmed', 'in_session', 'completed', 'cancelled', 'declined', 'expired', 'no_show')),
  mode                text not null check (mode in ('online', 'at_practitioner', 'at_customer')),
  starts_at           timestamptz not null,
  ends_at             timestamptz not null check (ends_at > starts_at),
  practitioner_zone   text not null,                 -- IANA, at the time of booking: both sides are always shown
  seeker_zone         text not null,
  -- The quote as agreed: later changes of the service do not reach back.
  service_name        text not null,
  practitioner_name   text not null,
  practitioner_slug   text not null,
  price_minor         bigint not null check (price_minor >= 0),
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  commission_minor    bigint not null check (commission_minor between 0 and price_minor),
  free_cancel_hours   int not null,
  late_cancel_fee_bps int not null check (late_cancel_fee_bps between 0 and 10000),
  free_cancel         boolean not null default false, -- the practitioner moved it: the seeker may leave without a fee
  group_session       boolean not null default false,
  confirmation        text not null check (confirmation in ('instant', 'approval')),
  expires_at          timestamptz,                   -- of a hold; of a request nobody answers
  extended            boolean not null default false,
  address_sealed      bytea,                         -- of a visit at the customer's
  note_sealed         bytea,                         -- what the seeker wants to say beforehand
  reason_sealed       bytea,                         -- of a cancellation or a refusal
  ended_by            text not null default '' check (ended_by in ('', 'seeker', 'practitioner', 'admin', 'system')),
  access_hash         bytea not null check (length(access_hash) = 32), -- of the secret in a guest's link
  invite_sequence     int not null default 0,        -- iCalendar SEQUENCE (RFC 5546)
  started_at          timestamptz,
  finished_at         timestamptz,
  version             bigint not null default 1,
  created_at          timestamptz not null,
  updated_at          timestamptz not null default now(),
  check (status <> 'held' or expires_at is not null),
  check (seeker_id is not null or status in ('held', 'expired', 'cancelled'))
);
create index booking_seeker on booking.booking (seeker_id, starts_at desc);
create index booking_practitioner on booking.booking (practitioner_id, starts_at);
create index booking_practitioner_person on booking.booking (practitioner_person_id, starts_at);
create index booking_expiry on booking.booking (expires_at) where expires_at is not null and status in ('held', 'pending');
create index booking_running on booking.booking (ends_at) where status in ('confirmed', 'in_session');
create index booking_access on booking.booking (access_hash, created_at desc);
create trigger booking_touch before update on booking.booking for each row execute function platform.touch();

-- +goose StatementBegin
create function booking.check_transition() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'held' then
      raise exception 'a booking begins as held, not %', new.status using errcode = 'KL004';
    end if;
  elsif new.status <> old.status and not exists
      (select from booking.transition t where t.from_status = old.status and t.to_status = new.status) then
    raise exception 'booking: % to % is not allowed', old.status, new.status using errcode = 'KL004';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger booking_transition before insert or update of status on booking.booking
  for each row execute function booking.check_transition();

-- Private notes of a session, sealed with the practitioner's key; never part of what the client may export.
create table booking.session_note (
  booking_id  uuid not null references booking.booking,
  author_id   uuid not null references identity.person,
  note_sealed bytea not null check (length(note_sealed) <= 65536),
  written_at  timestamptz not null,
  primary key (booking_id, author_id)
);

select platform.open_schema('booking');
revoke insert, update, delete on booking.transition from klear_app;
revoke delete on booking.booking from klear_app;
