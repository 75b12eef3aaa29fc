-- +goose Up
-- What is taken of a price: the platform's commission by rules of its operators, and taxes by rules of the law. All of it is
-- dated and nothing is overwritten: what applied on a day can always be told again.
create schema tariff;

-- Days are those of the brand's zone. Of the rules that hold on a day the most specific one applies (module tariff).
create table tariff.commission_rule (
  id          uuid primary key,
  category_id uuid references catalog.category,              -- it and all below it; null: every category
  plan        text check (plan ~ '^[a-z][a-z0-9_]{0,39}$'),  -- of the practitioner; null: every plan and none
  currency    text check (currency ~ '^[A-Z]{3}$'),          -- of the amounts below; null: there are none
  practitioner_bps         int not null check (practitioner_bps between 0 and 5000),
  practitioner_fixed_minor bigint not null check (practitioner_fixed_minor between 0 and 1000000000),
  practitioner_min_minor   bigint not null check (practitioner_min_minor between 0 and 1000000000),
  client_bps               int not null check (client_bps between 0 and 5000),
  client_fixed_minor       bigint not null check (client_fixed_minor between 0 and 1000000000),
  client_min_minor         bigint not null check (client_min_minor between 0 and 1000000000),
  from_day    date not null,
  until_day   date check (until_day > from_day), -- of a promotion: the first day without it; null: until the next rule of its kind
  note        text not null default '' check (length(note) <= 200),
  created_by  uuid not null references identity.person,
  created_at  timestamptz not null,
  ended_on    date,                              -- taken back: it holds no more from this day on
  ended_by    uuid references identity.person,
  ended_at    timestamptz,
  scope       text generated always as (coalesce(category_id::text, '') || '/' || coalesce(plan, '') || '/' || coalesce(currency, '')) stored,
  check ((currency is not null) = (practitioner_fixed_minor + practitioner_min_minor + client_fixed_minor + client_min_minor > 0)),
  check (num_nulls(ended_on, ended_by, ended_at) in (0, 3)),
  check (ended_on between from_day and coalesce(until_day, ended_on)),
  -- Two promotions for the same would leave open which one applies.
  constraint commission_one_promotion exclude using gist (scope with =, daterange(from_day, coalesce(ended_on, until_day)) with &&) where (until_day is not null)
);
-- Of two rules for the same from the same day nobody could say which is meant. One that never held is no obstacle.
create unique index commission_one_start on tariff.commission_rule (scope, from_day) where until_day is null and ended_on is distinct from from_day;
create index commission_from on tariff.commission_rule (from_day desc, id desc);

-- On which plan a practitioner is, from when on. Null: on none.
create table tariff.enrolment (
  practitioner_id uuid not null references catalog.practitioner,
  from_day   date not null,
  plan       text check (plan ~ '^[a-z][a-z0-9_]{0,39}$'),
  created_by uuid not null references identity.person,
  created_at timestamptz not null,
  constraint enrolment_one_start primary key (practitioner_id, from_day)
);

-- What lies in what, for those who price it.
create view catalog.v_category as select c.id as category_id, c.parent_id, c.slug from catalog.category c;
grant select on catalog.v_category to klear_app;

select platform.open_schema('tariff');
revoke update, delete on all tables in schema tariff from klear_app;
grant update (ended_on, ended_by, ended_at) on tariff.commission_rule to klear_app;

-- Quotes keep what they were made of, so that a later rule does not reach back. Prices of bookings made before had one
-- percentage and nothing else.
alter table booking.booking add column quote jsonb not null default '{}' check (jsonb_typeof(quote) = 'object');
update booking.booking set quote = jsonb_build_object('list', price_minor, 'fee', commission_minor);
alter table pack.pack add column quote jsonb not null default '{}' check (jsonb_typeof(quote) = 'object');
update pack.pack set quote = jsonb_build_object('list', price_minor, 'fee', commission_minor);
alter table payment.payment add column quote jsonb not null default '{}' check (jsonb_typeof(quote) = 'object');
update payment.payment set quote = jsonb_build_object('list', amount_minor, 'fee', commission_minor);
