-- +goose Up
create schema subscription;

-- What is sold. A plan's names and place in its family may change; what it costs and grants stands in dated terms.
create table subscription.plan (
  id         uuid primary key,
  family     text not null check (family in ('seeker', 'practitioner')),
  code       text not null check (code ~ '^[a-z][a-z0-9_]{1,39}$'),
  rank       smallint not null check (rank between 1 and 100), -- from the smallest to the largest
  name       jsonb not null check (jsonb_typeof(name) = 'object' and name ? 'en'), -- language → text
  summary    jsonb not null check (jsonb_typeof(summary) = 'object' and summary ? 'en'),
  closed_at  timestamptz, -- no longer sold; who has it keeps it
  version    bigint not null default 1,
  created_at timestamptz not null,
  constraint plan_code unique (family, code)
);

-- Terms hold from an instant until the next ones of the plan. A subscription keeps the terms that its owner agreed to.
create table subscription.terms (
  id         uuid primary key,
  plan_id    uuid not null references subscription.plan,
  valid_from timestamptz not null,
  trial_days smallint not null check (trial_days between 0 and 90),
  grants     jsonb not null check (jsonb_typeof(grants) = 'object'), -- key → limit
  created_by uuid not null references identity.person,
  created_at timestamptz not null,
  constraint terms_one_start unique (plan_id, valid_from)
);

create table subscription.price (
  terms_id     uuid not null references subscription.terms,
  cycle        text not null check (cycle in ('month', 'year')),
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint not null check (amount_minor between 1 and 100000000000),
  primary key (terms_id, cycle, currency)
);

create table subscription.subscription (
  id             uuid primary key,
  person_id      uuid not null references identity.person,
  family         text not null check (family in ('seeker', 'practitioner')),
  plan_id        uuid not null references subscription.plan,
  terms_id       uuid not null references subscription.terms,
  cycle          text not null check (cycle in ('month', 'year')),
  currency       text not null check (currency ~ '^[A-Z]{3}$'),
  status         text not null check (status in ('pending', 'trial', 'active', 'past_due', 'ended', 'void')),
  trial_days     smallint not null default 0, -- that this subscription began with
  anchor_at      timestamptz,          -- periods are counted from here, so that a 31st comes back after a February
  cycles         int not null default 0 check (cycles >= 0), -- that began since the anchor
  paid_until     timestamptz,          -- the end of the period that was paid, or of the trial
  next_terms_id  uuid references subscription.terms, -- from paid_until on: a plan that costs less
  next_cycle     text check (next_cycle in ('month', 'year')),
  cancel_at_end  boolean not null default false,
  retries        smallint not null default 0 check (retries between 0 and 4), -- of the charge that failed
  charge_at      timestamptz,          -- when something is due: the renewal, or the next retry
  warned_at      timestamptz,          -- of the end of the trial
  method_id      uuid not null,        -- our name of the kept method at the gateway
  method_gateway text not null,
  method_ref     text not null default '', -- the gateway's name; "" until it is kept
  method         text not null default '' check (length(method) <= 60), -- "Visa ending 4242"
  action_url     text not null default '' check (length(action_url) <= 2000),
  ended_at       timestamptz,
  end_reason     text not null default '' check (end_reason in ('', 'cancelled', 'unpaid', 'erased')),
  version        bigint not null default 1,
  created_at     timestamptz not null,
  check ((status = 'ended') = (ended_at is not null) and (status = 'ended') = (end_reason <> '')),
  check (status in ('pending', 'void') or (paid_until is not null and method_ref <> '')),
  check ((next_terms_id is null) = (next_cycle is null)),
  check (not (cancel_at_end and next_terms_id is not null))
);
-- Two tabs cannot subscribe twice: one subscription per person and family that is not over.
create unique index subscription_one_live on subscription.subscription (person_id, family) where status not in ('ended', 'void');
-- A trial is given once.
create unique index subscription_one_trial on subscription.subscription (person_id, family) where trial_days > 0 and status <> 'void';
create index subscription_person on subscription.subscription (person_id, id desc);
create index subscription_due on subscription.subscription (charge_at) where status in ('trial', 'active', 'past_due');
create index subscription_pending on subscription.subscription (created_at) where status = 'pending';

-- A stretch of time that is paid at once. worth is what it is worth in whole: what was charged, and what was carried over
-- from the period that a larger plan cut short. Everything here is minor units of the subscription's currency.
create table subscription.period (
  id              uuid primary key,
  subscription_id uuid not null references subscription.subscription,
  no              int not null check (no >= 1),
  plan_id         uuid not null references subscription.plan,
  terms_id        uuid not null references subscription.terms,
  cycle           text not null check (cycle in ('month', 'year')),
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  starts_at       timestamptz not null,
  ends_at         timestamptz not null,
  worth_minor     bigint not null check (worth_minor >= 0),
  carried_minor   bigint not null default 0 check (carried_minor between 0 and worth_minor),
  given_minor     bigint not null default 0 check (given_minor between 0 and worth_minor), -- carried over to the next
  earned_minor    bigint not null default 0 check (earned_minor >= 0),
  status          text not null check (status in ('open', 'paid', 'void')), -- open: its charge is undecided, or is repeated
  payment_id      uuid,        -- the attempt that is under way, or that paid it
  earn_at         timestamptz, -- when the next part of it is revenue; null: all of it is
  created_at      timestamptz not null,
  check (ends_at > starts_at),
  check (earned_minor <= worth_minor - given_minor),
  constraint period_no unique (subscription_id, no),
  constraint period_no_overlap exclude using gist (subscription_id with =, tstzrange(starts_at, ends_at) with &&) where (status = 'paid')
);
-- One charge per period, whoever finds it due.
create unique index period_one_charge on subscription.period (subscription_id, starts_at) where status <> 'void';
create unique index period_one_open on subscription.period (subscription_id) where status = 'open';
create index period_earn on subscription.period (earn_at) where status = 'paid' and earn_at is not null;

select platform.open_schema('subscription');
revoke delete on subscription.plan, subscription.subscription, subscription.period from klear_app;
revoke update, delete on subscription.terms, subscription.price from klear_app;
