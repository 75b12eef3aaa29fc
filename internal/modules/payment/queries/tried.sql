-- name: Try :exec
-- Counts an attempt under one key; again it counts once. The trigger would refuse the second time, so it is asked for first.
insert into payment.tried (subject, key, most, at)
select sqlc.arg(subject)::uuid, sqlc.arg(key)::bytea, sqlc.arg(most)::smallint, sqlc.arg(now)::timestamptz
where not exists (select from payment.tried t where t.subject = sqlc.arg(subject)::uuid and t.key = sqlc.arg(key)::bytea)
on conflict do nothing;

-- name: TriedAt :one
-- When the attempt was made that has so many others after it. No row: there are not so many.
select at from payment.tried where key = sqlc.arg(key) and at > sqlc.arg(since)::timestamptz
order by at desc offset sqlc.arg(others)::int limit 1;

-- name: ForgetTries :exec
-- What came to something is not counted.
delete from payment.tried where subject = @subject;

-- name: ForgetOldTries :exec
delete from payment.tried where at <= @before::timestamptz;

-- name: HasPaid :one
-- Whether somebody paid before a moment, and the money stayed.
select exists (select from payment.payment where payer_id = @payer_id and status = 'captured' and gateway <> 'venue' and captured_minor > refunded_minor and created_at < @before::timestamptz);
