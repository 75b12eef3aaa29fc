-- What ended, a hold past its time or a session that nobody sits in any more, is free before any sweeper ran.
select r.room_id, o.id, lower(r.blocked), upper(r.blocked),
  (o.status = 'hold' and o.expires_at <= $4::timestamptz) or (o.capacity > 1 and not exists (select from schedule.seat s
     where s.occupancy_id = o.id and not (s.status = 'hold' and s.expires_at <= $4::timestamptz)))
from schedule.room_occupancy r join schedule.occupancy o on o.id = r.occupancy_id
where r.room_id = any($1::uuid[]) and r.blocks and r.blocked && tstzrange($2::timestamptz, $3::timestamptz)
