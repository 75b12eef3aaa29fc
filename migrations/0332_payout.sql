-- +goose Up
-- Payouts: practitioners get what they earned. A payout is made of the ledger's own postings, each in at most one payout,
-- so that its amount is the sum of its lines and every unit can be traced to a booking.
create view ledger.v_practitioner_balance as
select practitioner, currency, payable_minor, in_transit_minor, receivable_minor from ledger.practitioner_balance;
grant select on ledger.v_practitioner_balance to klear_app;

create schema payout;

-- Where a practitioner's money goes and how often. The bank details are the gateway's: here is only what a statement may show.
create table payout.account (
  practitioner_id uuid primary key references catalog.practitioner,
  person_id       uuid not null references identity.person,
  gateway         text not null default '',  -- "" until one was opened, and after it was removed
  payee_ref       text not null default '' check (length(payee_ref) <= 200),
  ready           boolean not null default false,
  bank            text not null default '' check (length(bank) <= 100), -- "Bank account ending 6789"
  setup_url       text not null default '' check (length(setup_url) <= 2000), -- where the registration goes on
  held            text not null default '' check (held ~ '^[a-z_]{0,60}$'), -- why nothing is sent: the bank returned a payout
  cadence         text not null check (cadence in ('daily', 'weekly', 'monthly')),
  minimum_minor   bigint not null default 0 check (minimum_minor between 0 and 9007199254740991), -- of the practitioner's own wish
  next_on         date not null,             -- the first day on which a run may pay out
  checked_at      timestamptz,               -- when the gateway was read
  version         bigint not null default 1,
  created_at      timestamptz not null,
  check (gateway <> '' or (payee_ref = '' and not ready and bank = '' and setup_url = ''))
);
create index account_due on payout.account (next_on) where gateway <> '';

-- A run goes through everybody who is due. The scheduled one exists once a day.
create table payout.run (
  id          uuid primary key,
  kind        text not null check (kind in ('scheduled', 'operator', 'asked')),
  on_day      date not null,
  started_by  uuid references identity.person,
  started_at  timestamptz not null,
  finished_at timestamptz,
  check ((kind = 'scheduled') = (started_by is null))
);
create unique index run_once_a_day on payout.run (on_day) where kind = 'scheduled';
create index run_latest on payout.run (started_at desc, id desc);

-- One decision per practitioner, currency and run: that is the key. Progress is how many have an outcome.
create table payout.run_item (
  run_id          uuid not null references payout.run,
  practitioner_id uuid not null references catalog.practitioner,
  currency        text not null,
  outcome         text check (outcome in ('sent', 'nothing', 'below_minimum', 'no_account', 'account_not_ready', 'account_held',
                    'not_verified', 'suspended', 'open_payout')),
  available_minor bigint not null default 0,
  decided_at      timestamptz,
  primary key (run_id, practitioner_id, currency),
  check ((outcome is null) = (decided_at is null))
);
create index run_item_open on payout.run_item (run_id) where outcome is null;

create table payout.payout (
  id              uuid primary key,
  run_id          uuid not null,
  practitioner_id uuid not null references catalog.practitioner,
  person_id       uuid not null references identity.person,
  gateway         text not null,
  payee_ref       text not null,
  bank            text not null default '' check (length(bank) <= 100),
  amount_minor    bigint not null check (amount_minor > 0),
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  status          text not null check (status in ('sending', 'in_transit', 'paid', 'returned')),
  gateway_ref     text not null default '',
  failure_code    text not null default '' check (failure_code ~ '^[a-z0-9_]{0,60}$'),
  created_at      timestamptz not null,
  paid_at         timestamptz,
  returned_at     timestamptz,
  asked_at        timestamptz,               -- when the gateway was last asked to send it; null: never
  checked_at      timestamptz not null,
  version         bigint not null default 1,
  constraint payout_once_a_run unique (run_id, practitioner_id, currency),
  foreign key (run_id, practitioner_id, currency) references payout.run_item (run_id, practitioner_id, currency),
  check ((status = 'returned') = (returned_at is not null)),
  check (status <> 'paid' or paid_at is not null)
);
-- While the gateway has not said that it has one payout, there is no second: a run waits for it.
create unique index payout_one_open on payout.payout (practitioner_id, currency) where status = 'sending';
create index payout_of_practitioner on payout.payout (practitioner_id, created_at desc, id desc);
create index payout_by_status on payout.payout (status, created_at desc, id desc);
create index payout_checked on payout.payout (checked_at) where status in ('sending', 'in_transit', 'paid');

-- Which postings a payout is made of. When a payout comes back its lines are released and may be in another one.
create table payout.line (
  payout_id      uuid not null references payout.payout,
  transaction_id uuid not null,
  amount_minor   bigint not null check (amount_minor <> 0), -- what is taken back is negative
  released       boolean not null default false,
  primary key (payout_id, transaction_id)
);
create unique index line_paid_once on payout.line (transaction_id) where not released;

-- A payout is worth its lines: checked at commit, whatever the code does.
-- +goose StatementBegin
create function payout.check_lines() returns trigger language plpgsql as $$
begin
  if (select coalesce(sum(l.amount_minor), 0) from payout.line l where l.payout_id = new.id) <> new.amount_minor then
    raise exception 'payout % is not the sum of its lines', new.id using errcode = 'KL007';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create constraint trigger payout_of_lines after insert or update of amount_minor on payout.payout deferrable initially deferred
  for each row execute function payout.check_lines();

-- What was earned, and taken back, line by line: every posting on a practitioner's payable that is not a payout itself, with
-- the payout it is in. Those without one sum to the balance of the account.
create view payout.earning as
select e.account_owner as practitioner, e.currency, e.transaction_id, e.seq, e.event, e.booking_id, e.occurred_at,
       (-sum(e.amount_minor))::bigint as amount_minor
from ledger.v_entry e
where e.account_kind = 'practitioner_payable' and e.event not in ('payout_sent', 'payout_returned')
group by e.account_owner, e.currency, e.transaction_id, e.seq, e.event, e.booking_id, e.occurred_at
having sum(e.amount_minor) <> 0;

select platform.open_schema('payout');
revoke delete on payout.account, payout.run, payout.run_item, payout.payout, payout.line from klear_app;
