-- name: PageByID :one
select v.* from catalog.v_page v where v.practitioner_id = @practitioner_id;

-- name: OpenReports :one
select count(*) from desk.report r where r.practitioner_id = @practitioner_id and r.status = 'open';

-- name: InsertReport :exec
insert into desk.report (id, practitioner_id, subject_id, reporter_id, kind, words_sealed, created_at)
values (@id, @practitioner_id, @subject_id, sqlc.narg('reporter_id'), @kind, @words_sealed, @created_at);

-- name: Reports :many
-- other_open and decided are the context: how many more speak of the same page.
select r.id, r.practitioner_id, r.subject_id, r.reporter_id, r.kind, r.words_sealed, r.status, r.created_at, r.decided_at,
  coalesce(p.display_name, '')::text as display_name, coalesce(p.slug, '')::text as slug, coalesce(p.verification_status, '')::text as verification_status,
  coalesce(p.suspended, false)::boolean as suspended,
  (select count(*) from desk.report o where o.practitioner_id = r.practitioner_id and o.status = 'open' and o.id <> r.id) as other_open,
  (select count(*) from desk.report o where o.practitioner_id = r.practitioner_id and o.status in ('hidden', 'suspended')) as upheld,
  coalesce(a.reason, '')::text as reason, a.person_id as decided_by
from desk.report r
left join catalog.v_page p on p.practitioner_id = r.practitioner_id
left join desk.action a on a.id = r.action_id
where (sqlc.narg('id')::uuid is null or r.id = sqlc.narg('id')) and (sqlc.narg('status')::text is null or r.status = sqlc.narg('status'))
order by r.created_at, r.id limit @row_limit::int offset @row_offset::int;

-- name: ReportsBy :many
select r.id, r.practitioner_id, r.subject_id, r.kind, r.words_sealed, r.status, r.created_at, coalesce(p.display_name, '')::text as display_name
from desk.report r left join catalog.v_page p on p.practitioner_id = r.practitioner_id
where r.reporter_id = @reporter_id order by r.created_at, r.id limit @max_rows;

-- name: CountReports :one
select count(*) from desk.report r where r.status = @status;

-- name: SubjectOf :one
select r.practitioner_id from desk.report r where r.id = @id;

-- name: LockReports :many
-- A decision may settle all of a page's reports: they are locked together, in one order.
select r.id, r.subject_id, r.status from desk.report r where r.practitioner_id = @practitioner_id and (r.status = 'open' or r.id = @id)
order by r.id for update;

-- name: CloseReport :execrows
update desk.report set status = @status, action_id = @action_id, decided_at = @decided_at::timestamptz where id = @id and status = 'open';

-- name: CloseReportsOf :execrows
update desk.report set status = @status, action_id = @action_id, decided_at = @decided_at::timestamptz
where practitioner_id = @practitioner_id and status = 'open';
