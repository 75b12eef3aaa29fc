-- +goose Up
-- Double entry. A transaction is a set of entries that sums to zero per currency: checked at commit by a deferred
-- trigger, whatever the code does. Nothing here is ever changed; corrections are new transactions.
create schema ledger;

-- id is a hash of (kind, owner, currency), so that a posting needs no look-up. It therefore determines the currency,
-- and the wider key lets an entry's foreign key prove that it posts to an account of its own currency.
create table ledger.account (
  id       uuid not null,
  kind     text not null check (kind in ('psp_clearing', 'bank', 'booking_escrow', 'practitioner_payable', 'practitioner_in_transit',
             'practitioner_receivable', 'platform_revenue', 'tax_payable', 'psp_fees', 'dispute_loss', 'goodwill', 'client_credit',
             'package_liability', 'dispute_reserve', 'rounding')),
  owner    text not null default '' check (length(owner) <= 100), -- gateway, booking, practitioner: what the kind is about
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  primary key (id, currency),
  unique (kind, owner, currency)
);

-- A transaction declares how many entries it has. Entries are numbered 1 to that number and all of them are there at
-- commit, so the numbers are used up: nothing can be added to an old transaction. (lines is in the key only for the
-- entries' foreign key; a second transaction of one id would want entry 1 again.)
create table ledger.transaction (
  id          uuid not null,
  lines       smallint not null check (lines between 2 and 50),
  seq         bigint generated always as identity unique,
  event_key   text not null unique check (length(event_key) between 3 and 200), -- one business event, one transaction
  kind        text not null,
  booking_id  uuid,
  payment_id  uuid,
  corrects    text references ledger.transaction (event_key),
  occurred_at timestamptz not null,
  primary key (id, lines)
);
create index transaction_booking on ledger.transaction (booking_id);

create table ledger.entry (
  transaction_id uuid not null,
  lines          smallint not null,
  line           smallint not null check (line between 1 and lines),
  account_id     uuid not null,
  currency       text not null,
  amount_minor   bigint not null check (amount_minor <> 0), -- debit positive, credit negative
  primary key (transaction_id, line),
  constraint entry_transaction foreign key (transaction_id, lines) references ledger.transaction (id, lines),
  constraint entry_account_currency foreign key (account_id, currency) references ledger.account (id, currency)
);
create index entry_account on ledger.entry (account_id);

-- Runs once per transaction, at commit.
-- +goose StatementBegin
create function ledger.check_balanced() returns trigger language plpgsql as $$
begin
  if (select coalesce(sum(g.n), 0) <> new.lines or bool_or(g.total <> 0)
      from (select count(*) as n, sum(e.amount_minor) as total from ledger.entry e
            where e.transaction_id = new.id group by e.currency) g) then
    raise exception 'ledger transaction % is not complete or does not sum to zero', new.id using errcode = 'KL002';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create constraint trigger transaction_balanced after insert on ledger.transaction deferrable initially deferred
  for each row execute function ledger.check_balanced();
create trigger transaction_append_only before update or delete on ledger.transaction for each row execute function platform.refuse_change();
create trigger entry_append_only before update or delete on ledger.entry for each row execute function platform.refuse_change();
create trigger account_append_only before update or delete on ledger.account for each row execute function platform.refuse_change();
create trigger entry_no_truncate before truncate on ledger.entry for each statement execute function platform.refuse_change();
create trigger transaction_no_truncate before truncate on ledger.transaction for each statement execute function platform.refuse_change();

create schema payment;

-- One attempt to pay for a booking. A gateway's unknown answer is `unknown`, never `declined`: it is read before it is
-- retried. refunded <= captured <= amount. `returned` is money that arrived after the attempt was over: taken into the
-- books and sent back in one transaction.
create table payment.payment (
  id               uuid primary key,
  booking_id       uuid not null,
  payer_id         uuid not null references identity.person,
  practitioner_id  uuid not null references catalog.practitioner,
  practitioner_person_id uuid not null references identity.person,
  gateway          text not null,
  gateway_ref      text,
  status           text not null check (status in ('created', 'requires_action', 'processing', 'unknown', 'authorised', 'captured',
                     'declined', 'voided', 'returned')),
  amount_minor     bigint not null check (amount_minor > 0), -- a free booking has no payment
  captured_minor   bigint not null default 0 check (captured_minor >= 0),
  refunded_minor   bigint not null default 0 check (refunded_minor >= 0),
  commission_minor bigint not null check (commission_minor >= 0),
  commission_reversed_minor bigint not null default 0 check (commission_reversed_minor >= 0),
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  method           text not null default '' check (length(method) <= 60), -- "Visa ending 4242": never more of a card
  action_url       text not null default '' check (length(action_url) <= 2000),
  decline_code     text not null default '' check (length(decline_code) <= 60),
  earned_at        timestamptz,             -- when escrow was released to the practitioner and the platform
  checked_at       timestamptz not null,    -- when the status was last set or read from the gateway
  version          bigint not null default 1,
  created_at       timestamptz not null,
  updated_at       timestamptz not null default now(),
  check ((status in ('captured', 'returned')) = (captured_minor > 0)),
  check (captured_minor <= amount_minor),
  constraint payment_refunded_within_captured check (refunded_minor <= captured_minor),
  check (commission_minor <= amount_minor),
  check (commission_reversed_minor <= commission_minor)
);
-- Two tabs cannot pay one booking twice: at most one attempt that is not over.
create unique index payment_one_live on payment.payment (booking_id) where status not in ('declined', 'voided', 'returned');
create index payment_booking on payment.payment (booking_id);
create index payment_payer on payment.payment (payer_id, id desc);
create index payment_practitioner on payment.payment (practitioner_person_id, id desc);
create index payment_open on payment.payment (checked_at) where status in ('created', 'requires_action', 'processing', 'unknown');
create unique index payment_gateway_ref on payment.payment (gateway, gateway_ref) where gateway_ref is not null;
create trigger payment_touch before update on payment.payment for each row execute function platform.touch();

create table payment.refund (
  id           uuid primary key,
  payment_id   uuid not null references payment.payment,
  event_key    text not null unique check (length(event_key) between 3 and 180), -- one cause, one refund
  amount_minor bigint not null check (amount_minor > 0),
  currency     text not null,
  status       text not null check (status in ('pending', 'succeeded', 'failed')),
  gateway_ref  text,
  reason       text not null default '' check (reason ~ '^[a-z_]{0,60}$'), -- a code, not a person's words
  created_at   timestamptz not null,
  settled_at   timestamptz
);
create index refund_payment on payment.refund (payment_id);
create index refund_open on payment.refund (created_at) where status = 'pending';

-- What gateways told us, as told; unique by their event id, so that a message counts once however often it comes.
create table payment.webhook (
  gateway     text not null,
  event_id    text not null check (length(event_id) between 1 and 200),
  reference   uuid not null,             -- the payment it speaks of
  payload     jsonb not null,
  received_at timestamptz not null,
  handled_at  timestamptz,
  primary key (gateway, event_id)
);
create index webhook_open on payment.webhook (received_at) where handled_at is null;

-- The sandbox gateway's own books: another company's database, as far as the rest of Klear is concerned. Only package
-- payment/sandbox touches it, in transactions of its own.
create schema sandbox_gateway;
create table sandbox_gateway.intent (
  id              text primary key,
  idempotency_key text not null unique,
  reference       uuid not null unique,    -- our payment's id, as metadata
  amount_minor    bigint not null check (amount_minor > 0),
  captured_minor  bigint not null default 0,
  refunded_minor  bigint not null default 0,
  currency        text not null,
  status          text not null check (status in ('requires_action', 'processing', 'authorised', 'captured', 'declined', 'voided')),
  capture         boolean not null,        -- take the money as soon as it is authorised
  method          text not null,           -- "Test card ending 4242"
  decline_code    text not null default '',
  return_url      text not null default '',
  settles_at      timestamptz,             -- of a late answer
  created_at      timestamptz not null,
  check (captured_minor <= amount_minor),
  constraint intent_refunded_within_captured check (refunded_minor between 0 and captured_minor)
);
create index intent_settles on sandbox_gateway.intent (settles_at) where settles_at is not null;

create table sandbox_gateway.refund (
  id              text primary key,
  idempotency_key text not null unique,
  intent_id       text not null references sandbox_gateway.intent,
  amount_minor    bigint not null check (amount_minor > 0),
  created_at      timestamptz not null
);
create index refund_intent on sandbox_gateway.refund (intent_id);

-- Webhooks it still has to deliver: written with the change they tell of, gone when the receiver took them.
create table sandbox_gateway.outbox (
  id         text primary key,
  intent_id  text not null references sandbox_gateway.intent,
  type       text not null,
  attempts   int not null default 0,
  due_at     timestamptz not null,
  created_at timestamptz not null
);
create index outbox_due on sandbox_gateway.outbox (due_at);

select platform.open_schema('ledger');
revoke update, delete on ledger.transaction, ledger.entry, ledger.account from klear_app;
select platform.open_schema('payment');
revoke delete on payment.payment, payment.refund, payment.webhook from klear_app;
select platform.open_schema('sandbox_gateway');
