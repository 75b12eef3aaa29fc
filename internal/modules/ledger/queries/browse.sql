-- name: CountRounding :one
select count(*) from ledger.account a join ledger.entry e on e.account_id = a.id where a.kind = 'rounding';

-- name: KindBalances :many
-- What is sealed and what waits for it, by kind and currency. The wait is short, so the second part is small.
select a.kind, a.currency, sum(x.minor)::bigint as minor, count(distinct x.account_id) as accounts from (
  select b.account_id, b.minor from ledger.balance b
  union all
  select e.account_id, e.amount_minor from ledger.unsealed u join ledger.entry e on e.transaction_id = u.transaction_id
) x join ledger.account a on a.id = x.account_id
group by a.kind, a.currency order by a.currency, a.kind;

-- name: AccountsOf :many
-- Those that are not level come first: of escrow there is one for each booking, and most are empty.
select s.owner, s.minor, count(*) over () as total from (
  select a.owner, sum(x.minor)::bigint as minor from (
    select b.account_id, b.minor from ledger.balance b
    union all
    select e.account_id, e.amount_minor from ledger.unsealed u join ledger.entry e on e.transaction_id = u.transaction_id
  ) x join ledger.account a on a.id = x.account_id
  where a.kind = @kind and a.currency = @currency group by a.id, a.owner
) s order by s.minor = 0, s.owner limit @most offset @skip;

-- name: AccountByID :one
select kind, owner, currency from ledger.account where id = @id;

-- name: EntriesOn :many
-- Newest first, by the transactions' ids, which are ordered by time; the page after (after_transaction, after_line).
select t.id, t.event_key, t.kind as event, t.booking_id, t.payment_id, t.occurred_at, e.line, e.amount_minor
from ledger.entry e join ledger.transaction t on t.id = e.transaction_id and t.lines = e.lines
where e.account_id = @account_id and (e.transaction_id, e.line) < (@after_transaction::uuid, @after_line::smallint)
  and t.occurred_at >= @since::timestamptz and t.occurred_at < @until::timestamptz
order by e.transaction_id desc, e.line desc limit @most;

-- name: TransactionByID :one
select t.id, t.event_key, t.kind as event, t.booking_id, t.payment_id, t.corrects, t.occurred_at, s.n as seal, s.hash, s.sealed_at
from ledger.transaction t left join ledger.seal s on s.transaction_id = t.id and s.lines = t.lines where t.id = @id;

-- name: TransactionByKey :one
select id from ledger.transaction where event_key = @event_key;

-- name: CorrectedBy :many
select id, event_key from ledger.transaction where corrects = @event_key order by seq limit 50;
