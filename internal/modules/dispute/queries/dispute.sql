-- name: Queue :many
-- Disputes in a state, what is due first first; of those that are over, the latest first.
select sqlc.embed(d), count(*) over () as total from dispute.desk d
where (@state::text = 'waiting' and d.status = 'open' and d.answer is null
    or @state = 'answered' and d.status in ('open', 'review') and (d.answer is not null or d.status = 'review')
    or @state = 'closed' and d.status in ('won', 'lost'))
  and (@person_id::uuid = '00000000-0000-0000-0000-000000000000' or d.practitioner_person_id = @person_id)
order by d.decided_at desc nulls first, d.evidence_due, d.dispute_id
limit @max_rows offset @skip;

-- name: Dispute :one
select * from dispute.desk where dispute_id = @id;

-- name: Due :one
-- Disputes that nobody answered.
select count(*) filter (where d.evidence_due is null or d.evidence_due > @soon::timestamptz) as later,
  count(*) filter (where d.evidence_due > @now and d.evidence_due <= @soon) as soon,
  count(*) filter (where d.evidence_due <= @now::timestamptz) as passed,
  (select count(*) from dispute.answer r where r.status = 'refused' and r.settled_at > @refused_since::timestamptz) as refused
from payment.v_dispute d where d.status = 'open' and not exists (select from dispute.answer a where a.dispute_id = d.dispute_id);

-- name: LockBrief :one
-- There is always something to lock.
insert into dispute.brief (dispute_id) values (@dispute_id)
on conflict (dispute_id) do update set dispute_id = excluded.dispute_id returning *;

-- name: Brief :one
select * from dispute.brief where dispute_id = @dispute_id;

-- name: SaveNote :one
update dispute.brief set note_sealed = @note_sealed, version = version + 1 where dispute_id = @dispute_id returning version;

-- name: Files :many
select * from dispute.file where dispute_id = @dispute_id order by place;

-- name: File :one
select * from dispute.file where id = @id and dispute_id = @dispute_id;

-- name: InsertFile :execrows
-- The first free place; no row when all are taken.
insert into dispute.file (id, dispute_id, place, name_sealed, blob_key, content_type, size_bytes, sha256, added_at)
select @id, @dispute_id, min(n), @name_sealed, @blob_key, @content_type, @size_bytes, @sha256, @now::timestamptz
from generate_series(1, 4) n where not exists (select from dispute.file f where f.dispute_id = @dispute_id and f.place = n)
having min(n) is not null;

-- name: DeleteFile :one
delete from dispute.file where id = @id and dispute_id = @dispute_id returning blob_key;

-- name: InsertAnswer :exec
insert into dispute.answer (dispute_id, kind, person_id, reason, sealed_for, document_sealed, answered_at)
values (@dispute_id, @kind, @person_id, @reason, sqlc.narg(sealed_for), @document_sealed, @now::timestamptz);

-- name: Answer :one
select * from dispute.answer where dispute_id = @dispute_id;

-- name: SettleAnswer :exec
update dispute.answer set status = @status, settled_at = @now::timestamptz where dispute_id = @dispute_id and status = 'sending';

-- name: Unsent :many
select dispute_id from dispute.answer where status = 'sending' and answered_at < @older_than::timestamptz order by answered_at limit @max_rows;
