-- name: Dependants :many
select * from identity.dependant where person_id = $1 order by place;

-- name: Dependant :one
select * from identity.dependant where id = @id and person_id = @person_id;

-- name: AddDependant :execrows
-- Into the first free place; no row when all are taken.
insert into identity.dependant (id, person_id, place, relation, name_sealed, born_sealed, note_sealed, created_at)
select @id, @person_id, n.place, @relation, @name_sealed, sqlc.narg('born_sealed'), sqlc.narg('note_sealed'), @created_at
from generate_series(1, 12) n(place)
where not exists (select from identity.dependant d where d.person_id = @person_id and d.place = n.place)
order by n.place limit 1;

-- name: ChangeDependant :execrows
update identity.dependant set relation = @relation, name_sealed = @name_sealed, born_sealed = sqlc.narg('born_sealed'), note_sealed = sqlc.narg('note_sealed')
where id = @id and person_id = @person_id;

-- name: RemoveDependant :execrows
delete from identity.dependant where id = @id and person_id = @person_id;

-- name: DeleteDependants :exec
delete from identity.dependant where person_id = any(@person_ids::uuid[]);

-- name: WrappedKeys :many
select person_id, wrapped from identity.person_key where person_id = any(@person_ids::uuid[]) and wrapped is not null;
