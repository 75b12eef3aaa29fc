-- name: InsertContest :exec
insert into booking.contest (id, booking_id, client_id, reason, words_sealed, answer_by, created_at)
values (@id, @booking_id, @client_id, @reason, @words_sealed, @answer_by::timestamptz, @created_at::timestamptz);

-- name: Contest :one
select * from booking.contest where id = @id;

-- name: ContestsOf :many
-- All of these bookings, the latest first.
select * from booking.contest where booking_id = any(@booking_ids::uuid[]) order by created_at desc, id desc;

-- name: LockContest :one
-- The open one of a booking.
select * from booking.contest where booking_id = @booking_id and status = 'open' for update;

-- name: Contested :one
select exists (select from booking.contest where booking_id = @booking_id and status = 'open')::boolean;

-- name: AnswerContest :exec
update booking.contest set answer = @answer, answered_by = @answered_by, answer_sealed = @answer_sealed, answered_at = @now::timestamptz where id = @id;

-- name: CloseContest :exec
update booking.contest set status = @status, closed_at = @now::timestamptz where id = @id;

-- name: ContestQueue :many
-- Open: whoever may be decided now first, the longest waiting first. Closed: the latest first.
select sqlc.embed(c), sqlc.embed(b), count(*) over () as total
from booking.contest c join booking.booking b on b.id = c.booking_id
where (c.status = 'open') = @open::boolean
order by c.closed_at desc nulls first, c.answer is null and c.answer_by > @now::timestamptz, c.created_at, c.id
limit @max_rows offset @skip;

-- name: SealedContests :many
select * from booking.contest where client_id = any(@people::uuid[]) for update;

-- name: ClaimContest :exec
update booking.contest set client_id = @client_id, words_sealed = @words_sealed where id = @id;

-- name: ForgetContests :exec
-- Erasure: the words of either side go; what was said in which case, and how it ended, stay for the books.
update booking.contest set words_sealed = case when client_id = @person_id then null else words_sealed end,
  answer_sealed = case when answered_by = @person_id then null else answer_sealed end
where client_id = @person_id or answered_by = @person_id;

-- name: ContestsAnsweredBy :many
select sqlc.embed(c), b.code from booking.contest c join booking.booking b on b.id = c.booking_id
where c.answered_by = @person_id order by c.answered_at, c.id limit @max_rows;
