-- name: Post :many
-- One statement posts everything: missing accounts, the transactions, their entries. What has a taken event_key is left
-- out whole. Accounts and transactions are inserted in the order given, which callers sort, so that two batches cannot
-- deadlock. A zero id stands for none.
with opened as (
  insert into ledger.account (id, kind, owner, currency)
  select unnest(@account_ids::uuid[]), unnest(@account_kinds::text[]), unnest(@account_owners::text[]), unnest(@account_currencies::text[])
  on conflict do nothing
), wanted as (
  select unnest(@ids::uuid[]) as id, unnest(@lines::smallint[]) as lines, unnest(@event_keys::text[]) as event_key, unnest(@kinds::text[]) as kind,
         unnest(@booking_ids::uuid[]) as booking_id, unnest(@payment_ids::uuid[]) as payment_id, unnest(@corrects::text[]) as corrects,
         unnest(@occurred_at::timestamptz[]) as occurred_at
), posted as (
  insert into ledger.transaction (id, lines, event_key, kind, booking_id, payment_id, corrects, occurred_at)
  select id, lines, event_key, kind, nullif(booking_id, '00000000-0000-0000-0000-000000000000'), nullif(payment_id, '00000000-0000-0000-0000-000000000000'),
         nullif(corrects, ''), occurred_at from wanted
  on conflict (event_key) do nothing
  returning id, lines
), line as (
  select unnest(@line_transactions::uuid[]) as id, unnest(@line_numbers::smallint[]) as line, unnest(@line_accounts::uuid[]) as account_id,
         unnest(@line_currencies::text[]) as currency, unnest(@line_amounts::bigint[]) as amount_minor
), entered as (
  insert into ledger.entry (transaction_id, lines, line, account_id, currency, amount_minor)
  select posted.id, posted.lines, line.line, line.account_id, line.currency, line.amount_minor from posted join line on line.id = posted.id
)
select id from posted;

-- name: TrialBalance :many
select a.kind, a.owner, a.currency, sum(e.amount_minor)::bigint as balance_minor
from ledger.entry e join ledger.account a on a.id = e.account_id and a.currency = e.currency
group by a.kind, a.owner, a.currency
order by a.kind, a.owner, a.currency;

-- name: AccountBalance :one
-- What is sealed and what waits for it, at one instant.
select (coalesce((select b.minor from ledger.balance b where b.account_id = @account_id), 0)
  + coalesce((select sum(e.amount_minor) from ledger.unsealed u join ledger.entry e on e.transaction_id = u.transaction_id
      where e.account_id = @account_id), 0))::bigint as minor;

-- name: BalancesOff :many
-- Accounts whose kept balance is not what their sealed entries sum to.
select a.kind, a.owner, a.currency, coalesce(b.minor, 0)::bigint as kept_minor, coalesce(g.total, 0)::bigint as entries_minor
from (
  select e.account_id, sum(e.amount_minor) as total, count(*) as n from ledger.entry e
  join ledger.seal s on s.transaction_id = e.transaction_id and s.lines = e.lines group by e.account_id
) g
full join ledger.balance b on b.account_id = g.account_id
join ledger.account a on a.id = coalesce(g.account_id, b.account_id)
where g.total is distinct from b.minor or g.n is distinct from b.entries
order by a.kind, a.owner, a.currency limit 1000;

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
