-- +goose Up
-- Gifts and goodwill: how credit comes to people. What credit there is stands in the ledger and nowhere else.
create schema credit;

-- A sum that somebody bought for whoever is told its code. Of the code there is only a hash; it is made anew from the master key
-- and the row's id when its buyer looks at it. The money is in client_credit:gift:<id> while it is bought.
create table credit.gift (
  id               uuid primary key,
  buyer_id         uuid not null references identity.person,
  amount_minor     bigint not null check (amount_minor between 1 and 1000000000),
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  message_sealed   bytea, -- with the buyer's key
  recipient_sealed bytea, -- an e-mail address, with the buyer's key; null: the buyer hands it over
  code_hash        bytea not null check (length(code_hash) = 32),
  status           text not null check (status in ('unpaid', 'bought', 'redeemed', 'refunded', 'void')),
  payment_id       uuid,
  bought_at        timestamptz,
  redeemed_by      uuid references identity.person,
  ended_at         timestamptz, -- redeemed or refunded
  version          bigint not null default 1,
  created_at       timestamptz not null,
  constraint gift_code unique (code_hash),
  check ((status in ('bought', 'redeemed', 'refunded')) = (payment_id is not null and bought_at is not null)),
  constraint gift_redeemed check ((status = 'redeemed') = (redeemed_by is not null)),
  check ((status in ('redeemed', 'refunded')) = (ended_at is not null))
);
create index gift_buyer on credit.gift (buyer_id, id desc);
create index gift_redeemer on credit.gift (redeemed_by) where redeemed_by is not null;

-- What is over stays so: a gift ends once, in one way.
-- +goose StatementBegin
create function credit.gift_moves() returns trigger language plpgsql as $$
begin
  if old.status || ' ' || new.status not in ('unpaid bought', 'unpaid void', 'bought redeemed', 'bought refunded', 'unpaid unpaid', 'bought bought') then
    raise exception 'a gift that is % cannot become %', old.status, new.status using errcode = 'KL440';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger gift_moves before update on credit.gift for each row execute function credit.gift_moves();

-- Credit that an operator gave the client of a booking, under their name.
create table credit.goodwill (
  id           uuid primary key,
  booking_id   uuid not null,
  person_id    uuid not null references identity.person,
  amount_minor bigint not null check (amount_minor between 1 and 100000000),
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  reason       text not null check (reason in ('practitioner_absent', 'practitioner_late', 'session_cut', 'site_fault', 'other')),
  granted_by   uuid not null references identity.person,
  granted_at   timestamptz not null
);
create index goodwill_booking on credit.goodwill (booking_id, id);
create index goodwill_person on credit.goodwill (person_id, id);

-- Codes that were tried and are none: who guesses is stopped for a while.
create table credit.miss (
  id        uuid primary key,
  person_id uuid not null references identity.person,
  at        timestamptz not null
);
create index miss_of_person on credit.miss (person_id, at);

select platform.open_schema('credit');
revoke update, delete on all tables in schema credit from klear_app;
grant update (status, payment_id, bought_at, redeemed_by, ended_at, version, recipient_sealed) on credit.gift to klear_app;
grant delete on credit.miss to klear_app;
