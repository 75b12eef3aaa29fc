-- name: FormsOf :many
-- All forms of a practitioner with their current version and the services that ask for them.
select sqlc.embed(f), sqlc.embed(v),
  array(select sf.service_id from catalog.service_form sf where sf.form_id = f.id order by sf.service_id)::uuid[] as services
from catalog.form f join catalog.form_version v on v.form_id = f.id and v.version = f.version
where f.practitioner_id = @practitioner_id order by f.active desc, f.created_at, f.id;

-- name: FormByID :one
select sqlc.embed(f), sqlc.embed(v),
  array(select sf.service_id from catalog.service_form sf where sf.form_id = f.id order by sf.service_id)::uuid[] as services
from catalog.form f join catalog.form_version v on v.form_id = f.id and v.version = f.version
where f.id = @id;

-- name: LockForm :one
select * from catalog.form f where f.id = @id for no key update;

-- name: CountForms :one
select count(*) from catalog.form f where f.practitioner_id = @practitioner_id and f.active;

-- name: InsertForm :exec
insert into catalog.form (id, practitioner_id, kind, version, created_at) values (@id, @practitioner_id, @kind, 1, @created_at);

-- name: InsertFormVersion :exec
insert into catalog.form_version (form_id, version, document, canonical, sha256, created_at)
values (@form_id, @version, @document, @canonical, @sha256, @created_at);

-- name: SetFormVersion :exec
update catalog.form set version = @version, active = @active where id = @id;

-- name: DetachForm :exec
delete from catalog.service_form sf where sf.form_id = @form_id;

-- name: AttachForm :execrows
-- Services of the form's own practitioner only; variants ask what their heading asks.
insert into catalog.service_form (service_id, form_id, practitioner_id, position)
select s.id, f.id, f.practitioner_id, case f.kind when 'intake' then 0 else 1 end
from catalog.form f join catalog.service s on s.practitioner_id = f.practitioner_id and s.variant_of is null and s.id = any(@services::uuid[])
where f.id = @form_id;

-- name: FormVersions :many
-- Documents as they were answered; one query for all of a booking.
select v.*, f.kind from catalog.form_version v join catalog.form f on f.id = v.form_id
where (v.form_id, v.version) in (select unnest(@forms::uuid[]), unnest(@versions::int[]));

-- name: FormsOfService :many
select v.*, f.kind from catalog.v_required_form r join catalog.form_version v on v.form_id = r.form_id and v.version = r.version
join catalog.form f on f.id = r.form_id where r.service_id = @service_id order by r.position, r.form_id;

-- name: RetireForms :exec
update catalog.form set active = false where practitioner_id = @practitioner_id;
