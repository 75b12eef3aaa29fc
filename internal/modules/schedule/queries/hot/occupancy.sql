-- A row of a collective session stands for the whole of it, by its first row's id. Live seats are counted, not read from seats_taken: a held seat past its time is free before any sweeper ran.
select o.practitioner_id, coalesce(o.lead_id, o.id), coalesce(o.service_id, '00000000-0000-0000-0000-000000000000'), o.status, o.starts_at, o.ends_at,
  lower(o.blocked), upper(o.blocked), o.expires_at, o.capacity,
  case when o.capacity = 1 then 1 else
    (select count(*) from schedule.seat s where s.occupancy_id = o.id and not (s.status = 'hold' and s.expires_at <= $4::timestamptz)) end
from schedule.occupancy o
where o.practitioner_id = any($1::uuid[]) and o.blocked && tstzrange($2::timestamptz, $3::timestamptz)
