-- name: Insert :execrows
-- A caller holds at most three times at once, a series counting once; the fourth insert finds no row to write.
insert into booking.booking (id, code, seeker_id, practitioner_id, practitioner_person_id, practitioner_name, practitioner_slug,
  service_id, service_name, occupancy_id, group_session, status, mode, starts_at, ends_at, practitioner_zone, seeker_zone,
  price_minor, currency, commission_minor, quote, free_cancel_hours, late_cancel_fee_bps, confirmation, expires_at, access_hash, created_at,
  room_id, team_service_id, business_id, companion_persons, series_id, series_no)
select @id, @code, sqlc.narg('seeker_id'), @practitioner_id, @practitioner_person_id, @practitioner_name, @practitioner_slug,
  @service_id, @service_name, @occupancy_id, @group_session, 'held', @mode, @starts_at::timestamptz, @ends_at::timestamptz, @practitioner_zone, @seeker_zone,
  @price_minor, @currency, @commission_minor, @quote, @free_cancel_hours, @late_cancel_fee_bps, @confirmation, @expires_at::timestamptz, @access_hash, @created_at::timestamptz,
  sqlc.narg('room_id'), sqlc.narg('team_service_id'), sqlc.narg('business_id'), @companion_persons::uuid[],
  sqlc.narg('series_id')::uuid, sqlc.narg('series_no')::smallint
where (select count(distinct coalesce(b.series_id, b.id)) from booking.booking b
  where b.access_hash = @access_hash and b.status = 'held' and b.expires_at > @created_at and (sqlc.narg('series_id')::uuid is null or b.series_id is distinct from sqlc.narg('series_id')::uuid)) < 3;

-- name: ByID :one
select * from booking.booking where id = $1;

-- name: ByCode :one
select * from booking.booking where code = $1;

-- name: Lock :one
select * from booking.booking where id = $1 for update;

-- name: SetStatus :one
update booking.booking set status = @status, expires_at = sqlc.narg('expires_at'), version = version + 1,
  ended_by = coalesce(sqlc.narg('ended_by'), ended_by), reason_sealed = coalesce(sqlc.narg('reason_sealed'), reason_sealed),
  occupancy_id = coalesce(sqlc.narg('occupancy_id'), occupancy_id), room_id = coalesce(sqlc.narg('room_id'), room_id),
  started_at = coalesce(sqlc.narg('started_at'), started_at), finished_at = coalesce(sqlc.narg('finished_at'), finished_at),
  invite_sequence = invite_sequence + @invite_step::int
where id = @id returning version;

-- name: OwnOverlap :one
-- Another booking of the same person that the time [starts_at, ends_at) meets.
select code from booking.booking
where seeker_id = @seeker_id and id <> @id and status in ('pending', 'confirmed', 'in_session')
  and starts_at < @ends_at::timestamptz and ends_at > @starts_at::timestamptz
order by starts_at limit 1;

-- name: SetContact :exec
update booking.booking set seeker_id = @seeker_id, overlap_ok = @overlap_ok, address_sealed = sqlc.narg('address_sealed'), note_sealed = sqlc.narg('note_sealed'),
  for_relation = sqlc.narg('for_relation'), for_sealed = sqlc.narg('for_sealed'), guardian_consent_at = sqlc.narg('guardian_consent_at'),
  expires_at = greatest(expires_at, @expires_at::timestamptz), version = version + 1 where id = @id;

-- name: SetDrawn :exec
-- It costs what the session of the package costs.
update booking.booking set pack_id = @pack_id::uuid, price_minor = @price_minor, commission_minor = @commission_minor, quote = @quote where id = @id and status = 'held';

-- name: SetPrice :one
-- Of a hold that nobody is paying for. Whoever names its price is who will pay.
update booking.booking set price_minor = @price_minor, commission_minor = @commission_minor, quote = @quote, seeker_id = @seeker_id::uuid, version = version + 1
where id = @id and status = 'held' returning version;

-- name: BookedBefore :one
select exists (select from booking.booking where seeker_id = @seeker_id::uuid and status in ('pending', 'confirmed', 'in_session', 'completed', 'no_show'))::boolean;

-- name: SetAtVenue :exec
-- It is paid when they meet: there is nothing to keep of a cancellation.
update booking.booking set at_venue = true, late_cancel_fee_bps = 0, free_cancel_hours = 0 where id = @id and status = 'held';

-- name: NotePaid :one
update booking.booking set version = version + 1 where id = @id returning version;

