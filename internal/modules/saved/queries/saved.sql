-- name: Save :one
-- Saving again changes only what was asked for: alert stays when nothing is said about it.
insert into saved.practitioner as s (person_id, practitioner_id, alert, saved_at)
values (@person_id, @practitioner_id, coalesce(sqlc.narg(alert)::boolean, false), @now::timestamptz)
on conflict (person_id, practitioner_id) do update set alert = coalesce(sqlc.narg(alert)::boolean, s.alert)
returning s.alert, s.saved_at;

-- name: Drop :execrows
delete from saved.practitioner where person_id = @person_id and practitioner_id = @practitioner_id;

-- name: List :many
select practitioner_id, alert, saved_at, count(*) over () as total
from saved.practitioner where person_id = @person_id
order by saved_at desc, practitioner_id limit @max_rows offset @skip;

-- name: Among :many
select practitioner_id from saved.practitioner where person_id = @person_id and practitioner_id = any(@ids::uuid[]);

-- name: IsWatched :one
select exists (select 1 from saved.practitioner where practitioner_id = @practitioner_id and alert);

-- name: LockWatch :one
-- One look at a time: the row is made first, so that two who come together meet in it.
insert into saved.watch as w (practitioner_id, starts, until, looked_at) values (@practitioner_id, '{}', '-infinity', @now::timestamptz)
on conflict (practitioner_id) do update set looked_at = excluded.looked_at
returning w.starts, (w.until > '-infinity')::boolean as known, case when w.until > '-infinity' then w.until else @now::timestamptz end::timestamptz as until;

-- name: KeepWatch :exec
update saved.watch set starts = @starts::timestamptz[], until = @until where practitioner_id = @practitioner_id;

-- name: DropWatch :exec
delete from saved.watch where practitioner_id = @practitioner_id;

-- name: Watchers :many
select person_id from saved.practitioner
where practitioner_id = @practitioner_id and alert and person_id > @after
order by person_id limit @max_rows;

-- name: Watches :one
select exists (select 1 from saved.practitioner where person_id = @person_id and practitioner_id = @practitioner_id and alert);

-- name: StopAlert :exec
update saved.practitioner set alert = false where person_id = @person_id and practitioner_id = @practitioner_id and alert;

-- name: TakeDay :one
-- Answers with the occasion that has the day: the one that asks, or the one that was earlier.
insert into saved.letter as l (person_id, practitioner_id, day, occasion) values (@person_id, @practitioner_id, @day, @occasion)
on conflict (person_id, practitioner_id, day) do update set occasion = l.occasion
returning l.occasion;

-- name: ForgetLetters :exec
delete from saved.letter where day < @before::date;

-- name: ForgetPeople :exec
delete from saved.practitioner where person_id = any(@ids::uuid[]);

-- name: ForgetLettersOf :exec
delete from saved.letter where person_id = any(@ids::uuid[]);

-- name: ForgetPractitioner :exec
delete from saved.practitioner where practitioner_id = @practitioner_id;

-- name: ForgetLettersAbout :exec
delete from saved.letter where practitioner_id = @practitioner_id;
