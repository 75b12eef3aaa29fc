-- name: SandboxCreate :one
-- No row when the key or the reference was used before.
insert into sandbox_gateway.intent (id, idempotency_key, reference, amount_minor, captured_minor, currency, status, capture, card, method, decline_code, return_url, expires_at, created_at)
values (@id, @idempotency_key, @reference, @amount_minor, @captured_minor, @currency, @status, @capture, @card, @method, @decline_code, @return_url, sqlc.narg(expires_at)::timestamptz, @now::timestamptz)
on conflict do nothing -- whichever index sees it first
returning *;

-- name: SandboxNote :exec
-- What a change means beside its row, in one statement: movements for the report, timers for later, messages to whoever
-- listens.
with booked as (
  insert into sandbox_gateway.movement (id, kind, reference, amount_minor, currency, at)
  select unnest(@movement_ids::text[]), unnest(@kinds::text[]), nullif(@reference::uuid, '00000000-0000-0000-0000-000000000000'), unnest(@amounts::bigint[]), @currency::text, @now::timestamptz
), timed as (
  insert into sandbox_gateway.timer (ref, what, due_at)
  select unnest(@timer_refs::text[]), unnest(@whats::text[]), unnest(@dues::timestamptz[])
  on conflict (ref, what) do update set due_at = excluded.due_at
)
insert into sandbox_gateway.outbox (id, about, ref, reference, type, due_at, created_at)
select unnest(@event_ids::text[]), @about::text, @ref::text, @reference::uuid, unnest(@types::text[]), @now::timestamptz, @now::timestamptz;

-- name: SandboxByKey :one
select * from sandbox_gateway.intent where idempotency_key = @idempotency_key;

-- name: SandboxByReference :one
select * from sandbox_gateway.intent where reference = @reference;

-- name: SandboxIntent :one
select * from sandbox_gateway.intent where id = @id;

-- name: SandboxLockIntent :one
select * from sandbox_gateway.intent where id = @id for update;

-- name: SandboxMove :one
-- Compare and set.
update sandbox_gateway.intent set status = @status, captured_minor = @captured_minor, decline_code = @decline_code,
  expires_at = sqlc.narg(expires_at)::timestamptz
where id = @id and status = @from_status
returning *;

-- name: SandboxFee :one
-- No row when the fee is known already.
update sandbox_gateway.intent set fee_minor = @fee_minor where id = @id and fee_minor = 0 and captured_minor > 0 returning *;

-- name: SandboxRefundByKey :one
select * from sandbox_gateway.refund where idempotency_key = @idempotency_key;

-- name: SandboxInsertRefund :one
insert into sandbox_gateway.refund (id, idempotency_key, intent_id, amount_minor, status, created_at)
values (@id, @idempotency_key, @intent_id, @amount_minor, @status, @now::timestamptz)
on conflict (idempotency_key) do nothing
returning *;

-- name: SandboxRefunded :one
-- Refused by intent_within_captured when it is too much; a refund that comes back is a negative amount.
update sandbox_gateway.intent set refunded_minor = refunded_minor + @amount_minor::bigint where id = @id returning *;

-- name: SandboxSettleRefund :one
update sandbox_gateway.refund set status = @status where id = @id and status = any(@from_statuses::text[]) returning *;

-- name: SandboxRefunds :many
select * from sandbox_gateway.refund where intent_id = @intent_id order by id;

-- name: SandboxOpenDispute :one
-- No row when the payment was disputed before.
insert into sandbox_gateway.dispute (id, intent_id, status, reason, amount_minor, fee_minor, evidence_due, created_at)
values (@id, @intent_id, 'open', @reason, @amount_minor, @fee_minor, @evidence_due::timestamptz, @now::timestamptz)
on conflict (intent_id) do nothing
returning *;

-- name: SandboxDisputed :exec
update sandbox_gateway.intent set disputed_minor = @disputed_minor where id = @id;

-- name: SandboxDispute :one
select * from sandbox_gateway.dispute where id = @id;

-- name: SandboxDisputeOf :many
select * from sandbox_gateway.dispute where intent_id = @intent_id;

-- name: SandboxEvidence :one
-- Once: no row when evidence was sent before, or too late.
update sandbox_gateway.dispute set status = 'review', evidence_key = @evidence_key::text, evidence = @evidence::text
where id = @id and status = 'open' and evidence_due > @now::timestamptz
returning *;

-- name: SandboxDecideDispute :one
update sandbox_gateway.dispute set status = @status where id = @id and status = any(@from_statuses::text[]) returning *;

-- name: SandboxSave :one
-- No row when the key or the reference was used before.
insert into sandbox_gateway.saved (id, idempotency_key, reference, payer, card, status, method, decline_code, return_url, created_at)
values (@id, @idempotency_key, @reference, @payer, @card, @status, @method, @decline_code, @return_url, @now::timestamptz)
on conflict do nothing
returning *;

