-- name: SetAccount :exec
insert into schedule.caldav_account (practitioner_id, host, sealed, writes, added_at) values (@practitioner_id, @host, @sealed, @writes, @added_at)
on conflict (practitioner_id) do update set host = excluded.host, sealed = excluded.sealed, writes = excluded.writes, error_code = '';

-- name: Account :one
select host, sealed, writes, error_code from schedule.caldav_account where practitioner_id = @practitioner_id;

-- name: AccountFailed :exec
update schedule.caldav_account set error_code = @error_code where practitioner_id = @practitioner_id and error_code <> @error_code;

-- name: DropAccount :execrows
delete from schedule.caldav_account where practitioner_id = @practitioner_id;

-- name: DropAccountSources :exec
delete from schedule.busy_source where practitioner_id = @practitioner_id and kind = 'caldav';

-- name: DropEvents :exec
delete from schedule.caldav_event where practitioner_id = @practitioner_id;

-- name: WriteLater :execrows
-- For practitioners who have a calendar for bookings; anybody else's booking is nobody's business here.
insert into schedule.caldav_event as e (booking_id, practitioner_id, due_at)
select b, a.practitioner_id, @now::timestamptz from schedule.caldav_account a, unnest(@bookings::uuid[]) b
where a.practitioner_id = @practitioner_id and a.writes
on conflict (booking_id) do update set due_at = excluded.due_at, revision = e.revision + 1, attempts = 0;

-- name: WriteAgain :execrows
update schedule.caldav_event set edited = false, due_at = @now::timestamptz, etag = '', written = null, revision = revision + 1
where booking_id = @booking_id and practitioner_id = @practitioner_id and edited;

-- name: DueEvents :many
select booking_id from schedule.caldav_event where due_at <= @now::timestamptz order by due_at limit 200;

-- name: ClaimEvent :one
update schedule.caldav_event set due_at = @lease::timestamptz, attempts = attempts + 1
where booking_id = @booking_id and due_at <= @now::timestamptz
returning practitioner_id, etag, written, attempts, revision, edited;

-- name: EventDone :exec
update schedule.caldav_event set etag = @etag, written = sqlc.narg('written'), edited = @edited, attempts = 0,
  due_at = case when revision = @revision then null else @now::timestamptz end
where booking_id = @booking_id;

-- name: EventFailed :exec
update schedule.caldav_event set due_at = @retry::timestamptz where booking_id = @booking_id;

-- name: DropEvent :exec
delete from schedule.caldav_event where booking_id = @booking_id and revision = @revision;

-- name: OurEvents :many
select booking_id, edited from schedule.caldav_event where practitioner_id = @practitioner_id limit 5000;

-- name: SourcesOfAccount :many
select id, url_sealed from schedule.busy_source where practitioner_id = @practitioner_id and kind = 'caldav' order by added_at;

-- name: DropSourceOfAccount :exec
delete from schedule.busy_source where id = @id and practitioner_id = @practitioner_id and kind = 'caldav';
