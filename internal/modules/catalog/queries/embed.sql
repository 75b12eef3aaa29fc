-- name: EmbedOrigins :many
select o.origin from catalog.embed_origin o where o.practitioner_id = @practitioner_id order by o.origin;

-- name: ClearEmbedOrigins :exec
delete from catalog.embed_origin where practitioner_id = @practitioner_id;

-- name: AddEmbedOrigins :exec
insert into catalog.embed_origin (practitioner_id, origin) select @practitioner_id, unnest(@origins::text[]);
