-- name: OfPair :many
-- What a practitioner and one person had together, latest first, with the practitioner's own note. A visitor's hold is
-- nothing yet; one that the practitioner made for the client is.
select sqlc.embed(b), n.note_sealed, n.written_at, count(*) over () as total
from booking.booking b left join booking.session_note n on n.booking_id = b.id and n.author_id = @person_id
where b.practitioner_person_id = @person_id and b.seeker_id = @seeker_id
  and (b.offered or (b.status <> 'held' and not (b.status in ('cancelled', 'expired') and b.expires_at is not null)))
order by b.starts_at desc, b.id limit @max_rows;

-- name: Offered :exec
-- Makes a hold an offer: whose it is, and that it stands as soon as it is paid.
update booking.booking set seeker_id = @seeker_id, offered = true, overlap_ok = true, confirmation = 'instant', version = version + 1 where id = @id;

-- name: LiveOffers :many
select * from booking.booking where practitioner_person_id = @person_id and offered and status = 'held' and expires_at > @now::timestamptz
order by expires_at limit @max_rows;

-- name: LockOffers :exec
-- How many offers wait is a count, which no constraint can hold.
select pg_advisory_xact_lock(hashtextextended('offers' || @person_id::text, 0));

-- name: OffersOf :many
-- What is kept for longer than a hold: offers to clients, and what came free for who waits. By booking_kept_offers.
select b.id from booking.booking b where b.practitioner_id = @practitioner_id and b.status = 'held' and b.expires_at > @now::timestamptz
  and (b.offered or exists (select from booking.waiting_offer o where o.booking_id = b.id))
order by b.id limit 1000;
