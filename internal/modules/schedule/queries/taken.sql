-- name: TakenBetween :many
-- What takes a practitioner's time in a range, holds that ended left out.
select id, status, starts_at, ends_at, lower(blocked)::timestamptz as blocked_from, upper(blocked)::timestamptz as blocked_to
from schedule.occupancy
where practitioner_id = @practitioner_id and blocked && tstzrange(@since::timestamptz, @until::timestamptz)
  and not (status = 'hold' and expires_at <= @now::timestamptz)
order by starts_at limit @max_rows;

-- name: BusyBetween :many
-- What linked calendars say about a range: when, never what.
select lower(during)::timestamptz as starts_at, upper(during)::timestamptz as ends_at from schedule.busy
where practitioner_id = @practitioner_id and during && tstzrange(@since::timestamptz, @until::timestamptz)
order by lower(during) limit @max_rows;
