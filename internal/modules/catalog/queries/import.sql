-- name: LockImports :exec
-- One import at a time: two of the same file must not both find a key missing.
select pg_advisory_xact_lock(hashtext('catalog.import'));

-- name: LockImported :many
select p.* from catalog.practitioner p where p.external_key = any(@keys::text[]) order by p.id for no key update;

-- name: LockServicesOf :many
select s.* from catalog.service s where s.practitioner_id = any(@practitioner_ids::uuid[]) order by s.id for no key update;

-- name: ProfilesOfPeople :many
select p.person_id from catalog.practitioner p where p.person_id = any(@person_ids::uuid[]);

-- name: TakenSlugsLike :many
-- Every slug ever used that is one of bases, or one of them with a number.
select h.slug from catalog.slug_history h where regexp_replace(h.slug, '-[0-9]+$', '') = any(@bases::text[]) or h.slug = any(@bases::text[]);

-- name: InsertDecisions :batchexec
insert into catalog.verification_decision (id, practitioner_id, decided_by, decision, method, reason, decided_at)
values (@id, @practitioner_id, sqlc.narg(decided_by), @decision, @method, @reason, @decided_at);
