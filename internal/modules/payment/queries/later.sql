-- name: AskCharge :one
-- No row: it was asked before, is given up, or it is too soon.
update payment.payment set status = 'created', charge_asked_at = @now::timestamptz, checked_at = @now::timestamptz, version = version + 1
where id = @id and status = 'kept' and charge_at <= @now::timestamptz
returning *;

-- name: SetChargeAt :one
update payment.payment set charge_at = @charge_at::timestamptz, version = version + 1 where booking_id = @booking_id and status = 'kept'
returning *;

-- name: DueCharges :many
-- Charges whose time came, and whose job is late or gone.
(select id, booking_id from payment.payment where status = 'kept' and charge_at <= @before::timestamptz order by charge_at limit @max_rows)
union all
(select id, booking_id from payment.payment where charge_asked_at <= @before::timestamptz and status in ('created', 'unknown') order by charge_asked_at limit @max_rows);
