-- +goose Up
create schema pack;

-- A package that somebody bought, on the terms of that day: a later change of the offer does not reach back.
create table pack.pack (
  id               uuid primary key,
  code             text not null unique check (code ~ '^[2-9A-Z]{8}$'),
  offer_id         uuid not null references catalog.package,
  owner_id         uuid not null references identity.person,
  practitioner_id  uuid not null references catalog.practitioner,
  practitioner_person_id uuid not null references identity.person,
  practitioner_name text not null,
  service_id       uuid not null references catalog.service,
  service_name     text not null,
  sessions         smallint not null check (sessions between 2 and 100),
  price_minor      bigint not null check (price_minor >= sessions),
  commission_minor bigint not null check (commission_minor between 0 and price_minor),
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  valid_days       smallint not null,
  status           text not null check (status in ('unpaid', 'active', 'void')),
  payment_id       uuid,        -- the payment that bought it
  bought_at        timestamptz,
  valid_until      timestamptz, -- sessions must begin before
  warned_at        timestamptz, -- of the end of this validity; null again when it is prolonged
  version          bigint not null default 1,
  created_at       timestamptz not null,
  unique (id, sessions),
  check ((status = 'active') = (payment_id is not null and bought_at is not null and valid_until is not null))
);
create index pack_owner on pack.pack (owner_id, id desc);
create index pack_practitioner on pack.pack (practitioner_id, id desc);
create index pack_usable on pack.pack (owner_id, service_id, valid_until) where status = 'active';
create index pack_ends on pack.pack (valid_until) where status = 'active';

-- What became of each session of a package: numbered, so that each is spent once whatever the code does, and the parts of
-- the price, which go by the number, sum to what was paid. A session that came back is free for another use.
create table pack.use (
  id               uuid primary key,
  pack_id          uuid not null,
  sessions         smallint not null,
  session_no       smallint not null,
  kind             text not null check (kind in ('draw', 'refund', 'expiry')),
  booking_id       uuid,
  payment_id       uuid,
  amount_minor     bigint not null check (amount_minor > 0),
  commission_minor bigint not null check (commission_minor between 0 and amount_minor),
  used_at          timestamptz not null,
  returned_at      timestamptz,
  constraint use_of_pack foreign key (pack_id, sessions) references pack.pack (id, sessions),
  constraint use_within_bought check (session_no between 1 and sessions),
  check ((kind = 'draw') = (booking_id is not null)),
  check (kind = 'draw' or returned_at is null)
);
create unique index use_session_once on pack.use (pack_id, session_no) where returned_at is null;
create unique index use_booking_once on pack.use (booking_id) where booking_id is not null;

select platform.open_schema('pack');
revoke delete on pack.pack, pack.use from klear_app;
