-- name: LockSeals :exec
-- One sealer at a time; whoever posts does not take it.
select pg_advisory_xact_lock(hashtextextended('ledger seal', 0));

-- name: LastSeal :one
select n, hash from ledger.seal order by n desc limit 1;

-- name: SealHash :one
select hash from ledger.seal where n = @n;

-- name: Unsealed :many
-- The oldest that wait, by their ids, which are ordered by time: the key's index gives them without looking at the rest, so
-- that sealing keeps up however much waits.
select t.id, t.lines, t.seq::bigint as seq, t.event_key, t.kind, t.booking_id, t.payment_id, t.corrects, t.occurred_at
from (select w.transaction_id, w.lines from ledger.unsealed w order by w.transaction_id, w.lines limit @most) u
join ledger.transaction t on t.id = u.transaction_id and t.lines = u.lines
order by t.id;

-- name: EntriesOf :many
select e.transaction_id, e.line, a.kind, a.owner, e.currency, e.amount_minor
from ledger.entry e join ledger.account a on a.id = e.account_id and a.currency = e.currency
where e.transaction_id = any(@ids::uuid[]) order by e.transaction_id, e.line;

-- name: AddSeals :exec
insert into ledger.seal (n, transaction_id, lines, hash, sealed_at)
select unnest(@numbers::bigint[]), unnest(@ids::uuid[]), unnest(@lines::smallint[]), unnest(@hashes::bytea[]), @sealed_at::timestamptz;

-- name: AddToBalances :exec
-- In the order of the accounts, though nobody else writes here: there is one sealer at a time.
insert into ledger.balance as b (account_id, currency, minor, entries)
select e.account_id, e.currency, sum(e.amount_minor), count(*) from ledger.entry e
where e.transaction_id = any(@ids::uuid[]) group by e.account_id, e.currency order by e.account_id
on conflict (account_id) do update set minor = b.minor + excluded.minor, entries = b.entries + excluded.entries;

-- name: DropUnsealed :exec
delete from ledger.unsealed where transaction_id = any(@ids::uuid[]);

-- name: SealedAfter :many
-- The chain with what it was made of; a transaction that is gone has no event key.
select s.n, s.hash, s.transaction_id as id, s.lines, coalesce(t.seq, 0)::bigint as seq, t.event_key, t.kind, t.booking_id, t.payment_id, t.corrects, t.occurred_at
from ledger.seal s left join ledger.transaction t on t.id = s.transaction_id and t.lines = s.lines
where s.n > @after order by s.n limit @most;

-- name: Stowaways :many
-- Transactions that were neither sealed nor wait for it.
select t.id, t.event_key from ledger.transaction t
where not exists (select 1 from ledger.seal s where s.transaction_id = t.id and s.lines = t.lines)
  and not exists (select 1 from ledger.unsealed u where u.transaction_id = t.id and u.lines = t.lines)
order by t.seq limit 1;

-- name: CountUnsealed :one
select count(*) from ledger.unsealed;

-- name: LastStatement :one
select day, through_n, hash, signature from ledger.statement order by day desc limit 1;

-- name: AddStatement :exec
insert into ledger.statement (day, through_n, hash, signature, signed_at) values (@day, @through_n, @hash, @signature, @signed_at) on conflict (day) do nothing;

-- name: Statements :many
select s.day, s.through_n, s.hash, s.signature, l.hash as chain_hash from ledger.statement s left join ledger.seal l on l.n = s.through_n order by s.day;

-- name: LatestStatements :many
select day, through_n, hash, signature, signed_at from ledger.statement order by day desc limit @most;