-- name: SandboxSavedByKey :one
select * from sandbox_gateway.saved where idempotency_key = @idempotency_key;

-- name: SandboxSavedByReference :one
select * from sandbox_gateway.saved where reference = @reference;

-- name: SandboxSaved :one
select * from sandbox_gateway.saved where id = @id;

-- name: SandboxMoveSaved :one
update sandbox_gateway.saved set status = @status, decline_code = @decline_code where id = @id and status = any(@from_statuses::text[]) returning *;

-- name: SandboxPayee :one
-- No row when the key or the reference was used before.
insert into sandbox_gateway.payee (id, idempotency_key, reference, country, currency, return_url, created_at)
values (@id, @idempotency_key, @reference, @country, @currency, @return_url, @now::timestamptz)
on conflict do nothing
returning *;

-- name: SandboxPayeeByKey :one
select * from sandbox_gateway.payee where idempotency_key = @idempotency_key;

-- name: SandboxPayeeByReference :one
select * from sandbox_gateway.payee where reference = @reference;

-- name: SandboxPayeeByID :one
select * from sandbox_gateway.payee where id = @id;

-- name: SandboxSetBank :one
update sandbox_gateway.payee set bank = @bank where id = @id returning *;

-- name: SandboxPayout :one
-- No row when the key or the reference was used before.
insert into sandbox_gateway.payout (id, idempotency_key, reference, payee_id, bank, amount_minor, currency, status, created_at)
values (@id, @idempotency_key, @reference, @payee_id, @bank, @amount_minor, @currency, 'in_transit', @now::timestamptz)
on conflict do nothing
returning *;

-- name: SandboxPayoutByKey :one
select * from sandbox_gateway.payout where idempotency_key = @idempotency_key;

-- name: SandboxPayoutByReference :one
select * from sandbox_gateway.payout where reference = @reference;

-- name: SandboxPayoutByID :one
select * from sandbox_gateway.payout where id = @id;

-- name: SandboxMovePayout :one
update sandbox_gateway.payout set status = @status, failure_code = @failure_code where id = @id and status = @from_status returning *;

-- name: SandboxLockBalance :exec
-- Whoever takes money out of a currency's balance waits for whoever does already: two must not spend the same coin.
select pg_advisory_xact_lock(hashtext('sandbox_gateway.balance'), hashtext(@currency::text));

-- name: SandboxBalance :one
select coalesce(sum(amount_minor), 0)::bigint from sandbox_gateway.movement where currency = @currency;

-- name: SandboxReport :many
select * from sandbox_gateway.movement
where at >= @since::timestamptz and at < @until::timestamptz and (at, id) > (@after_at::timestamptz, @after_id::text)
order by at, id limit @max_rows;

-- name: SandboxDue :many
-- Timers that are due, taken: the caller acts on them in the same transaction.
delete from sandbox_gateway.timer t where (t.ref, t.what) in (
  select d.ref, d.what from sandbox_gateway.timer d where d.due_at <= @now::timestamptz order by d.due_at, d.ref limit @max_rows for update skip locked
)
returning *;

-- name: SandboxOutbox :many
-- Whoever takes a message first delivers it; a message whose taker died is due again after a minute.
update sandbox_gateway.outbox m set attempts = m.attempts + 1, due_at = @again_at::timestamptz
where m.id in (
  select o.id from sandbox_gateway.outbox o where o.due_at <= @now::timestamptz order by o.due_at, o.id limit @max_rows for update skip locked
)
returning *;

-- name: SandboxPutOff :exec
update sandbox_gateway.outbox set seen = true, due_at = @due_at::timestamptz where id = @id;

-- name: SandboxDelivered :exec
delete from sandbox_gateway.outbox where id = any(@ids::text[]);

-- name: SandboxGivenUp :exec
-- Never one that was not tried: a clock that was moved far ahead loses nothing.
delete from sandbox_gateway.outbox where created_at < @older_than::timestamptz and attempts > 0;

-- name: SandboxAdvance :one
update sandbox_gateway.clock set ahead_us = ahead_us + @by_us::bigint returning ahead_us;

-- name: SandboxAhead :one
select ahead_us from sandbox_gateway.clock;

-- name: SandboxTotals :many
-- What it took for us and did not give back, per currency, in minor units.
select currency, sum(captured_minor - refunded_minor)::bigint as held_minor from sandbox_gateway.intent group by currency order by currency;

-- name: SandboxBalances :many
-- What the platform has there, per currency: the sum of everything that was ever reported.
select currency, sum(amount_minor)::bigint as balance_minor from sandbox_gateway.movement group by currency order by currency;

-- name: SandboxBankNews :many
-- What a payer's bank did to payments: by when it moved money.
select distinct reference from sandbox_gateway.movement
where at >= @since::timestamptz and kind in ('dispute', 'dispute_won', 'refund_failed') and reference is not null;
