-- name: LockImports :exec
-- One import at a time: two of the same file must not both find a key missing.
select pg_advisory_xact_lock(hashtext('catalog.import'));

-- name: LockImported :many
-- Whoever was not imported is known by id, as an export names them.
select p.* from catalog.practitioner p where p.external_key = any(@keys::text[])
  or p.external_key is null and p.erased_at is null and p.id = any(@ids::uuid[]) order by p.id for no key update;

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

-- name: InsertImportRun :exec
insert into catalog.import_run (id, person_id, file_name, format, content_sealed, created_at)
values (@id, @person_id, @file_name, @format, @content_sealed, @created_at);

-- name: ImportRunByID :one
select id, person_id, file_name, format, state, done, total, report, faults, created_at, finished_at from catalog.import_run where id = @id;

-- name: ImportRuns :many
select id, person_id, file_name, format, state, done, total, report, '[]'::jsonb as faults, created_at, finished_at from catalog.import_run
order by created_at desc limit 20;

-- name: ImportContent :one
select person_id, content_sealed from catalog.import_run where id = @id;

-- name: ImportProgress :exec
update catalog.import_run set done = @done, total = @total where id = @id;

-- name: MoveImport :execrows
-- Of several that saw the same state one gets through.
update catalog.import_run set state = @state, done = 0 where id = @id and state = @was;

-- name: JudgeImport :execrows
update catalog.import_run set state = @state, report = @report, faults = @faults, finished_at = sqlc.narg('finished_at'),
  content_sealed = case when sqlc.narg('finished_at')::timestamptz is null then content_sealed end
where id = @id and state = @was;

-- name: ForgetImports :exec
update catalog.import_run set state = 'forgotten', content_sealed = null, finished_at = @now::timestamptz
where content_sealed is not null and created_at < @before::timestamptz;

-- name: ExportPractitioners :many
select sqlc.embed(p), c.email from catalog.practitioner p join identity.v_contact c on c.id = p.person_id
where p.erased_at is null and not c.erased and p.id > @after order by p.id limit @row_limit::int;

-- name: ExportServices :many
-- Headings come before their options, otherwise as the page shows them.
select sqlc.embed(s), c.slug as category_slug from catalog.service s join catalog.category c on c.id = s.category_id
where s.practitioner_id = any(@practitioner_ids::uuid[]) and s.active
order by s.practitioner_id, s.sort_order, (s.variant_of is not null), s.id;
