-- name: InsertMethod :exec
insert into payment.method (id, person_id, gateway, status, created_at) values (@id, @person_id, @gateway, 'asked', @now::timestamptz);

-- name: Method :one
select * from payment.method where id = @id;

-- name: LockMethod :one
-- Shared: who stands on it does not wait for another who does; who removes it waits for both.
select * from payment.method where id = @id for share;

-- name: MethodsOfPerson :many
select sqlc.embed(m), (select count(*) from payment.payment p where p.method_id = m.id and p.status in ('created', 'requires_action', 'processing', 'unknown', 'kept')) as needed
from payment.method m where m.person_id = @person_id and m.status = 'kept' order by m.preferred desc, m.id limit @max_rows;

-- name: LockPerson :exec
-- How many methods somebody keeps, and which comes first, is decided by one at a time.
select pg_advisory_xact_lock(hashtextextended('methods' || (@person_id::uuid)::text, 0));

-- name: CountMethods :one
-- What is kept, and what may yet be: a bank is still asked about it. What was declined is none (see payment.tried).
select count(*) from payment.method where person_id = @person_id and (status = 'kept' or status = 'asked' and created_at > @since::timestamptz);

-- name: KeepMethod :one
-- What the gateway said; the first one of a person is preferred. No row: it was said before.
update payment.method m set status = 'kept', gateway_ref = @gateway_ref::text, label = @label, action_url = '', kept_at = @now::timestamptz,
  preferred = not exists (select from payment.method o where o.person_id = m.person_id and o.preferred)
where m.id = @id and m.status = 'asked'
returning *;

-- name: AskMethodAction :exec
update payment.method set action_url = @action_url where id = @id and status = 'asked';

-- name: FailMethod :execrows
update payment.method set status = 'failed', action_url = '' where id = @id and status = 'asked';

-- name: RemoveMethod :one
update payment.method set status = 'removed', preferred = false, removed_at = @now::timestamptz where id = @id and person_id = @person_id and status = 'kept'
returning *;

-- name: NoPreferredMethod :exec
update payment.method set preferred = false where person_id = @person_id and preferred;

-- name: PreferMethod :execrows
update payment.method set preferred = true where id = @id and person_id = @person_id and status = 'kept';

-- name: PreferNextMethod :exec
update payment.method set preferred = true where id = (
  select m.id from payment.method m where m.person_id = @person_id and m.status = 'kept'
    and not exists (select from payment.method o where o.person_id = @person_id and o.preferred) order by m.id limit 1);

-- name: SwitchMethod :exec
update payment.payment set method_id = @to_id::uuid, method = @label, version = version + 1 where method_id = @from_id::uuid and status = 'kept';

-- name: NeedingMethod :many
select booking_id from payment.payment where method_id = @method_id::uuid and status in ('created', 'requires_action', 'processing', 'unknown', 'kept')
order by charge_at limit 20;

-- name: AskedMethods :many
-- Those of which nobody saw what their owner's bank said.
select m.id from payment.method m where m.status = 'asked' and m.created_at < @before::timestamptz
  and not exists (select from payment.payment p where p.method_id = m.id and p.status in ('created', 'requires_action', 'processing', 'unknown', 'kept'))
order by m.created_at limit @max_rows;

-- name: MethodsToForget :many
update payment.method set status = 'removed', preferred = false, removed_at = @now::timestamptz where person_id = @person_id and status = 'kept'
returning *;
