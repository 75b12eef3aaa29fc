-- +goose Up
-- The simulator grows from "takes and refunds" to what a real gateway does over weeks: kept methods, authorisations that
-- end, fees, disputes, payees, payouts, settlement, a report of every movement. These are another company's books: only
-- package payment/sandbox touches them.

-- The card decides what happens later; it is the published number's name, never a number.
alter table sandbox_gateway.intent
  add column card text not null default 'succeeds',
  add column fee_minor bigint not null default 0 check (fee_minor >= 0),
  add column disputed_minor bigint not null default 0 check (disputed_minor >= 0),
  add column expires_at timestamptz,
  add constraint intent_within_captured check (refunded_minor + disputed_minor <= captured_minor);

-- What happens by itself, and when: one clockwork for all of it.
create table sandbox_gateway.timer (
  ref    text not null, -- of an intent, a refund, a dispute or a payout
  what   text not null check (what in ('answer', 'expire', 'fee', 'dispute', 'evidence', 'refund_done', 'refund_back', 'pay', 'return')),
  due_at timestamptz not null,
  primary key (ref, what)
);
create index timer_due on sandbox_gateway.timer (due_at);
insert into sandbox_gateway.timer select id, 'answer', settles_at from sandbox_gateway.intent where settles_at is not null;
alter table sandbox_gateway.intent drop column settles_at;

-- Every movement on the platform's balance, written with the change that causes it: the day's report is read from here.
create table sandbox_gateway.movement (
  id           text primary key,
  kind         text not null check (kind in ('capture', 'refund', 'refund_failed', 'fee', 'dispute', 'dispute_won', 'payout', 'payout_returned', 'settlement')),
  reference    uuid, -- our payment or payout; null: neither
  amount_minor bigint not null check (amount_minor <> 0), -- signed from the platform's side
  currency     text not null,
  at           timestamptz not null
);
create index movement_at on sandbox_gateway.movement (at, id);
create index movement_currency on sandbox_gateway.movement (currency) include (amount_minor);
insert into sandbox_gateway.movement
  select 'sbx_mv_' || id, 'capture', reference, captured_minor, currency, created_at from sandbox_gateway.intent where captured_minor > 0;
insert into sandbox_gateway.movement
  select 'sbx_mv_' || r.id, 'refund', i.reference, -r.amount_minor, i.currency, r.created_at
  from sandbox_gateway.refund r join sandbox_gateway.intent i on i.id = r.intent_id;

alter table sandbox_gateway.refund
  add column status text not null default 'succeeded' check (status in ('pending', 'succeeded', 'failed'));

create table sandbox_gateway.dispute (
  id           text primary key,
  intent_id    text not null unique references sandbox_gateway.intent, -- one per payment is enough for us
  status       text not null check (status in ('open', 'review', 'won', 'lost')),
  reason       text not null,
  amount_minor bigint not null check (amount_minor > 0),
  fee_minor    bigint not null check (fee_minor >= 0),
  evidence_key text unique,
  evidence     text check (octet_length(evidence) <= 20000),
  evidence_due timestamptz not null,
  created_at   timestamptz not null,
  check ((evidence_key is null) = (evidence is null))
);

-- A method kept for charges while the payer is away.
create table sandbox_gateway.saved (
  id              text primary key,
  idempotency_key text not null unique,
  reference       uuid not null unique,
  payer           uuid not null,
  card            text not null,
  status          text not null check (status in ('requires_action', 'authorised', 'declined', 'voided')),
  method          text not null,
  decline_code    text not null default '',
  return_url      text not null default '',
  created_at      timestamptz not null
);

create table sandbox_gateway.payee (
  id              text primary key,
  idempotency_key text not null unique,
  reference       uuid not null unique, -- our practitioner's id
  country         text not null check (country ~ '^[A-Z]{2}$'),
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  return_url      text not null default '',
  bank            text not null default '', -- the published bank number's name; '': none was given
  created_at      timestamptz not null
);

create table sandbox_gateway.payout (
  id              text primary key,
  idempotency_key text not null unique,
  reference       uuid not null unique, -- our payout's id
  payee_id        text not null references sandbox_gateway.payee,
  bank            text not null, -- as it was when the money left
  amount_minor    bigint not null check (amount_minor > 0),
  currency        text not null,
  status          text not null check (status in ('in_transit', 'paid', 'returned')),
  failure_code    text not null default '',
  created_at      timestamptz not null
);

-- Messages speak of more than intents now. What they say was fixed when it happened.
alter table sandbox_gateway.outbox
  add column about text,
  add column reference uuid,
  add column seen boolean not null default false; -- a delay by switch is drawn once
update sandbox_gateway.outbox o set about = 'payment', reference = i.reference from sandbox_gateway.intent i where i.id = o.intent_id;
alter table sandbox_gateway.outbox
  alter column about set not null,
  alter column reference set not null,
  drop constraint outbox_intent_id_fkey;
alter table sandbox_gateway.outbox rename column intent_id to ref;

-- How far the simulator's clock is ahead of the real one: it never goes back, not by a restart either.
create table sandbox_gateway.clock (
  one       boolean primary key default true check (one),
  ahead_us  bigint not null default 0 check (ahead_us >= 0)
);
insert into sandbox_gateway.clock default values;

select platform.open_schema('sandbox_gateway');
