-- name: InsertDocument :exec
insert into catalog.verification_document (id, practitioner_id, kind, blob_key, name_sealed, content_type, size_bytes, uploaded_at)
values (@id, @practitioner_id, @kind, @blob_key, @name_sealed, @content_type, @size_bytes, @uploaded_at);

-- name: CountDocuments :one
select count(*) from catalog.verification_document d where d.practitioner_id = @practitioner_id;

-- name: DocumentsOf :many
select d.* from catalog.verification_document d where d.practitioner_id = any(@practitioner_ids::uuid[]) order by d.uploaded_at, d.id;

-- name: DocumentByID :one
select sqlc.embed(d), p.person_id from catalog.verification_document d
join catalog.practitioner p on p.id = d.practitioner_id where d.id = @id;

-- name: Queue :many
select p.* from catalog.practitioner p where p.verification_status = @status::text and p.erased_at is null
order by p.created_at, p.id limit @row_limit::int offset @row_offset::int;

-- name: QueueLength :one
select count(*) from catalog.practitioner p where p.verification_status = @status::text and p.erased_at is null;

-- name: DecisionsOf :many
select d.* from catalog.verification_decision d where d.practitioner_id = any(@practitioner_ids::uuid[]) order by d.decided_at, d.id;
