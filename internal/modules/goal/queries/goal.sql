-- name: Insert :exec
insert into goal.goal (id, person_id, title_sealed, why_sealed, measure, target, due, created_at, changed_at)
values (@id, @person_id, @title_sealed, sqlc.narg('why_sealed'), @measure, @target, sqlc.narg('due'), @now, @now);

-- name: Update :execrows
-- What is counted stays what it was: another measure would make nonsense of the progress there is.
update goal.goal set title_sealed = @title_sealed, why_sealed = sqlc.narg('why_sealed'), target = @target, due = sqlc.narg('due'), changed_at = @now, version = version + 1
where id = @id and person_id = @person_id and version = @version;

-- name: Move :execrows
update goal.goal set state = @state, changed_at = @now, version = version + 1
where id = @id and person_id = @person_id and version = @version;

-- name: Lock :one
select * from goal.goal where id = @id and person_id = @person_id for update;

-- name: Get :one
select * from goal.goal where id = @id and person_id = @person_id;

-- name: List :many
select * from goal.goal where person_id = @person_id order by created_at, id limit @max_rows;

-- name: Remove :exec
delete from goal.goal where id = @id and person_id = @person_id;

-- name: Tick :execrows
-- Of many taps of a day one writes; of goals that count, each.
insert into goal.progress (id, goal_id, day, amount, once, note_sealed, at)
values (@id, @goal_id, @day, @amount, @once, sqlc.narg('note_sealed'), @at)
on conflict (goal_id, day) where once do nothing;

-- name: Ticked :one
select * from goal.progress where goal_id = @goal_id and day = @day and once;

-- name: OneStep :one
select * from goal.progress where id = @id and goal_id = @goal_id;

-- name: SetNote :exec
update goal.progress set note_sealed = @note_sealed where id = @id and goal_id = @goal_id;

-- name: Untick :execrows
delete from goal.progress where id = @id and goal_id = @goal_id;

-- name: Progress :many
select * from goal.progress where goal_id = @goal_id order by day desc, at desc, id limit @max_rows offset @skip;

-- name: CountProgress :one
select count(*) from goal.progress where goal_id = @goal_id;

-- name: Totals :many
-- How far each goal is: all of it, the last value, and how much of it the week from a day on has.
select g.id, coalesce(sum(p.amount), 0)::bigint as total, count(p.id) as entries,
  count(p.id) filter (where p.day >= @week_start::date) as this_week,
  coalesce((array_agg(p.amount order by p.day desc, p.at desc, p.id desc) filter (where p.id is not null))[1], 0)::integer as latest
from goal.goal g left join goal.progress p on p.goal_id = g.id
where g.id = any(@goals::uuid[]) group by g.id;

-- name: Week :many
select goal_id, day, sum(amount)::bigint as amount from goal.progress
where goal_id = any(@goals::uuid[]) and day between @first_day and @last_day group by goal_id, day order by goal_id, day;

-- name: History :many
select from_state, to_state, at from goal.history where goal_id = @goal_id order by version desc limit @max_rows;

-- name: Everything :many
select p.* from goal.progress p join goal.goal g on g.id = p.goal_id where g.person_id = @person_id order by p.goal_id, p.day, p.at, p.id limit @max_rows;

-- name: Courses :many
select h.goal_id, h.from_state, h.to_state, h.at from goal.history h join goal.goal g on g.id = h.goal_id
where g.person_id = @person_id order by h.goal_id, h.version limit @max_rows;

-- name: Forget :exec
delete from goal.goal where person_id = any(@people::uuid[]);
