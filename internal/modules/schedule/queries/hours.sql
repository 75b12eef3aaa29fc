-- name: Weekly :many
select iso_day, start_min, end_min from schedule.weekly_window where practitioner_id = $1 order by iso_day, start_min;

-- name: Overrides :many
select on_date, windows from schedule.date_override where practitioner_id = @practitioner_id and on_date >= @since::date order by on_date limit 500;

-- name: TimeOff :many
select id, from_date, to_date from schedule.time_off where practitioner_id = @practitioner_id and to_date >= @since::date order by from_date limit 500;

-- name: HoursVersion :one
select coalesce((select version from schedule.declared where practitioner_id = @practitioner_id), 1)::bigint as version;

-- name: NextHoursVersion :execrows
-- Of several that saw the same version one gets through; seen 0 asks for no check.
insert into schedule.declared as d (practitioner_id, version)
select @practitioner_id, 2 where @seen::bigint in (0, 1) or exists (select from schedule.declared where practitioner_id = @practitioner_id)
on conflict (practitioner_id) do update set version = d.version + 1 where @seen::bigint in (0, d.version);

-- name: NextHoursVersions :exec
insert into schedule.declared as d (practitioner_id, version)
select p, 2 from unnest(@practitioners::uuid[]) p
on conflict (practitioner_id) do update set version = d.version + 1;

-- name: LockHours :exec
select pg_advisory_xact_lock(hashtextextended('hours' || @practitioner_id::text, 0));

-- name: WeeklyOf :many
select practitioner_id, iso_day, start_min, end_min from schedule.weekly_window where practitioner_id = any(@practitioners::uuid[])
order by practitioner_id, iso_day, start_min;

-- name: OverridesOf :many
select practitioner_id, on_date, windows from schedule.date_override where practitioner_id = any(@practitioners::uuid[]) order by practitioner_id, on_date;

-- name: TimeOffOf :many
select practitioner_id, from_date, to_date from schedule.time_off where practitioner_id = any(@practitioners::uuid[]) order by practitioner_id, from_date, to_date;

-- name: ClearWeekly :exec
delete from schedule.weekly_window where practitioner_id = any(@practitioners::uuid[]);

-- name: ClearOverrides :exec
delete from schedule.date_override where practitioner_id = any(@practitioners::uuid[]) and on_date >= @since::date;

-- name: ClearTimeOff :exec
delete from schedule.time_off where practitioner_id = any(@practitioners::uuid[]) and to_date >= @since::date;

-- name: AddWeekly :copyfrom
insert into schedule.weekly_window (practitioner_id, iso_day, start_min, end_min) values ($1, $2, $3, $4);

-- name: AddOverrides :copyfrom
insert into schedule.date_override (practitioner_id, on_date, windows) values ($1, $2, $3);

-- name: AddTimeOff :copyfrom
insert into schedule.time_off (id, practitioner_id, from_date, to_date) values ($1, $2, $3, $4);

-- name: BookedBetween :many
select coalesce(lead_id, id)::uuid as id, status, starts_at, ends_at from schedule.occupancy
where practitioner_id = @practitioner_id and status in ('pending', 'confirmed') and starts_at >= @from_at order by starts_at limit 2000;
