-- +goose Up
create schema schedule;

-- Weekly hours: wall-clock minutes since local midnight in the practitioner's zone. end may pass midnight, up to 48:00
-- (2880): the window belongs to the day on which it begins.
create table schedule.weekly_window (
  practitioner_id uuid not null references catalog.practitioner,
  iso_day         smallint not null check (iso_day between 1 and 7), -- 1 = Monday
  start_min       smallint not null check (start_min between 0 and 1439),
  end_min         smallint not null check (end_min between 1 and 2880 and end_min > start_min),
  primary key (practitioner_id, iso_day, start_min)
);

-- The windows that begin on this date instead of the weekly ones; none = closed. windows = {start, end, start, end …}.
create table schedule.date_override (
  practitioner_id uuid not null references catalog.practitioner,
  on_date         date not null,
  windows         smallint[] not null default '{}' check (cardinality(windows) % 2 = 0 and cardinality(windows) <= 48),
  primary key (practitioner_id, on_date)
);

create table schedule.time_off (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  from_date       date not null,
  to_date         date not null, -- inclusive
  check (to_date >= from_date and to_date - from_date <= 400)
);
create index time_off_of on schedule.time_off (practitioner_id, to_date);

-- A calendar elsewhere whose events make the practitioner busy. A failed fetch keeps the last copy and shows its age.
create table schedule.busy_source (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  kind            text not null check (kind in ('url', 'file')),
  name            text not null check (length(name) between 1 and 120),
  url_sealed      bytea, -- a calendar's address is a secret: sealed with the person's key
  zone            text not null,
  tentative_busy  boolean not null default true,
  added_at        timestamptz not null,
  tried_at        timestamptz,
  fetched_at      timestamptz,
  error_code      text not null default '',
  etag            text not null default '' check (length(etag) <= 300),
  check ((kind = 'url') = (url_sealed is not null))
);
create index busy_source_of on schedule.busy_source (practitioner_id);
create index busy_source_due on schedule.busy_source (tried_at) where kind = 'url';

create table schedule.busy (
  source_id       uuid not null references schedule.busy_source on delete cascade,
  practitioner_id uuid not null references catalog.practitioner,
  during          tstzrange not null check (not isempty(during) and not lower_inf(during) and not upper_inf(during))
);
create index busy_range on schedule.busy using gist (practitioner_id, during);
create index busy_of_source on schedule.busy (source_id);

-- The secret address of a practitioner's outgoing feed.
create table schedule.feed (
  practitioner_id uuid primary key references catalog.practitioner,
  secret_hash     bytea not null unique check (length(secret_hash) = 32),
  created_at      timestamptz not null
);

-- All occupied time. One row per occupied stretch of a practitioner, buffers inside `blocked`. Two rows of one
-- practitioner can never overlap: no_overlap is the promise "no double booking, ever". Freed time is a deleted row; the
-- history is in events.event and booking.booking.
create table schedule.occupancy (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  service_id      uuid references catalog.service, -- null for a block by hand
  status          text not null check (status in ('hold', 'pending', 'confirmed', 'completed', 'no_show', 'block')),
  starts_at       timestamptz not null,
  ends_at         timestamptz not null check (ends_at > starts_at),
  blocked         tstzrange not null check (blocked @> tstzrange(starts_at, ends_at)),
  expires_at      timestamptz,                     -- of a hold, or of a request nobody answers
  capacity        int not null default 1 check (capacity >= 1),
  seats_taken     int not null default 1 check (seats_taken between 0 and capacity),
  blocks          boolean not null default true,   -- false: a pending request that its service lets others book over
  check (status <> 'hold' or expires_at is not null),
  constraint no_overlap exclude using gist (practitioner_id with =, blocked with &&) where (blocks)
);
create index occupancy_of on schedule.occupancy (practitioner_id, starts_at);
create index occupancy_expiry on schedule.occupancy (expires_at) where expires_at is not null;

-- Who sits in a group session (capacity > 1). Seats are taken under the lock of the session's row above, in step with
-- seats_taken, whose CHECK is what stops the thirteenth of twelve.
create table schedule.seat (
  booking_id   uuid primary key,
  occupancy_id uuid not null references schedule.occupancy on delete cascade,
  status       text not null check (status in ('hold', 'pending', 'confirmed', 'completed', 'no_show')),
  expires_at   timestamptz,
  check (status <> 'hold' or expires_at is not null)
);
create index seat_of on schedule.seat (occupancy_id);

select platform.open_schema('schedule');
