-- +goose Up
-- Double entry. A transaction is a set of entries that sums to zero per currency: checked at commit by a deferred
-- trigger, whatever the code does. Nothing here is ever changed; corrections are new transactions.
create schema ledger;

create table ledger.account (
  id       uuid primary key,
  kind     text not null check (kind in ('psp_clearing', 'bank', 'booking_escrow', 'practitioner_payable', 'practitioner_in_transit',
             'practitioner_receivable', 'platform_revenue', 'tax_payable', 'psp_fees', 'dispute_loss', 'goodwill', 'client_credit',
             'package_liability', 'dispute_reserve', 'rounding')),
  owner    text not null default '' check (length(owner) <= 100), -- gateway, booking, practitioner: what the kind is about
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  unique (kind, owner, currency)
);

create table ledger.transaction (
  id          uuid primary key,
  seq         bigint generated always as identity unique,
  event_key   text not null unique check (length(event_key) between 3 and 200), -- one business event, one transaction
  kind        text not null,
  booking_id  uuid,
  payment_id  uuid,
  corrects    uuid references ledger.transaction,
  occurred_at timestamptz not null
);
create index transaction_booking on ledger.transaction (booking_id);

create table ledger.entry (
  transaction_id uuid not null references ledger.transaction,
  line           smallint not null check (line between 1 and 50),
  account_id     uuid not null references ledger.account,
  currency       text not null,
  amount_minor   bigint not null check (amount_minor <> 0), -- debit positive, credit negative
  primary key (transaction_id, line)
);
create index entry_account on ledger.entry (account_id);

-- +goose StatementBegin
create function ledger.check_balanced() returns trigger language plpgsql as $$
begin
  if exists (select from ledger.entry e where e.transaction_id = new.transaction_id group by e.currency having sum(e.amount_minor) <> 0) then
    raise exception 'ledger transaction % does not sum to zero', new.transaction_id using errcode = 'KL002';
  end if;
  if exists (select from ledger.entry e join ledger.account a on a.id = e.account_id
             where e.transaction_id = new.transaction_id and a.currency <> e.currency) then
    raise exception 'ledger transaction % posts to an account of another currency', new.transaction_id using errcode = 'KL003';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create constraint trigger entry_balanced after insert on ledger.entry deferrable initially deferred
  for each row execute function ledger.check_balanced();
create trigger transaction_append_only before update or delete on ledger.transaction for each row execute function platform.refuse_change();
create trigger entry_append_only before update or delete on ledger.entry for each row execute function platform.refuse_change();
create trigger entry_no_truncate before truncate on ledger.entry for each statement execute function platform.refuse_change();
create trigger transaction_no_truncate before truncate on ledger.transaction for each statement execute function platform.refuse_change();

create schema payment;

-- One attempt to pay for a booking. A gateway's unknown answer is `unknown`, never `declined`: it is read before it is
-- retried. refunded <= captured <= amount.
create table payment.payment (
  id               uuid primary key,
  booking_id       uuid not null,
  payer_id         uuid not null references identity.person,
  practitioner_id  uuid not null references catalog.practitioner,
  gateway          text not null,
  gateway_ref      text,
  status           text not null check (status in ('created', 'requires_action', 'unknown', 'authorised', 'captured', 'declined', 'voided')),
  amount_minor     bigint not null check (amount_minor >= 0),
  captured_minor   bigint not null default 0 check (captured_minor >= 0),
  refunded_minor   bigint not null default 0 check (refunded_minor >= 0),
  commission_minor bigint not null check (commission_minor >= 0),
  commission_reversed_minor bigint not null default 0 check (commission_reversed_minor >= 0),
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  method           text not null default '' check (length(method) <= 60), -- "Visa ending 4242": never more of a card
  action_url       text not null default '',
  decline_code     text not null default '',
  version          bigint not null default 1,
  created_at       timestamptz not null,
  updated_at       timestamptz not null default now(),
  check (captured_minor <= amount_minor),
  check (refunded_minor <= captured_minor),
  check (commission_minor <= amount_minor),
  check (commission_reversed_minor <= commission_minor)
);
-- Two tabs cannot pay one booking twice: at most one attempt that is not over.
create unique index payment_one_live on payment.payment (booking_id) where status not in ('declined', 'voided');
create index payment_payer on payment.payment (payer_id, created_at desc);
create index payment_practitioner on payment.payment (practitioner_id, created_at desc);
create index payment_open on payment.payment (updated_at) where status in ('created', 'requires_action', 'unknown');
create unique index payment_gateway_ref on payment.payment (gateway, gateway_ref) where gateway_ref is not null;
create trigger payment_touch before update on payment.payment for each row execute function platform.touch();

create table payment.refund (
  id           uuid primary key,
  payment_id   uuid not null references payment.payment,
  event_key    text not null unique,      -- one cause, one refund
  amount_minor bigint not null check (amount_minor > 0),
  currency     text not null,
  status       text not null check (status in ('pending', 'succeeded', 'failed')),
  gateway_ref  text,
  reason       text not null default '' check (length(reason) <= 100), -- a code, not a person's words
  created_at   timestamptz not null,
  settled_at   timestamptz
);
create index refund_payment on payment.refund (payment_id);
create index refund_open on payment.refund (created_at) where status = 'pending';

-- What gateways told us, as told; unique by their event id, so that a message counts once however often it comes.
create table payment.webhook (
  gateway     text not null,
  event_id    text not null check (length(event_id) <= 200),
  payload     jsonb not null,
  received_at timestamptz not null,
  handled_at  timestamptz,
  primary key (gateway, event_id)
);

-- The sandbox gateway's own books: another company's database, as far as the rest of Klear is concerned. Only package
-- payment/sandbox touches it, in transactions of its own.
create schema sandbox_gateway;
create table sandbox_gateway.intent (
  id              text primary key,
  idempotency_key text not null unique,
  reference       uuid not null,           -- our payment's id, as metadata
  amount_minor    bigint not null check (amount_minor > 0),
  captured_minor  bigint not null default 0,
  refunded_minor  bigint not null default 0,
  currency        text not null,
  status          text not null check (status in ('requires_action', 'processing', 'authorised', 'captured', 'declined', 'voided')),
  method          text not null,
  decline_code    text not null default '',
  settles_at      timestamptz,             -- of a late answer
  created_at      timestamptz not null,
  check (captured_minor <= amount_minor and refunded_minor <= captured_minor)
);
create index intent_reference on sandbox_gateway.intent (reference);
create index intent_settles on sandbox_gateway.intent (settles_at) where settles_at is not null;
create table sandbox_gateway.refund (
  id              text primary key,
  idempotency_key text not null unique,
  intent_id       text not null references sandbox_gateway.intent,
  amount_minor    bigint not null check (amount_minor > 0),
  created_at      timestamptz not null
);

select platform.open_schema('ledger');
revoke update, delete on ledger.transaction, ledger.entry, ledger.account from klear_app;
select platform.open_schema('payment');
revoke delete on payment.payment, payment.refund, payment.webhook from klear_app;
select platform.open_schema('sandbox_gateway');
