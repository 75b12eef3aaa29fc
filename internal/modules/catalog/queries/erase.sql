-- name: ErasePractitioner :one
-- Nothing that says who it was stays. Country and currency do: prices in old bookings are read with them.
update catalog.practitioner as cur set
  external_key = null, slug = @slug, display_name = @display_name, headline = '', bio = '', experience_years = 0, languages = '{}',
  specializations = '{}', certifications = '[]', registration = '{}', hourly_rate_minor = 0, city = '', area = '', address = '',
  latitude = null, longitude = null, s2_cell = 0, zone = 'UTC', travel_radius_km = 0, portrait_seed = 0, photo_key = '',
  verification_status = 'rejected', verified_at = null, licence_expires_on = null, licence_until = null,
  licence_ended = false, renewal_at = null, listed = false, suspended = true, erased_at = @now::timestamptz,
  version = version + 1
where cur.id = @id
returning cur.*;

-- name: SlugOfAnother :one
select exists (select from catalog.slug_history h where h.slug = @slug and h.practitioner_id <> @practitioner_id);

-- name: ForgetSlugs :exec
-- Old addresses of the page were made from the name: they lead nowhere, and are free again.
delete from catalog.slug_history h where h.practitioner_id = @practitioner_id and h.retired_at is not null;

-- name: EraseServices :exec
update catalog.service set external_key = null, name = @name, description = '', active = false, version = version + 1,
  variant_label = case when is_variant then @name else '' end
where practitioner_id = @practitioner_id;

-- name: ForgetDocuments :many
delete from catalog.verification_document d where d.practitioner_id = @practitioner_id returning d.blob_key;

-- name: EraseDecisions :exec
update catalog.verification_decision set method = '', reason = 'erased' where practitioner_id = @practitioner_id;

-- name: OutOfSight :many
-- Whose account was suspended or deleted and who is not erased: few.
select p.person_id from catalog.practitioner p where p.suspended and p.erased_at is null;
