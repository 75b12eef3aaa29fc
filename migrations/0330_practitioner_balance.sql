-- +goose Up
-- What each practitioner has earned and not been sent, what is on its way, and what they owe, kept beside the entries in
-- the statement that writes them. A posting that would pay out, or take back, more than is there is refused whatever the
-- code does; and whoever decides on a practitioner's money locks this row first. Two practitioners never wait for one
-- another. Only these three kinds of account are kept: running sums of the busy accounts (a gateway's clearing, the
-- platform's revenue) would put every payment of the site in one line (docs/adr/0027).
create table ledger.practitioner_balance (
  practitioner     text not null,
  currency         text not null,
  payable_minor    bigint not null default 0, -- credit balance of practitioner_payable
  in_transit_minor bigint not null default 0, -- credit balance of practitioner_in_transit
  receivable_minor bigint not null default 0, -- debit balance of practitioner_receivable
  primary key (practitioner, currency),
  constraint practitioner_payable_not_negative check (payable_minor >= 0),
  constraint practitioner_in_transit_not_negative check (in_transit_minor >= 0),
  constraint practitioner_receivable_not_negative check (receivable_minor >= 0)
);
create index practitioner_balance_payable on ledger.practitioner_balance (practitioner, currency) where payable_minor > 0;

insert into ledger.practitioner_balance (practitioner, currency, payable_minor, in_transit_minor, receivable_minor)
select a.owner, a.currency,
  coalesce(-sum(e.amount_minor) filter (where a.kind = 'practitioner_payable'), 0),
  coalesce(-sum(e.amount_minor) filter (where a.kind = 'practitioner_in_transit'), 0),
  coalesce(sum(e.amount_minor) filter (where a.kind = 'practitioner_receivable'), 0)
from ledger.entry e join ledger.account a on a.id = e.account_id and a.currency = e.currency
where a.kind in ('practitioner_payable', 'practitioner_in_transit', 'practitioner_receivable')
group by a.owner, a.currency;

-- Once per posting. In the order of the key, so that two postings about several practitioners cannot deadlock. The
-- application may not write the table; this function may.
-- +goose StatementBegin
create function ledger.keep_practitioner_balance() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare d record;
begin
  for d in
    select a.owner, a.currency,
      coalesce(-sum(f.amount_minor) filter (where a.kind = 'practitioner_payable'), 0) as payable,
      coalesce(-sum(f.amount_minor) filter (where a.kind = 'practitioner_in_transit'), 0) as in_transit,
      coalesce(sum(f.amount_minor) filter (where a.kind = 'practitioner_receivable'), 0) as receivable
    from fresh f join ledger.account a on a.id = f.account_id and a.currency = f.currency
    where a.kind in ('practitioner_payable', 'practitioner_in_transit', 'practitioner_receivable')
    group by a.owner, a.currency order by a.owner, a.currency
  loop
    insert into ledger.practitioner_balance (practitioner, currency) values (d.owner, d.currency) on conflict do nothing;
    update ledger.practitioner_balance b set payable_minor = b.payable_minor + d.payable,
      in_transit_minor = b.in_transit_minor + d.in_transit, receivable_minor = b.receivable_minor + d.receivable
    where b.practitioner = d.owner and b.currency = d.currency;
  end loop;
  return null;
end $$;
-- +goose StatementEnd
create trigger entry_practitioner_balance after insert on ledger.entry referencing new table as fresh
  for each statement execute function ledger.keep_practitioner_balance();

-- lock_practitioner reads a practitioner's row and keeps it from changing until the end of the transaction; it makes the
-- row when there is none yet, so that there is always something to lock.
-- +goose StatementBegin
create function ledger.lock_practitioner(p_practitioner text, p_currency text) returns ledger.practitioner_balance
language sql security definer set search_path = pg_catalog as $$
  insert into ledger.practitioner_balance (practitioner, currency) values (p_practitioner, p_currency)
  on conflict (practitioner, currency) do update set practitioner = excluded.practitioner
  returning *;
$$;
-- +goose StatementEnd

grant select on ledger.practitioner_balance to klear_app;