-- name: Extend :execrows
update booking.booking set expires_at = @expires_at::timestamptz, extended = true, version = version + 1
where id = @id and status = 'held' and not extended;

-- name: Move :one
update booking.booking set starts_at = @starts_at, ends_at = @ends_at, occupancy_id = @occupancy_id, room_id = sqlc.narg('room_id'), version = version + 1,
  invite_sequence = invite_sequence + 1, free_cancel = free_cancel or @free_cancel::boolean,
  expires_at = coalesce(sqlc.narg('expires_at'), expires_at)
where id = @id returning version, invite_sequence;

-- name: OfSeeker :many
-- A hold that ended keeps its expiry: see Booking.neverBooked.
select sqlc.embed(b), count(*) over () as total from booking.booking b
where b.seeker_id = @seeker_id and b.status <> 'held' and not (b.status in ('cancelled', 'expired') and b.expires_at is not null)
  and (@upcoming::boolean = (b.ends_at >= @now::timestamptz and b.status in ('pending', 'confirmed', 'in_session')))
order by case when @upcoming::boolean then b.starts_at end asc, b.starts_at desc
limit @count_limit offset @skip;

-- name: OfPractitioner :many
select sqlc.embed(b), count(*) over () as total from booking.booking b
where (b.practitioner_person_id = @person_id or b.id = any(array(select c.booking_id from booking.companion c where c.person_id = @person_id)))
  and b.status <> 'held' and not (b.status in ('cancelled', 'expired') and b.expires_at is not null)
  and b.starts_at < @until::timestamptz and b.ends_at > @since::timestamptz
  and (cardinality(@statuses::text[]) = 0 or b.status = any(@statuses::text[]))
order by b.starts_at limit @count_limit offset @skip;

-- name: Overdue :many
-- Holds and requests whose time is up.
select id from booking.booking where expires_at <= @now::timestamptz and status in ('held', 'pending') order by expires_at limit 200;

-- name: Finished :many
-- Sessions that nobody closed, or contests: they complete by themselves 48 hours after their end.
select b.id from booking.booking b where b.ends_at <= @before::timestamptz and b.status in ('confirmed', 'in_session')
  and not exists (select from booking.contest c where c.booking_id = b.id and c.status = 'open')
order by b.ends_at limit 200;

-- name: Claim :exec
update booking.booking set seeker_id = @person_id where seeker_id = any(@guests::uuid[]);

-- name: SealedOf :many
-- The bookings of these people in which somebody wrote something.
select * from booking.booking where seeker_id = any(@people::uuid[])
  and (address_sealed is not null or note_sealed is not null or reason_sealed is not null) for update;

-- name: Reseal :exec
update booking.booking set address_sealed = sqlc.narg('address_sealed'), note_sealed = sqlc.narg('note_sealed'), reason_sealed = sqlc.narg('reason_sealed')
where id = @id;

-- name: UpcomingOf :one
select count(*) from booking.booking b where (b.practitioner_person_id = @person_id or b.seeker_id = @person_id
    or b.id = any(array(select c.booking_id from booking.companion c where c.person_id = @person_id)))
  and status in ('pending', 'confirmed', 'in_session') and ends_at > @now::timestamptz;

-- name: AheadInBusinesses :one
-- Sessions of anybody that are to take place in these businesses or their rooms. Holds count whatever their clock says:
-- money may be on its way for them.
select count(*) from booking.booking b
where (b.business_id = any(@businesses::uuid[])
    or b.room_id = any(array(select r.room_id from business.v_room r where r.business_id = any(@businesses::uuid[]))))
  and b.status in ('held', 'pending', 'confirmed', 'in_session') and b.ends_at > @now::timestamptz;

-- name: InClosedBusiness :one
select exists (select from business.v_business v where not v.open
  and (v.business_id = sqlc.narg(business_id)::uuid or v.business_id = (select r.business_id from business.v_room r where r.room_id = sqlc.narg(room_id)::uuid)));

-- name: ForgetPerson :exec
-- Erasure: the words go, the booking stays for the books.
update booking.booking set address_sealed = null, note_sealed = null, reason_sealed = null, for_relation = null, for_sealed = null
where seeker_id = @person_id;

-- name: ForgetNotes :exec
delete from booking.session_note where author_id = @person_id;

-- name: ForgetPractitioner :exec
-- Who it was with goes; code, times and amounts stay for the books.
update booking.booking set practitioner_name = @name, practitioner_slug = @slug, service_name = @service
where practitioner_id = @practitioner_id and practitioner_slug <> @slug;

