-- name: WrappedKey :one
select wrapped from identity.person_key where person_id = @person_id;

-- name: InsertKey :execrows
insert into identity.person_key (person_id, wrapped, created_at) values (@person_id, @wrapped, @now::timestamptz) on conflict do nothing;

-- DestroyKeys also marks people who never had a key, so that none is made for them afterwards.
-- name: DestroyKeys :exec
insert into identity.person_key (person_id, wrapped, created_at, destroyed_at)
select i, null, @now::timestamptz, @now::timestamptz from unnest(@person_ids::uuid[]) as i
on conflict (person_id) do update set wrapped = null, destroyed_at = excluded.destroyed_at;
