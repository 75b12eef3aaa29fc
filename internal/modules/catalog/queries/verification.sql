-- name: InsertDocument :exec
insert into catalog.verification_document (id, practitioner_id, kind, blob_key, name_sealed, content_type, size_bytes, uploaded_at, claims_sealed, country, expires_on)
values (@id, @practitioner_id, @kind, @blob_key, @name_sealed, @content_type, @size_bytes, @uploaded_at, @claims_sealed, @country, @expires_on);

-- name: CountDocuments :one
select count(*) from catalog.verification_document d where d.practitioner_id = @practitioner_id;

-- name: DocumentsOf :many
select d.* from catalog.verification_document d where d.practitioner_id = any(@practitioner_ids::uuid[]) order by d.uploaded_at, d.id;

-- name: DocumentByID :one
select sqlc.embed(d), p.person_id from catalog.verification_document d
join catalog.practitioner p on p.id = d.practitioner_id where d.id = @id;

-- name: Queue :many
-- A verified profile with a newer licence waits among the new ones.
select p.* from catalog.practitioner p
where (p.verification_status = @status::text or (@status = 'pending' and p.renewal_at is not null)) and p.erased_at is null
order by coalesce(p.renewal_at, p.created_at), p.id limit @row_limit::int offset @row_offset::int;

-- name: QueueLength :one
select count(*) from catalog.practitioner p
where (p.verification_status = @status::text or (@status = 'pending' and p.renewal_at is not null)) and p.erased_at is null;

-- name: DecisionsOf :many
select d.* from catalog.verification_decision d where d.practitioner_id = any(@practitioner_ids::uuid[]) order by d.decided_at, d.id;

-- name: DeleteDocument :one
delete from catalog.verification_document d where d.id = @id and d.practitioner_id = @practitioner_id returning d.blob_key;

-- name: LicencesDue :many
-- Whose licence has ended or ends before a moment, the most urgent first.
select p.id, p.licence_until::timestamptz as licence_until from catalog.practitioner p
where p.licence_until is not null and not p.licence_ended and p.licence_until <= @before::timestamptz
order by p.licence_until, p.id limit @row_limit::int;

-- name: NoteLicence :execrows
insert into catalog.licence_notice (practitioner_id, licence_until, days, noticed_at)
values (@practitioner_id, @licence_until, @days, @now) on conflict do nothing;

-- name: CarryNotices :exec
insert into catalog.licence_notice (practitioner_id, licence_until, days, noticed_at)
select n.practitioner_id, @after::timestamptz, n.days, n.noticed_at from catalog.licence_notice n
where n.practitioner_id = @practitioner_id and n.licence_until = @before::timestamptz and n.days > 0
on conflict do nothing;
