-- name: SandboxCreate :one
-- No row when the key or the reference was used before. The intent and the webhook that tells of it are one statement.
with made as (
  insert into sandbox_gateway.intent (id, idempotency_key, reference, amount_minor, captured_minor, currency, status, capture, method, decline_code, return_url, settles_at, created_at)
  values (@id, @idempotency_key, @reference, @amount_minor, @captured_minor, @currency, @status, @capture, @method, @decline_code, @return_url, sqlc.narg(settles_at)::timestamptz, @now::timestamptz)
  on conflict do nothing -- whichever index sees it first
  returning *
), told as (
  insert into sandbox_gateway.outbox (id, intent_id, type, due_at, created_at)
  select @event_id::text, made.id, 'intent.' || made.status, @now::timestamptz, @now::timestamptz from made
)
select * from made;

-- name: SandboxByKey :one
select * from sandbox_gateway.intent where idempotency_key = @idempotency_key;

-- name: SandboxByReference :one
select * from sandbox_gateway.intent where reference = @reference;

-- name: SandboxIntent :one
select * from sandbox_gateway.intent where id = @id;

-- name: SandboxMove :one
-- Compare and set, with the webhook that tells of it.
with moved as (
  update sandbox_gateway.intent i set status = @status, captured_minor = @captured_minor, decline_code = @decline_code, settles_at = null
  where i.id = @id and i.status = @from_status
  returning *
), told as (
  insert into sandbox_gateway.outbox (id, intent_id, type, due_at, created_at)
  select @event_id::text, moved.id, 'intent.' || moved.status, @now::timestamptz, @now::timestamptz from moved
)
select * from moved;

-- name: SandboxDue :many
select * from sandbox_gateway.intent where status = 'processing' and settles_at <= @now::timestamptz order by settles_at limit @max_rows;

-- name: SandboxRefundByKey :one
select * from sandbox_gateway.refund where idempotency_key = @idempotency_key;

-- name: SandboxRefund :one
-- No row when the key was used before; refused by intent_refunded_within_captured when it is too much.
with made as (
  insert into sandbox_gateway.refund (id, idempotency_key, intent_id, amount_minor, created_at)
  values (@id, @idempotency_key, @intent_id, @amount_minor, @now::timestamptz)
  on conflict (idempotency_key) do nothing
  returning *
), booked as (
  update sandbox_gateway.intent i set refunded_minor = i.refunded_minor + made.amount_minor from made where i.id = made.intent_id
), told as (
  insert into sandbox_gateway.outbox (id, intent_id, type, due_at, created_at)
  select @event_id::text, made.intent_id, 'intent.refunded', @now::timestamptz, @now::timestamptz from made
)
select * from made;

-- name: SandboxRefunds :many
select * from sandbox_gateway.refund where intent_id = @intent_id order by id;

-- name: SandboxOutbox :many
-- Whoever takes a message first delivers it; a message whose taker died is due again after a minute.
update sandbox_gateway.outbox m set attempts = m.attempts + 1, due_at = @again_at::timestamptz
from sandbox_gateway.intent i
where i.id = m.intent_id and m.id in (
  select o.id from sandbox_gateway.outbox o where o.due_at <= @now::timestamptz order by o.due_at limit @max_rows for update skip locked
)
returning m.id, m.type, m.created_at, m.intent_id, i.reference, i.status;

-- name: SandboxDelivered :exec
delete from sandbox_gateway.outbox where id = any(@ids::text[]);

-- name: SandboxGivenUp :exec
delete from sandbox_gateway.outbox where created_at < @older_than::timestamptz;

-- name: SandboxTotals :many
-- The gateway's own report: what it holds for us per currency.
select currency, sum(captured_minor - refunded_minor)::bigint as held_minor from sandbox_gateway.intent group by currency order by currency;
