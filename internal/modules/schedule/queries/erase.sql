-- name: ForgetSources :exec
-- With them go the times they made busy.
delete from schedule.busy_source where practitioner_id = @practitioner_id;

-- name: ForgetFeed :exec
delete from schedule.feed where practitioner_id = @practitioner_id;

-- name: ForgetWeek :exec
delete from schedule.weekly_window where practitioner_id = @practitioner_id;

-- name: ForgetOverrides :exec
delete from schedule.date_override where practitioner_id = @practitioner_id;

-- name: ForgetTimeOff :exec
delete from schedule.time_off where practitioner_id = @practitioner_id;

-- name: ForgetBlocks :exec
delete from schedule.occupancy where practitioner_id = @practitioner_id and status = 'block';

-- name: ForgetAccount :exec
delete from schedule.caldav_account where practitioner_id = @practitioner_id;
