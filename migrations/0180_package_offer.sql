-- +goose Up
-- "10 sessions for 9,000, valid 180 days": what a practitioner offers beside single sessions. It is of one bookable
-- service, a heading or one of its variants, because what a session costs depends on which it is.
create table catalog.package (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  service_id      uuid not null references catalog.service,
  sessions        smallint not null check (sessions between 2 and 100),
  price_minor     bigint not null check (price_minor <= 100000000000),
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  valid_days      smallint not null check (valid_days between 7 and 730),
  active          boolean not null,
  version         bigint not null default 1,
  created_at      timestamptz not null,
  -- Every session is worth at least the smallest coin, so that drawing one always moves money.
  constraint package_price check (price_minor >= sessions)
);
create index package_service on catalog.package (service_id, sessions);
create index package_practitioner on catalog.package (practitioner_id, service_id, sessions);

grant select, insert, update on catalog.package to klear_app;
