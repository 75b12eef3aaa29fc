-- name: LockWaiting :exec
-- Puts those who change one line, or one person's entries, behind one another.
select pg_advisory_xact_lock(hashtextextended('booking.waiting:' || @what::text, 0));

-- name: JoinWaiting :execrows
insert into booking.waiting (id, person_id, practitioner_id, service_id, mode, part, first_day, last_day, zone, place_zone, created_at)
values (@id, @person_id, @practitioner_id, @service_id, @mode, @part, @first_day, @last_day, @zone, @place_zone, @created_at)
on conflict (person_id, service_id) where status = 'waiting' do nothing;

-- name: ChangeWaiting :exec
-- Other days, at the same place in line.
update booking.waiting set mode = @mode, part = @part, first_day = @first_day, last_day = @last_day, zone = @zone, place_zone = @place_zone
where id = @id and status = 'waiting';

-- name: WaitingOf :many
-- Where somebody waits, with their place among those whose days meet theirs, and what they are offered.
select sqlc.embed(w), o.booking_id, o.starts_at, b.expires_at,
  (select count(*) from booking.waiting a where a.practitioner_id = w.practitioner_id and a.status = 'waiting'
     and (a.created_at, a.id) < (w.created_at, w.id) and a.first_day <= w.last_day and a.last_day >= w.first_day) + 1 as place
from booking.waiting w
left join booking.waiting_offer o on o.entry_id = w.id and o.status = 'live'
left join booking.booking b on b.id = o.booking_id
where w.person_id = @person_id and w.status = 'waiting' order by w.created_at, w.id;

-- name: WaitingFor :many
select sqlc.embed(w), exists (select from booking.waiting_offer o where o.entry_id = w.id and o.status = 'live') as offered
from booking.waiting w where w.practitioner_id = @practitioner_id and w.status = 'waiting' order by w.created_at, w.id limit 200;

-- name: WaitingByID :one
select * from booking.waiting where id = $1;

-- name: LeaveWaiting :exec
update booking.waiting set status = 'left' where id = @id and status = 'waiting';

-- name: LiveOffer :one
select booking_id from booking.waiting_offer where entry_id = @entry_id and status = 'live';

-- name: AnybodyWaits :one
select exists (select from booking.waiting where practitioner_id = @practitioner_id and status = 'waiting');

-- name: Line :many
-- Who may be asked next: those without an offer, with the starts that they let pass.
select sqlc.embed(w), array(select o.starts_at from booking.waiting_offer o where o.entry_id = w.id)::timestamptz[] as passed
from booking.waiting w
where w.practitioner_id = @practitioner_id and w.status = 'waiting' and w.last_day >= @today
  and not exists (select from booking.waiting_offer o where o.entry_id = w.id and o.status = 'live')
order by w.created_at, w.id limit 100;

-- name: MakeOffer :exec
insert into booking.waiting_offer (booking_id, entry_id, practitioner_id, starts_at, created_at)
values (@booking_id, @entry_id, @practitioner_id, @starts_at, @created_at);

-- name: EndWaiting :exec
-- Entries whose days are over.
update booking.waiting set status = 'ended' where status = 'waiting' and last_day < @today;

-- name: EndLine :exec
update booking.waiting set status = 'ended' where practitioner_id = @practitioner_id and status = 'waiting';

-- name: Lines :many
-- Whom somebody waits for: the longest wait first.
select practitioner_id from booking.waiting where status = 'waiting' group by practitioner_id order by min(created_at) limit 500;

-- name: ForgetWaiting :exec
delete from booking.waiting where person_id = @person_id;

-- name: IsFreedOffer :one
-- By the primary key.
select exists (select from booking.waiting_offer where booking_id = @booking_id);
