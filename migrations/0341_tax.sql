-- +goose Up
-- Taxes. The rules of the law come with the program (module tariff, taxes.json); operators add what it does not know, or
-- know better. Like commission they are dated and never changed, only ended.
create table tariff.tax_rule (
  id          uuid primary key,
  country     text not null check (country ~ '^[A-Z]{2}$'),
  category_id uuid references catalog.category,      -- it and all below it; null: every category
  kind        text not null check (kind in ('commission', 'supply', 'withholding')),
  name        text not null check (name ~ '^[A-Z]{2,10}$'), -- GST, VAT, TCS: names the account that it is owed on
  bps         int not null check (bps between 0 and 5000),
  deemed      boolean not null default false check (not deemed or kind = 'supply'), -- the platform counts as the supplier
  from_day    date not null,
  note        text not null default '' check (length(note) <= 200),
  created_by  uuid not null references identity.person,
  created_at  timestamptz not null,
  ended_on    date check (ended_on >= from_day),
  ended_by    uuid references identity.person,
  ended_at    timestamptz,
  scope       text generated always as (country || '/' || coalesce(category_id::text, '') || '/' || kind) stored,
  check (num_nulls(ended_on, ended_by, ended_at) in (0, 3))
);
create unique index tax_one_start on tariff.tax_rule (scope, from_day) where ended_on is distinct from from_day;
create index tax_from on tariff.tax_rule (country, from_day desc, id desc);

-- Who is known to the tax office of a country as what. Without a person it is the platform. The last row of a person and
-- country that began by a day holds on it: to leave is a row that is not registered. A person's words are sealed with their
-- key, a company's are printed on every invoice anyway.
create table tariff.tax_identity (
  id         uuid primary key,
  person_id  uuid references identity.person,
  country    text not null check (country ~ '^[A-Z]{2}$'),
  registered boolean not null,
  details    jsonb,
  sealed     bytea,
  from_day   date not null,
  created_by uuid not null references identity.person,
  created_at timestamptz not null,
  check ((person_id is null) = (details is not null)),
  check ((person_id is null) = (sealed is null))
);
create index tax_identity_of on tariff.tax_identity (person_id, country, from_day desc, id desc);
create index tax_identity_platform on tariff.tax_identity (country, from_day desc, id desc) where person_id is null;

grant select, insert on tariff.tax_rule, tariff.tax_identity to klear_app;
grant update (ended_on, ended_by, ended_at) on tariff.tax_rule to klear_app;

-- What of a payment is owed to a tax office: out of the platform's part (tax), or collected from the practitioner's (withheld).
alter table payment.payment
  add column tax_minor bigint not null default 0 check (tax_minor >= 0),
  add column tax_reversed_minor bigint not null default 0 check (tax_reversed_minor >= 0),
  add column withheld_minor bigint not null default 0 check (withheld_minor >= 0),
  add column withheld_reversed_minor bigint not null default 0 check (withheld_reversed_minor >= 0),
  add constraint payment_parts_within_amount check (commission_minor + tax_minor + withheld_minor <= amount_minor),
  add constraint payment_tax_reversed check (tax_reversed_minor <= tax_minor and withheld_reversed_minor <= withheld_minor);

-- Collected for a tax office from practitioners is another debt than tax on what the platform sells. The list of kinds grows
-- in place, whatever it is by now.
-- +goose StatementBegin
do $$
declare def text;
begin
  select pg_get_constraintdef(oid) into strict def from pg_constraint where conrelid = 'ledger.account'::regclass and conname = 'account_kind_check';
  if def not like '%tcs_payable%' then
    alter table ledger.account drop constraint account_kind_check;
    execute 'alter table ledger.account add constraint account_kind_check ' || replace(def, '''tax_payable''::text', '''tax_payable''::text, ''tcs_payable''::text');
  end if;
end $$;
-- +goose StatementEnd
