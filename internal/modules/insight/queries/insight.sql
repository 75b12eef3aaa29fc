-- name: Begin :execrows
-- Of many looks in the same hour one is taken.
insert into insight.run (id, person_id, at, slot, first_day, last_day, days, entries, tests)
values (@id, @person_id, @at, @slot, @first_day, @last_day, @days, @entries, @tests) on conflict do nothing;

-- name: Claim :execrows
-- None of a word that was taken off meanwhile.
insert into insight.claim (id, run_id, person_id, kind, figure, weekday, trigger_id, up, effect, mean_with, mean_other, days, days_with, p, q)
select @id, @run_id, @person_id::uuid, @kind, @figure, sqlc.narg('weekday'), sqlc.narg('trigger_id'), @up, @effect, @mean_with, @mean_other, @days, @days_with, @p, @q
where sqlc.narg('trigger_id')::uuid is null or exists (select from mood.v_trigger t where t.id = sqlc.narg('trigger_id') and t.person_id = @person_id::uuid);

-- name: ReadFrom :exec
-- What was deleted since it was read is left out.
insert into insight.claim_entry (claim_id, entry_id)
select @claim_id::uuid, e from unnest(@entries::uuid[]) e where exists (select from mood.v_entry v where v.id = e and v.person_id = @person_id::uuid);

-- name: Latest :one
select * from insight.run where person_id = @person_id order by at desc limit 1;

-- name: Claims :many
select * from insight.claim where run_id = @run_id and person_id = @person_id order by q, id;

-- name: Wrong :many
-- What the person called wrong, of every look.
select * from insight.claim where person_id = @person_id and verdict = 'wrong' order by decided_at desc limit @max_rows;

-- name: One :one
select * from insight.claim where id = @id and person_id = @person_id;

-- name: EntriesOf :many
select entry_id from insight.claim_entry where claim_id = @claim_id order by entry_id;

-- name: Decide :execrows
update insight.claim set verdict = @verdict, decided_at = sqlc.narg('decided_at') where id = @id and person_id = @person_id;

-- name: Everything :many
select c.*, r.at from insight.claim c join insight.run r on r.id = c.run_id where c.person_id = @person_id order by r.at, c.q, c.id limit @max_rows;

-- name: Expire :exec
-- What is long past is forgotten, but for what somebody called wrong: it stays unsaid.
delete from insight.run r where r.at < @before and not exists (select from insight.claim c where c.run_id = r.id and c.verdict = 'wrong');

-- name: Looked :many
-- Of these people, whom somebody looked for since.
select distinct person_id from insight.run where person_id = any(@people::uuid[]) and at > @since;

-- name: Forget :exec
delete from insight.run where person_id = any(@people::uuid[]);
