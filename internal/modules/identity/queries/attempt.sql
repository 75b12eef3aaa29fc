-- TakeAttempt takes one token of a bucket (GCRA): one comes back every so many seconds, and a bucket that would be full
-- again only after the limit is empty. No row: there is none left.
-- name: TakeAttempt :one
insert into identity.attempt (key, full_at) values (@key, make_interval(secs => @seconds::float8) + @now::timestamptz)
on conflict (key) do update
set full_at = greatest(attempt.full_at, @now::timestamptz) + make_interval(secs => @seconds::float8), taken = attempt.taken + 1
where greatest(attempt.full_at, @now::timestamptz) <= @full_by::timestamptz
returning taken;

-- GiveBackAttempt returns the token of an attempt that turned out to be the owner's.
-- name: GiveBackAttempt :exec
update identity.attempt set full_at = full_at - make_interval(secs => @seconds::float8) where key = @key;

-- name: SweepAttempts :exec
delete from identity.attempt where full_at < @before::timestamptz;
