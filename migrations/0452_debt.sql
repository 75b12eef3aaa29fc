-- +goose Up
-- A payment may be of what a practitioner owes the platform. Other purposes that were added meanwhile stay.
-- +goose StatementBegin
do $$
declare rule text;
begin
  select pg_get_constraintdef(c.oid) into rule from pg_constraint c where c.conrelid = 'payment.payment'::regclass and c.conname = 'payment_purpose_check';
  alter table payment.payment drop constraint payment_purpose_check;
  execute 'alter table payment.payment add constraint payment_purpose_check ' || replace(rule, 'ARRAY[', 'ARRAY[''debt''::text, ');
end $$;
-- +goose StatementEnd
alter table payment.payment add constraint payment_debt_whole check (purpose <> 'debt' or commission_minor + tax_minor + withheld_minor = 0 and prepaid_by is null);

-- What a practitioner owes and is asked for: the commission of what they took at the venue, and what went back to clients after it
-- was paid out. How much it is stands in the ledger; here is who was asked when. One is open per currency, until it is paid or
-- earnings repaid it.
create table payout.debt (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  person_id       uuid not null references identity.person,
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  opened_at       timestamptz not null,
  month           date check (extract(day from month) = 1), -- of the statement; null: its owner pays without being asked
  asked_at        timestamptz,
  asked_minor     bigint not null default 0 check (asked_minor >= 0),
  reminded        smallint not null default 0 check (reminded between 0 and 10),
  stopped_at      timestamptz, -- from then on nobody books them for payment at the venue
  paid_minor      bigint not null default 0 check (paid_minor >= 0),
  closed_at       timestamptz,
  version         bigint not null default 1,
  constraint debt_asked_whole check ((asked_at is null) = (month is null) and (asked_at is null) = (asked_minor = 0)),
  constraint debt_stop_asked check (stopped_at is null or asked_at is not null)
);
create unique index debt_one_open on payout.debt (practitioner_id, currency) where closed_at is null;
-- One statement a month.
create unique index debt_once_a_month on payout.debt (practitioner_id, currency, month) where month is not null;
create index debt_asked on payout.debt (asked_at) where closed_at is null;

grant select, insert, update on payout.debt to klear_app;
