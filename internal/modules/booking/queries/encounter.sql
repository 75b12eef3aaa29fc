-- name: Encounter :one
-- What a practitioner's page about one session tells beside the booking itself.
select b.started_at, b.finished_at, n.note_sealed, n.written_at,
  (select count(*) from booking.booking e where e.practitioner_person_id = b.practitioner_person_id and e.seeker_id = b.seeker_id
     and e.status = 'completed' and e.starts_at < b.starts_at) as earlier
from booking.booking b left join booking.session_note n on n.booking_id = b.id and n.author_id = @author_id
where b.id = @booking_id;

-- name: Together :many
-- How many sessions went before each of the given ones, with the same client.
select b.id, count(e.id) as earlier from booking.booking b
left join booking.booking e on e.practitioner_person_id = b.practitioner_person_id and e.seeker_id = b.seeker_id
  and e.status = 'completed' and e.starts_at < b.starts_at
where b.id = any(@ids::uuid[]) and b.practitioner_person_id = @person_id
group by b.id;

-- name: InSameSession :many
-- Who takes part in one group session, found by the practitioner's time.
select * from booking.booking where practitioner_id = @practitioner_id and starts_at = @starts_at and occupancy_id = @occupancy_id
  and status not in ('held', 'cancelled', 'declined', 'expired') order by created_at, id;
