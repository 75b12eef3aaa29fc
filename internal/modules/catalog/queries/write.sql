-- name: TakenSlugs :many
-- Every slug that was ever used among those that begin like base: base itself, base-2, base-3 …
select h.slug from catalog.slug_history h where h.slug = @base::text or h.slug like @base::text || '-%';

-- name: WritePractitioners :batchone
-- New profiles, or all of ones that the caller has locked. An import's key is given once and stays.
insert into catalog.practitioner as cur (
  id, person_id, external_key, slug, display_name, headline, bio, experience_years, languages, specializations, certifications,
  registration, hourly_rate_minor, currency, country, city, area, address, latitude, longitude, s2_cell,
  travel_radius_km, zone, portrait_seed, photo_key, confirmation, verification_status, verified_at, listed, suspended,
  created_at, licence_expires_on, licence_until, licence_ended, renewal_at)
values (
  @id, @person_id, sqlc.narg(external_key), @slug, @display_name, @headline, @bio, @experience_years, @languages, @specializations,
  @certifications, @registration, @hourly_rate_minor, @currency, @country, @city, @area, @address, @latitude,
  @longitude, @s2_cell, @travel_radius_km, @zone, @portrait_seed, @photo_key, @confirmation, @verification_status,
  @verified_at, @listed, @suspended, @created_at, @licence_expires_on, @licence_until, @licence_ended, @renewal_at)
on conflict (id) do update set
  slug = excluded.slug, display_name = excluded.display_name, headline = excluded.headline, bio = excluded.bio,
  experience_years = excluded.experience_years, languages = excluded.languages,
  specializations = excluded.specializations, certifications = excluded.certifications,
  registration = excluded.registration, hourly_rate_minor = excluded.hourly_rate_minor, currency = excluded.currency,
  country = excluded.country, city = excluded.city, area = excluded.area, address = excluded.address,
  latitude = excluded.latitude, longitude = excluded.longitude, s2_cell = excluded.s2_cell,
  travel_radius_km = excluded.travel_radius_km, zone = excluded.zone, photo_key = excluded.photo_key,
  confirmation = excluded.confirmation, verification_status = excluded.verification_status,
  verified_at = excluded.verified_at, listed = excluded.listed, suspended = excluded.suspended,
  licence_expires_on = excluded.licence_expires_on, licence_until = excluded.licence_until,
  licence_ended = excluded.licence_ended, renewal_at = excluded.renewal_at,
  version = cur.version + 1
returning cur.*;

-- name: LockPractitioner :one
-- No key update: bookings that refer to the row need not wait.
select p.* from catalog.practitioner p where p.id = @id for no key update;

-- name: SharePractitioner :one
-- Keeps the profile's currency and state as they are until the caller commits.
select p.* from catalog.practitioner p where p.id = @id for share;

-- name: LockPractitionerOfPerson :one
select p.* from catalog.practitioner p where p.person_id = @person_id for no key update;

-- name: CountServices :one
select count(*) from catalog.service s where s.practitioner_id = @practitioner_id and s.active;

-- name: WriteServices :batchone
-- New services, or all of ones that the caller has locked. What a service is a variant of is said once and stays.
insert into catalog.service as cur (
  id, practitioner_id, external_key, category_id, name, description, duration_min, interval_min, price_minor, currency, modes,
  buffer_before_min, buffer_after_min, notice_min, window_kind, window_days, window_from, window_to, capacity, per_day,
  per_week, pending_blocks, pay_at_venue, free_cancel_hours, late_cancel_fee_bps, active, sort_order, variant_of, variant_label, created_at)
values (
  @id, @practitioner_id, sqlc.narg(external_key), @category_id, @name, @description, @duration_min, @interval_min, @price_minor, @currency,
  @modes, @buffer_before_min, @buffer_after_min, @notice_min, @window_kind, @window_days, @window_from, @window_to,
  @capacity, @per_day, @per_week, @pending_blocks, @pay_at_venue, @free_cancel_hours, @late_cancel_fee_bps, @active, @sort_order,
  sqlc.narg(variant_of), @variant_label, @created_at)
on conflict (id) do update set
  category_id = excluded.category_id, name = excluded.name, description = excluded.description,
  duration_min = excluded.duration_min, interval_min = excluded.interval_min, price_minor = excluded.price_minor,
  currency = excluded.currency, modes = excluded.modes, buffer_before_min = excluded.buffer_before_min,
  buffer_after_min = excluded.buffer_after_min, notice_min = excluded.notice_min, window_kind = excluded.window_kind,
  window_days = excluded.window_days, window_from = excluded.window_from, window_to = excluded.window_to,
  capacity = excluded.capacity, per_day = excluded.per_day, per_week = excluded.per_week,
  pending_blocks = excluded.pending_blocks, pay_at_venue = excluded.pay_at_venue, free_cancel_hours = excluded.free_cancel_hours,
  late_cancel_fee_bps = excluded.late_cancel_fee_bps, active = excluded.active, sort_order = excluded.sort_order,
  variant_label = excluded.variant_label, version = cur.version + 1
returning cur.*;

-- name: LockService :one
select sqlc.embed(s), c.slug as category_slug
from catalog.service s join catalog.category c on c.id = s.category_id
where s.id = @id for no key update of s;

-- name: FollowHeading :many
-- The variants of a service share its name, description and category.
update catalog.service v set name = h.name, description = h.description, category_id = h.category_id, version = v.version + 1
from catalog.service h where h.id = @heading and v.variant_of = h.id
  and (v.name, v.description, v.category_id) is distinct from (h.name, h.description, h.category_id)
returning v.*;

-- name: LastPlace :one
select coalesce(max(s.sort_order), -1)::int from catalog.service s where s.practitioner_id = @practitioner_id;

-- name: LockServiceIDs :many
select s.id from catalog.service s where s.practitioner_id = @practitioner_id order by s.id for no key update;

-- name: OrderServices :exec
-- The order is no part of what a form shows: no version changes.
update catalog.service s set sort_order = o.place
from (select id, (ordinality - 1)::int as place from unnest(@ids::uuid[]) with ordinality as listed(id, ordinality)) o
where s.id = o.id and s.sort_order <> o.place;
