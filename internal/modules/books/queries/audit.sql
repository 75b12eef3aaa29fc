-- name: AskAudit :execrows
-- None while another is under way (audit_one_open).
insert into books.audit (id, person_id, total, asked_at) values (@id, @person_id, @total, @asked_at) on conflict do nothing;

-- name: BeginAudit :execrows
update books.audit set state = 'running' where id = @id and finished_at is null;

-- name: AuditProgress :exec
update books.audit set done = @done, total = greatest(total, @done) where id = @id and finished_at is null;

-- name: FinishAudit :exec
update books.audit set state = @state, done = @done, total = greatest(total, @done), findings = sqlc.narg(findings)::jsonb, finished_at = @now::timestamptz
where id = @id and finished_at is null;

-- name: Audit :one
select id, person_id, state, done, total, findings, asked_at, finished_at from books.audit where id = @id;

-- name: LatestAudit :one
select id, person_id, state, done, total, findings, asked_at, finished_at from books.audit order by asked_at desc limit 1;
