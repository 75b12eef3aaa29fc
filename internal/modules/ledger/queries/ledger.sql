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

-- name: Balances :many
-- What is sealed and what waits for it, at one instant. Accounts without entries are left out.
select x.account_id, sum(x.minor)::bigint as minor from (
  select b.account_id, b.minor from ledger.balance b where b.account_id = any(@ids::uuid[])
  union all
  select e.account_id, e.amount_minor from ledger.unsealed u join ledger.entry e on e.transaction_id = u.transaction_id
  where e.account_id = any(@ids::uuid[])
) x group by x.account_id;

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
-- Every transaction whose entries are not all there, or do not sum to zero per currency. Transactions and entries are
-- grouped together and not joined, so that a planner without statistics cannot make it quadratic.
with part as (
  select x.id, x.currency, sum(x.amount_minor) as total, sum(x.n) as n, max(x.lines) as lines
  from (
    select t.id, t.lines, null::text as currency, 0::bigint as amount_minor, 0 as n from ledger.transaction t
    union all
    select e.transaction_id, 0::smallint, e.currency, e.amount_minor, 1 from ledger.entry e
  ) x group by x.id, x.currency
), found as (
  select id, currency, total, max(lines) over w - sum(n) over w as missing, count(*) over w as parts
  from part window w as (partition by id)
)
select t.event_key, coalesce(f.currency, '')::text as currency, coalesce(f.total, 0)::bigint as off_minor, f.missing::int as missing
from found f join ledger.transaction t on t.id = f.id
where (f.missing <> 0 or f.total <> 0) and (f.currency is not null or f.parts = 1)
order by t.seq
limit 1000;
