-- name: PractitionerByID :one
select p.* from catalog.practitioner p where p.id = @id;

-- name: PractitionerByPerson :one
select p.* from catalog.practitioner p where p.person_id = @person_id;

-- name: PractitionersByIDs :many
select p.* from catalog.practitioner p where p.id = any(@ids::uuid[]);

-- name: PractitionerBySlug :one
-- The slug may be a retired one: the row's own slug then tells where the page is now.
select p.* from catalog.slug_history h join catalog.practitioner p on p.id = h.practitioner_id where h.slug = @slug;

-- name: ServicesOf :many
select sqlc.embed(s), c.slug as category_slug,
  -- Null: it needs no room. Empty: it needs one, and all that it may use are closed.
  (select coalesce(array_agg(sr.room_id order by sr.room_id) filter (where r.active), '{}') from catalog.service_room sr
     join business.v_room r on r.room_id = sr.room_id where sr.service_id = s.id having count(*) > 0)::uuid[] as rooms
from catalog.service s join catalog.category c on c.id = s.category_id
where s.practitioner_id = any(@practitioner_ids::uuid[]) and (s.active or @with_inactive::boolean)
order by s.practitioner_id, s.sort_order, s.created_at, s.id;

-- name: ServiceByID :one
select sqlc.embed(s), c.slug as category_slug,
  -- Null: it needs no room. Empty: it needs one, and all that it may use are closed.
  (select coalesce(array_agg(sr.room_id order by sr.room_id) filter (where r.active), '{}') from catalog.service_room sr
     join business.v_room r on r.room_id = sr.room_id where sr.service_id = s.id having count(*) > 0)::uuid[] as rooms
from catalog.service s join catalog.category c on c.id = s.category_id where s.id = @id;

-- name: ServiceForBooking :one
-- The hot path of every listing and booking: two primary-key look-ups and the category's.
select sqlc.embed(s), c.slug as category_slug,
  -- Null: it needs no room. Empty: it needs one, and all that it may use are closed.
  (select coalesce(array_agg(sr.room_id order by sr.room_id) filter (where r.active), '{}') from catalog.service_room sr
     join business.v_room r on r.room_id = sr.room_id where sr.service_id = s.id having count(*) > 0)::uuid[] as rooms,
  p.person_id, p.zone, p.confirmation, p.verification_status, p.listed, p.suspended, p.licence_until, p.licence_ended, p.display_name, p.slug, p.country, p.city, p.area, p.address
from catalog.service s
join catalog.practitioner p on p.id = s.practitioner_id
join catalog.category c on c.id = s.category_id
where s.id = @id;

-- name: SpecializationsInUse :many
-- Asked by an editor page, not by visitors: one pass over those who can be found (practitioner_queue) is cheap enough.
select s::text from catalog.practitioner p, unnest(p.specializations) s
where p.verification_status = 'verified' and p.listed and not p.suspended and not p.licence_ended
group by s order by count(*) desc, s limit 100;
