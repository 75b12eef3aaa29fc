-- +goose Up
-- What the sealed entries of an account sum to. The sealer adds each batch in the transaction that seals it, so that a
-- balance at any instant is this row plus the few entries that wait for their seal; whoever posts does not touch it and
-- never queues for it. It is derived: klear ledger verify adds everything up again and names a row that differs.
create table ledger.balance (
  account_id uuid not null,
  currency   text not null,
  minor      bigint not null,
  entries    bigint not null check (entries > 0),
  primary key (account_id),
  constraint balance_account foreign key (account_id, currency) references ledger.account (id, currency)
) with (fillfactor = 70); -- updated in place, once a batch
insert into ledger.balance (account_id, currency, minor, entries)
select e.account_id, e.currency, sum(e.amount_minor), count(*)
from ledger.entry e join ledger.seal s on s.transaction_id = e.transaction_id and s.lines = e.lines
group by e.account_id, e.currency;
grant select, insert, update on ledger.balance to klear_app;
