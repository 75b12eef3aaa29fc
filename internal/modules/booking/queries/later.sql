-- name: SetPayBy :one
-- Null: it is paid.
update booking.booking set pay_by = sqlc.narg('pay_by')::timestamptz, version = version + 1 where id = @id returning version;

-- name: UnpaidOverdue :many
select id from booking.booking where pay_by <= @now::timestamptz and status = 'confirmed' order by pay_by limit 200;
