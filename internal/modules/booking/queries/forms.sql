-- name: RequiredForms :many
-- What bookings have to answer, with the answers that are there.
select r.booking_id, r.form_id, r.version, r.sha256, a.answers_sealed, a.answered_at
from booking.required_form r left join booking.form_answer a on a.booking_id = r.booking_id and a.form_id = r.form_id
where r.booking_id = any(@bookings::uuid[]) order by r.booking_id, r.position, r.form_id;

-- name: SaveAnswer :exec
-- As long as nothing is paid an answer can be given again.
insert into booking.form_answer (booking_id, form_id, version, document_sha256, answers_sealed, answered_at)
values (@booking_id, @form_id, @version, @document_sha256, @answers_sealed, @answered_at)
on conflict (booking_id, form_id) do update set answers_sealed = excluded.answers_sealed, answered_at = excluded.answered_at;

-- name: LastAnswers :many
-- The newest answers of a person to these versions since a moment, from other bookings.
select distinct on (a.form_id) a.booking_id, a.form_id, a.answers_sealed
from booking.form_answer a join booking.booking b on b.id = a.booking_id
where b.seeker_id = @seeker_id and (a.form_id, a.version) in (select unnest(@forms::uuid[]), unnest(@versions::int[]))
  and a.answered_at > @since::timestamptz and a.answers_sealed is not null and b.status <> 'held'
order by a.form_id, a.answered_at desc;

-- name: SealedAnswersOf :many
select a.booking_id, a.form_id, a.answers_sealed, b.seeker_id from booking.form_answer a join booking.booking b on b.id = a.booking_id
where b.seeker_id = any(@people::uuid[]) and a.answers_sealed is not null for update of a;

-- name: SealedAnswersIn :many
select a.booking_id, a.form_id, a.answers_sealed from booking.form_answer a
where a.booking_id = @booking_id and a.answers_sealed is not null for update of a;

-- name: ResealAnswer :exec
update booking.form_answer set answers_sealed = @answers_sealed where booking_id = @booking_id and form_id = @form_id;

-- name: ForgetAnswers :exec
-- Erasure: the words go; that this document was answered, and when, stays.
update booking.form_answer a set answers_sealed = null from booking.booking b where b.id = a.booking_id and b.seeker_id = @person_id;
