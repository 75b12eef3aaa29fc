-- +goose Up
-- What a practitioner's subscription means for their commission, from an instant on: subscription says so whenever that changes.
-- Kept as a history, because a hold is quoted anew by the rules of its moment.
create table tariff.subscribed (
  id        uuid primary key,
  person_id uuid not null references identity.person,
  from_at   timestamptz not null,
  plan      text check (plan ~ '^[a-z][a-z0-9_]{0,39}$'),  -- null: none any more
  most_bps  int check (most_bps between 0 and 10000),      -- the commission that the plan promises at most; null: nothing is
  check (plan is not null or most_bps is null)
);
create index subscribed_of_person on tariff.subscribed (person_id, from_at desc, id desc);
grant select, insert on tariff.subscribed to klear_app;