-- name: SaveNote :exec
insert into booking.session_note (booking_id, author_id, note_sealed, written_at) values (@booking_id, @author_id, @note_sealed, @written_at)
on conflict (booking_id, author_id) do update set note_sealed = excluded.note_sealed, written_at = excluded.written_at;

-- name: Note :one
select note_sealed from booking.session_note where booking_id = @booking_id and author_id = @author_id;

-- name: Transitions :many
select from_status, to_status, actors from booking.transition;

-- name: FeedOf :many
-- A practitioner's outgoing calendar.
select b.* from booking.booking b
where (b.practitioner_id = @practitioner_id or b.id = any(array(select c.booking_id from booking.companion c where c.practitioner_id = @practitioner_id)))
  and status in ('pending', 'confirmed', 'in_session', 'completed')
  and starts_at between @since::timestamptz and @until::timestamptz order by starts_at limit 2000;

-- name: AheadOf :many
-- What is booked with or by a person and not over, soonest first.
select b.* from booking.booking b where (b.practitioner_person_id = @person_id or b.seeker_id = @person_id
    or b.id = any(array(select c.booking_id from booking.companion c where c.person_id = @person_id)))
  and status in ('pending', 'confirmed', 'in_session') and ends_at > @now::timestamptz
order by starts_at, id limit @max_rows;

-- name: CodesAt :many
-- Who holds these stretches of a practitioner's time; a session that somebody left is no longer theirs.
select occupancy_id, code from booking.booking
where (practitioner_id = @practitioner_id or companion_persons <> '{}') and occupancy_id = any(@occupancies::uuid[])
  and status not in ('cancelled', 'declined', 'expired') order by code;

-- name: OfSeekerAmong :many
select * from booking.booking where id = any(@ids::uuid[]) and seeker_id = @seeker_id;

-- name: Find :many
-- The latest start first, from a key on. Holds that never became a booking are not found, unless by their code.
select b.* from booking.booking b
where (sqlc.narg('code')::text is null or b.code = sqlc.narg('code'))
  and (sqlc.narg('code')::text is not null or (b.status <> 'held' and not (b.status in ('cancelled', 'expired') and b.expires_at is not null)))
  and (cardinality(@people::uuid[]) = 0 or b.seeker_id = any(@people::uuid[]))
  and (sqlc.narg('slug')::text is null or b.practitioner_id in (select p.practitioner_id from catalog.v_page p where p.slug = sqlc.narg('slug')))
  and (sqlc.narg('status')::text is null or b.status = sqlc.narg('status'))
  and b.starts_at >= @since::timestamptz and b.starts_at < @until::timestamptz
  and (b.starts_at, b.id) < (@key_start::timestamptz, @key_id::uuid)
order by b.starts_at desc, b.id desc limit @max_rows;

-- name: Cancellable :many
-- What a practitioner has in a range and an operator can cancel, soonest first.
select b.* from booking.booking b join catalog.v_page p on p.practitioner_id = b.practitioner_id
where p.slug = @slug and b.status in ('pending', 'confirmed') and b.starts_at >= @since::timestamptz and b.starts_at < @until::timestamptz
order by b.starts_at, b.id limit @max_rows;

-- name: AddCompanions :exec
insert into booking.companion (booking_id, practitioner_id, person_id, service_id, name)
select @booking_id, unnest(@practitioners::uuid[]), unnest(@people::uuid[]), unnest(@services::uuid[]), unnest(@names::text[]);

-- name: CompanionsOf :many
select * from booking.companion where booking_id = any(@bookings::uuid[]) order by booking_id, practitioner_id;

-- name: RenameCompanion :exec
update booking.companion set name = @name where practitioner_id = @practitioner_id;

-- name: OfBusiness :many
-- When a business's members and rooms are taken.
select b.* from booking.booking b
where b.starts_at < @until::timestamptz and b.ends_at > @since::timestamptz and b.status in ('pending', 'confirmed', 'in_session', 'completed')
  and (b.practitioner_person_id = any(@people::uuid[]) or b.business_id = @business_id or b.room_id = any(@rooms::uuid[])
    or b.id = any(array(select c.booking_id from booking.companion c where c.person_id = any(@people::uuid[]))))
order by b.starts_at, b.id limit 2000;

-- name: ResponseTime :one
-- One look into booking_answered, which has all that it needs.
select count(*) as requests,
  coalesce(percentile_cont(0.5) within group (order by extract(epoch from b.answered_at - b.requested_at)), 0)::float8 as median_seconds
from booking.booking b where b.practitioner_person_id = @person_id and b.answered_at > @since::timestamptz;
