-- name: AddSource :exec
insert into schedule.busy_source (id, practitioner_id, kind, name, url_sealed, zone, tentative_busy, added_at, tried_at, fetched_at)
values (@id, @practitioner_id, @kind, @name, @url_sealed, @zone, @tentative_busy, @added_at, sqlc.narg('tried_at'), sqlc.narg('fetched_at'));

-- name: CountSources :one
select count(*) from schedule.busy_source where practitioner_id = @practitioner_id;

-- name: Sources :many
select id, kind, name, zone, tentative_busy, added_at, tried_at, fetched_at, error_code from schedule.busy_source
where practitioner_id = @practitioner_id order by added_at;

-- name: Source :one
select id, practitioner_id, kind, url_sealed, zone, tentative_busy, etag, tried_at from schedule.busy_source where id = @id;

-- name: DropSource :execrows
delete from schedule.busy_source where id = @id and practitioner_id = @practitioner_id;

-- name: DueSources :many
select id from schedule.busy_source where kind <> 'file' and (tried_at is null or tried_at < @before::timestamptz) order by tried_at nulls first limit 200;

-- name: ClearBusy :exec
delete from schedule.busy where source_id = @source_id;

-- name: AddBusy :exec
insert into schedule.busy (source_id, practitioner_id, during)
select @source_id, @practitioner_id, tstzrange((@starts::timestamptz[])[i], (@ends::timestamptz[])[i])
from generate_subscripts(@starts::timestamptz[], 1) as i;

-- name: Fetched :exec
update schedule.busy_source set tried_at = @now::timestamptz, fetched_at = @now::timestamptz, error_code = '', etag = @etag where id = @id;

-- name: FetchFailed :exec
-- The last copy stays and its age shows: never "all free" and never "nothing".
update schedule.busy_source set tried_at = @now::timestamptz, error_code = @error_code where id = @id;

-- name: SetFeed :exec
insert into schedule.feed (practitioner_id, secret_hash, created_at) values (@practitioner_id, @secret_hash, @created_at)
on conflict (practitioner_id) do update set secret_hash = excluded.secret_hash, created_at = excluded.created_at;

-- name: FeedSince :one
select created_at from schedule.feed where practitioner_id = @practitioner_id;

-- name: FeedBySecret :one
select practitioner_id from schedule.feed where secret_hash = @secret_hash;
