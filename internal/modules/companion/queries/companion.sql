-- name: Welcome :exec
insert into companion.welcome (person_id, disclosure, remember, welcomed_at) values (@person_id, @disclosure, @remember, @welcomed_at)
on conflict (person_id) do update set disclosure = excluded.disclosure, remember = excluded.remember, welcomed_at = excluded.welcomed_at;

-- name: GetWelcome :one
select * from companion.welcome where person_id = @person_id;

-- name: BeginSession :execrows
-- Of two devices that begin at once one makes the session, and both then read it.
insert into companion.session (id, person_id, started_at, mood_before, disclosed_at)
values (@id, @person_id, @started_at, sqlc.narg('mood_before'), @started_at)
on conflict (person_id) where ended_at is null do nothing;

-- name: OpenSession :one
select * from companion.session where person_id = @person_id and ended_at is null;

-- name: LockSession :one
select * from companion.session where id = @id and person_id = @person_id for update;

-- name: GetSession :one
select * from companion.session where id = @id and person_id = @person_id;

-- name: Sessions :many
select sqlc.embed(s), count(*) over () as total from companion.session s where s.person_id = @person_id
order by s.started_at desc, s.id desc limit @max_rows offset @skip;

-- name: EndSession :exec
update companion.session set ended_at = @ended_at::timestamptz, mood_after = sqlc.narg('mood_after'), summary_sealed = sqlc.narg('summary_sealed')
where id = @id;

-- name: SetSummary :exec
update companion.session set summary_sealed = sqlc.narg('summary_sealed') where id = @id;

-- name: Disclosed :exec
update companion.session set disclosed_at = @disclosed_at where id = @id;

-- name: DeleteSession :execrows
delete from companion.session where id = @id and person_id = @person_id;

-- name: Counted :one
update companion.session set messages = messages + @added::int where id = @id returning messages;

-- name: AddMessage :exec
insert into companion.message (id, session_id, person_id, seq, author, body_sealed, level, answers, device_key, words_hash, sent_at)
values (@id, @session_id, @person_id, @seq, @author, @body_sealed, @level, sqlc.narg('answers'), sqlc.narg('device_key'), sqlc.narg('words_hash'), @sent_at);

-- name: ByDeviceKey :one
select * from companion.message where person_id = @person_id and device_key = @device_key::uuid and words_hash = @words_hash::bytea;

-- name: Exchange :many
-- A message and its answer.
select * from companion.message where (id = @id or answers = @id) and person_id = @person_id order by seq;

-- name: Messages :many
-- The latest messages of a session before one, oldest last.
select * from companion.message where session_id = @session_id and person_id = @person_id and seq < @before order by seq desc limit @max_rows;

-- name: MessagesAfter :many
-- For devices that follow: what came after the last message they have.
select * from companion.message where session_id = @session_id and person_id = @person_id and seq > @after order by seq limit @max_rows;

-- name: Answers :many
-- What was answered lately in a session, latest first.
select id, body_sealed from companion.message where session_id = @session_id and author <> 'person' order by seq desc limit @max_rows;

-- name: Everything :many
-- All messages of a person in order, a page after a place, for search and export.
select * from companion.message where person_id = @person_id and (sent_at, id) > (@after_at::timestamptz, @after_id::uuid)
order by sent_at, id limit @max_rows;

-- name: BeginRun :execrows
insert into companion.exercise_run (id, person_id, slot, run_sealed, begun_at, touched_at)
values (@id, @person_id, @slot, @run_sealed, @begun_at, @begun_at)
on conflict (person_id, slot) where done_at is null do nothing;

-- name: OpenRun :one
select * from companion.exercise_run where person_id = @person_id and slot = @slot and done_at is null;

-- name: GetRun :one
select * from companion.exercise_run where id = @id and person_id = @person_id;

-- name: OpenRuns :many
select * from companion.exercise_run where person_id = @person_id and done_at is null order by touched_at desc limit 20;

-- name: Runs :many
select * from companion.exercise_run where person_id = @person_id order by touched_at desc, id limit @max_rows;

-- name: SaveRun :execrows
-- One of two devices that answer the same step at once goes on; the other is told.
update companion.exercise_run set run_sealed = @run_sealed, steps_done = @steps_done, version = version + 1, touched_at = @touched_at, done_at = sqlc.narg('done_at')
where id = @id and person_id = @person_id and version = @version and done_at is null;

-- name: DeleteRun :execrows
delete from companion.exercise_run where id = @id and person_id = @person_id;

-- name: AddMemory :exec
insert into companion.memory (id, person_id, words_sealed, from_session, by_person, level, kept_at, touched_at)
values (@id, @person_id, @words_sealed, sqlc.narg('from_session'), @by_person, @level::text, @kept_at, @kept_at);

-- name: Memories :many
select * from companion.memory where person_id = @person_id order by touched_at desc, id limit @max_rows;

-- name: GetMemory :one
select * from companion.memory where id = @id and person_id = @person_id;

-- name: CountMemories :one
select count(*) from companion.memory where person_id = @person_id;

-- name: LockMemories :exec
-- One writer of a person's memory at a time, so that the limit holds.
select pg_advisory_xact_lock(hashtextextended('companion.memory' || @person_id::text, 0));

-- name: SetMemory :execrows
update companion.memory set words_sealed = @words_sealed, by_person = true, level = @level::text, touched_at = @touched_at where id = @id and person_id = @person_id;

-- name: TouchMemory :exec
update companion.memory set touched_at = @touched_at where id = @id;

-- name: DeleteMemory :execrows
delete from companion.memory where id = @id and person_id = @person_id;

-- name: ForgetSessions :exec
-- Their messages go with them.
delete from companion.session where person_id = any(@people::uuid[]);

-- name: ForgetRuns :exec
delete from companion.exercise_run where person_id = any(@people::uuid[]);

-- name: ForgetMemories :exec
delete from companion.memory where person_id = any(@people::uuid[]);

-- name: ForgetWelcome :exec
delete from companion.welcome where person_id = any(@people::uuid[]);
