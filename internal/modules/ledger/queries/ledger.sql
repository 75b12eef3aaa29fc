-- name: Post :execrows
-- One statement posts everything: missing accounts, the transaction, its entries. Nothing happens when event_key is
-- taken. Accounts are inserted in the order given, which callers sort, so that two postings cannot deadlock.
with opened as (
  insert into ledger.account (id, kind, owner, currency)
  select unnest(@account_ids::uuid[]), unnest(@account_kinds::text[]), unnest(@account_owners::text[]), unnest(@account_currencies::text[])
  on conflict do nothing
), posted as (
  insert into ledger.transaction (id, lines, event_key, kind, booking_id, payment_id, corrects, occurred_at)
  values (@id, @lines::smallint, @event_key, @kind, sqlc.narg(booking_id)::uuid, sqlc.narg(payment_id)::uuid, sqlc.narg(corrects)::text, @occurred_at::timestamptz)
  on conflict (event_key) do nothing
  returning id, lines
), entry as (
  select unnest(@line_numbers::smallint[]) as line, unnest(@line_accounts::uuid[]) as account_id,
         unnest(@line_currencies::text[]) as currency, unnest(@line_amounts::bigint[]) as amount_minor
)
insert into ledger.entry (transaction_id, lines, line, account_id, currency, amount_minor)
select posted.id, posted.lines, entry.line, entry.account_id, entry.currency, entry.amount_minor from posted, entry;

-- name: TrialBalance :many
select a.kind, a.owner, a.currency, sum(e.amount_minor)::bigint as balance_minor
from ledger.entry e join ledger.account a on a.id = e.account_id and a.currency = e.currency
group by a.kind, a.owner, a.currency
order by a.kind, a.owner, a.currency;

-- name: AccountBalance :one
select coalesce(sum(amount_minor), 0)::bigint from ledger.entry where account_id = @account_id;

-- name: BookingEntries :many
select t.event_key, t.kind as event, t.occurred_at, e.line, a.kind, a.owner, a.currency, e.amount_minor
from ledger.transaction t
join ledger.entry e on e.transaction_id = t.id
join ledger.account a on a.id = e.account_id and a.currency = e.currency
where t.booking_id = @booking_id::uuid
order by t.seq, e.line;

-- name: UnbalancedTransactions :many
-- Every transaction whose entries are not all there, or do not sum to zero per currency.
select t.event_key, coalesce(g.currency, '')::text as currency, coalesce(g.total, 0)::bigint as off_minor,
       (t.lines - coalesce(g.n_all, 0))::int as missing
from ledger.transaction t
left join (
  select e.transaction_id, e.currency, sum(e.amount_minor) as total, sum(count(*)) over (partition by e.transaction_id) as n_all
  from ledger.entry e group by e.transaction_id, e.currency
) g on g.transaction_id = t.id
where g.transaction_id is null or g.total <> 0 or g.n_all <> t.lines
order by t.seq
limit 1000;
