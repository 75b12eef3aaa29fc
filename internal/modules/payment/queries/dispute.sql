-- name: OpenDispute :one
-- No row when it is known.
insert into payment.dispute (id, payment_id, booking_id, gateway, gateway_ref, status, reason, amount_minor, fee_minor, currency, evidence_due, opened_at)
values (@id, @payment_id, @booking_id, @gateway, @gateway_ref, 'open', @reason, @amount_minor, @fee_minor, @currency, sqlc.narg(evidence_due)::timestamptz, @now::timestamptz)
on conflict do nothing returning *;

-- name: DisputeByRef :one
select * from payment.dispute where gateway = @gateway and gateway_ref = @gateway_ref for update;

-- name: ReviewDispute :exec
update payment.dispute set status = 'review', version = version + 1 where id = @id and status = 'open';

-- name: DecideDispute :one
-- No row when it was decided before.
update payment.dispute set status = @status, borne_by = sqlc.narg(borne_by)::text, lost_minor = @lost_minor, decided_at = @now::timestamptz, version = version + 1
where id = @id and status in ('open', 'review') returning *;

-- name: DisputeState :one
-- Whether a payment is disputed at the moment, and what the platform lost of it.
select (count(*) filter (where status in ('open', 'review')) > 0)::boolean as open, coalesce(sum(lost_minor), 0)::bigint as lost_minor
from payment.dispute where payment_id = @payment_id;

-- name: DisputesOfPayment :many
select * from payment.dispute where payment_id = @payment_id order by id;

-- name: OpenDisputedPayments :many
select distinct payment_id from payment.dispute where status in ('open', 'review') limit @max_rows;

-- name: Dispute :one
select * from payment.dispute where id = @id;

-- name: DisputedBookings :many
select booking_id from payment.v_disputed where booking_id = any(@booking_ids::uuid[]);

-- name: LostDisputes :many
select * from payment.dispute where payment_id = @payment_id and status = 'lost' order by id;

-- name: RefusedRefunds :many
-- What is owed to the payer because the gateway kept it.
select * from payment.refund where payment_id = @payment_id and status = 'failed' and set_off_minor < amount_minor and paid_off_at is null order by id;

-- name: WaitingRefunds :many
select id from payment.refund where payment_id = @payment_id and status = 'pending' order by id;

-- name: SetOffRefund :exec
update payment.refund set set_off_minor = set_off_minor + @part::bigint where id = @id;

-- name: SetOffDispute :exec
update payment.dispute set lost_minor = lost_minor - @part::bigint, set_off_minor = set_off_minor + @part::bigint, version = version + 1 where id = @id;

-- name: PaidOff :execrows
update payment.refund set paid_off_at = @now::timestamptz where id = @id and status = 'failed' and paid_off_at is null;
