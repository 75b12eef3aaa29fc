-- +goose Up
-- A practitioner's account on a calendar server. Address, name, password and the calendars found there are sealed with the
-- person's key; the host is what the page shows.
create table schedule.caldav_account (
  practitioner_id uuid primary key references catalog.practitioner,
  host            text not null check (length(host) between 1 and 255),
  sealed          bytea not null,
  writes          boolean not null default false, -- a calendar is chosen for bookings
  added_at        timestamptz not null,
  error_code      text not null default ''        -- of the last write that failed
);

-- What we wrote, or are to write, of a booking. due_at is the outbox: set with the booking's event, emptied when calendar
-- and booking agree; taking it ahead by a lease is what lets one of many workers through. revision tells a change that
-- came while a worker was away.
create table schedule.caldav_event (
  booking_id      uuid primary key,
  practitioner_id uuid not null references schedule.caldav_account on delete cascade,
  etag            text not null default '' check (length(etag) <= 300), -- '': not known to be there
  written         bytea check (length(written) = 32),                   -- hash of what we wrote
  due_at          timestamptz,
  attempts        int not null default 0,
  revision        int not null default 1,
  edited          boolean not null default false  -- changed there by hand: left alone until the practitioner says so
);
create index caldav_event_due on schedule.caldav_event (due_at) where due_at is not null;
create index caldav_event_of on schedule.caldav_event (practitioner_id);

-- Calendars of the account are read like addresses, with its name and password.
alter table schedule.busy_source drop constraint busy_source_kind_check;
alter table schedule.busy_source add constraint busy_source_kind_check check (kind in ('url', 'file', 'caldav'));
alter table schedule.busy_source drop constraint busy_source_check;
alter table schedule.busy_source add constraint busy_source_check check ((kind = 'file') = (url_sealed is null));
drop index schedule.busy_source_due;
create index busy_source_due on schedule.busy_source (tried_at) where kind <> 'file';

select platform.open_schema('schedule');
