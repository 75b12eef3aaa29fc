-- name: PutUpload :exec
insert into client.upload (owner_id, id, content_sealed, created_at) values (@owner_id, @id, @content_sealed, @created_at)
on conflict (owner_id) do update set id = excluded.id, content_sealed = excluded.content_sealed, created_at = excluded.created_at;

-- name: Upload :one
select content_sealed from client.upload where owner_id = @owner_id and id = @id;

-- name: DropUpload :exec
delete from client.upload where owner_id = any(@people::uuid[]);

-- name: SweepUploads :exec
delete from client.upload where created_at < @before::timestamptz;
