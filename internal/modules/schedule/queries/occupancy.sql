-- name: TakeTime :execrows
-- The hold statement. Against the exclusion constraint a plain insert deadlock-storms above 200 bookers; this does not.
insert into schedule.occupancy (id, lead_id, practitioner_id, service_id, status, starts_at, ends_at, blocked, expires_at, capacity, seats_taken)
values (@id, sqlc.narg('lead_id'), @practitioner_id, sqlc.narg('service_id'), @status, @starts_at, @ends_at,
  tstzrange(@blocked_from::timestamptz, @blocked_to::timestamptz), sqlc.narg('expires_at'), @capacity, 1)
on conflict do nothing;

-- name: DropStale :exec
-- Holds that ended, and sessions with no live seat, give way to a new booking that meets them. Of a collective session
-- the first row is named, and the others go with it. Two who drop the same rows do it in one order.
delete from schedule.occupancy where id in (
  select o.id from schedule.occupancy o
  where o.id = any(@ids::uuid[]) and ((o.status = 'hold' and o.expires_at <= @now::timestamptz)
    or (o.capacity > 1 and not exists (select from schedule.seat s where s.occupancy_id = o.id
         and not (s.status = 'hold' and s.expires_at <= @now::timestamptz))))
  order by o.id for update);

-- name: StaleAt :many
-- The same for a stretch of a practitioner's time: what would give way there.
select coalesce(o.lead_id, o.id)::uuid from schedule.occupancy o
where o.practitioner_id = @practitioner_id and o.blocked && tstzrange(@blocked_from::timestamptz, @blocked_to::timestamptz)
  and ((o.status = 'hold' and o.expires_at <= @now::timestamptz) or o.capacity > 1);

-- name: TakeRoom :execrows
-- Beside TakeTime, for the room: the stretch is that of its occupancy.
insert into schedule.room_occupancy (occupancy_id, room_id, blocked, blocks)
select o.id, @room_id, o.blocked, o.blocks from schedule.occupancy o where o.id = @occupancy_id
on conflict do nothing;

-- name: LockTurns :many
-- The counters of a team's members, locked in one order. Who joins begins with the fewest that anybody has.
insert into schedule.turn as t (team_service_id, practitioner_id, turns)
select @team_service_id::uuid, p, coalesce((select min(m.turns) from schedule.turn m
  where m.team_service_id = @team_service_id::uuid and m.practitioner_id = any(@practitioners::uuid[])), 0)
from unnest(@practitioners::uuid[]) p order by p
on conflict (team_service_id, practitioner_id) do update set turns = t.turns
returning t.practitioner_id, t.turns;

-- name: CountTurn :exec
update schedule.turn set turns = greatest(turns + @step::int, 0)
where team_service_id = @team_service_id and practitioner_id = @practitioner_id;

-- name: SetStatus :execrows
update schedule.occupancy set status = @status, expires_at = sqlc.narg('expires_at'), blocks = @blocks
where (id = @id or lead_id = @id) and capacity = 1;

-- name: ExtendHold :execrows
update schedule.occupancy set expires_at = @expires_at::timestamptz where (id = @id or lead_id = @id) and status = 'hold' and capacity = 1;

-- name: Release :execrows
delete from schedule.occupancy where id = @id and capacity = 1;

-- name: SessionAt :one
select o.id, r.room_id from schedule.occupancy o left join schedule.room_occupancy r on r.occupancy_id = o.id
where o.practitioner_id = @practitioner_id and o.service_id = @service_id::uuid and o.starts_at = @starts_at and o.ends_at = @ends_at
  and o.capacity > 1
for update of o;

-- name: DropDeadSeats :execrows
delete from schedule.seat where occupancy_id = @occupancy_id and status = 'hold' and expires_at <= @now::timestamptz;

-- name: AddSeat :exec
insert into schedule.seat (booking_id, occupancy_id, status, expires_at) values (@booking_id, @occupancy_id, @status, sqlc.narg('expires_at'));

-- name: SetSeat :execrows
update schedule.seat set status = @status, expires_at = sqlc.narg('expires_at') where booking_id = @booking_id;

-- name: ExtendSeat :execrows
update schedule.seat set expires_at = @expires_at::timestamptz where booking_id = @booking_id and status = 'hold';

-- name: DropSeat :execrows
delete from schedule.seat where booking_id = @booking_id;

-- name: LockSession :one
select id from schedule.occupancy where id = @id for update;

-- name: CountSeats :exec
-- Called under the session's row lock: the CHECK on seats_taken refuses one seat too many.
update schedule.occupancy o set seats_taken = (select count(*) from schedule.seat s where s.occupancy_id = o.id) where o.id = @id;

-- name: DropEmptySession :exec
delete from schedule.occupancy o where o.id = @id and o.capacity > 1 and o.seats_taken = 0;

-- name: SweepHolds :execrows
delete from schedule.occupancy where id in (
  select o.id from schedule.occupancy o where o.status = 'hold' and o.capacity = 1 and o.lead_id is null and o.expires_at <= @before::timestamptz
  limit 1000 for update skip locked);

-- name: LockCount :exec
-- Limits are counts, which no constraint can hold: bookings of a limited service queue here until commit.
select pg_advisory_xact_lock(hashtextextended(@key::text, 0));

-- name: WhatIsThere :many
select coalesce(lead_id, id)::uuid as id, status, starts_at, ends_at from schedule.occupancy
where practitioner_id = @practitioner_id and blocks and blocked && tstzrange(@from_at::timestamptz, @to_at::timestamptz)
order by starts_at limit 20;

-- name: Blocks :many
select id, starts_at, ends_at from schedule.occupancy
where practitioner_id = @practitioner_id and status = 'block' and ends_at > @after::timestamptz order by starts_at limit 500;

-- name: Unblock :execrows
delete from schedule.occupancy where id = @id and practitioner_id = @practitioner_id and status = 'block';

-- name: SeatsOf :many
-- How full group sessions are: seats of ended holds count as free.
select o.id, o.capacity, (select count(*) from schedule.seat s where s.occupancy_id = o.id
  and not (s.status = 'hold' and s.expires_at <= @now::timestamptz)) as taken
from schedule.occupancy o where o.id = any(@ids::uuid[]) and o.capacity > 1;
