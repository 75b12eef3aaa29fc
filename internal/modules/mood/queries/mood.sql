-- name: Lock :exec
-- One writer of a person's journal at a time: two at once would each add the same trigger.
select pg_advisory_xact_lock(hashtextextended('journal ' || @person_id::uuid, 0));

-- name: Send :execrows
-- Of the same entry sent many times at once, one gets a row.
insert into mood.sent (person_id, key, entry_id) values (@person_id, @key, @entry_id) on conflict do nothing;

-- name: SentBefore :one
select entry_id from mood.sent where person_id = @person_id and key = @key;

-- name: Insert :exec
insert into mood.entry (id, person_id, at, zone, mood, anxiety, stress, energy, note_sealed, written_at)
values (@id, @person_id, @at, @zone, @mood, sqlc.narg('anxiety'), sqlc.narg('stress'), sqlc.narg('energy'), sqlc.narg('note_sealed'), @written_at);

-- name: Update :execrows
update mood.entry set at = @at, zone = @zone, mood = @mood, anxiety = sqlc.narg('anxiety'), stress = sqlc.narg('stress'), energy = sqlc.narg('energy'),
  note_sealed = sqlc.narg('note_sealed'), written_at = coalesce(sqlc.narg('written_at'), written_at), version = version + 1
where id = @id and person_id = @person_id and version = @version;

-- name: LockEntry :one
select * from mood.entry where id = @id and person_id = @person_id for update;

-- name: Get :one
select * from mood.entry where id = @id and person_id = @person_id;

-- name: Remove :execrows
delete from mood.entry where id = @id and person_id = @person_id;

-- name: List :many
select * from mood.entry where person_id = @person_id order by at desc, id limit @max_rows offset @skip;

-- name: Count :one
select count(*) from mood.entry where person_id = @person_id;

-- name: Between :many
-- The figures of some days, without words, oldest first.
select id, at, zone, day, mood, anxiety, stress, energy from mood.entry
where person_id = @person_id and day between @first_day and @last_day order by at, id limit @max_rows;

-- name: Triggers :many
select t.id, t.name_sealed, t.created_at, (select count(*) from mood.entry_trigger e where e.trigger_id = t.id) as uses
from mood.trigger t where t.person_id = @person_id order by t.created_at, t.id;

-- name: AddTriggers :exec
insert into mood.trigger (id, person_id, name_sealed, created_at)
select unnest(@ids::uuid[]), @person_id::uuid, unnest(@names::bytea[]), @created_at::timestamptz;

-- name: DropTrigger :execrows
delete from mood.trigger where id = @id and person_id = @person_id;

-- name: TriggersOf :many
select entry_id, trigger_id from mood.entry_trigger where entry_id = any(@entries::uuid[]) order by entry_id, trigger_id;

-- name: ClearTriggers :exec
delete from mood.entry_trigger where entry_id = @entry_id;

-- name: Link :exec
insert into mood.entry_trigger (entry_id, trigger_id) select @entry_id::uuid, unnest(@triggers::uuid[]);

-- name: Points :many
-- The figures of some entries, oldest first.
select id, at, zone, day, mood, anxiety, stress, energy from mood.entry
where person_id = @person_id and id = any(@entries::uuid[]) order by at, id;

-- name: WithDays :many
-- Who entered on how many days since a day: whom a look at patterns could tell something.
select person_id from mood.entry where day >= @since and person_id > @after::uuid
group by person_id having count(distinct day) >= @min_days::bigint order by person_id limit @max_rows;

-- name: ForgetEntries :exec
delete from mood.entry where person_id = any(@people::uuid[]);

-- name: ForgetTriggers :exec
delete from mood.trigger where person_id = any(@people::uuid[]);

-- name: ForgetSent :exec
delete from mood.sent where person_id = any(@people::uuid[]);

-- name: AddQuestionnaire :execrows
-- No row: there is one within two weeks (questionnaire_fortnight).
insert into mood.questionnaire (id, person_id, at, zone, answers_sealed) values (@id, @person_id, @at, @zone, @answers_sealed) on conflict do nothing;

-- name: Questionnaires :many
select * from mood.questionnaire where person_id = @person_id order by at desc, id limit @max_rows;

-- name: DropQuestionnaire :execrows
delete from mood.questionnaire where id = @id and person_id = @person_id;

-- name: ForgetQuestionnaires :exec
delete from mood.questionnaire where person_id = any(@people::uuid[]);
