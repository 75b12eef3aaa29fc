-- name: ShareCategories :exec
-- The tree stays as it is until the caller commits: taken before any row, as those who change the tree do.
select pg_advisory_xact_lock_shared(hashtext('catalog.category'));

-- name: Attributes :many
select a.* from catalog.attribute a order by a.category_id, a.sort_order, a.key;

-- name: AttributeOptions :many
select o.* from catalog.attribute_option o order by o.attribute_id, o.sort_order, o.key;

-- name: InsertAttribute :exec
insert into catalog.attribute (id, category_id, key, kind, label, unit, minimum, maximum, required, filterable, sort_order, active, created_at)
values (@id, @category_id, @key, @kind, @label, @unit, sqlc.narg(minimum), sqlc.narg(maximum), @required, @filterable, @sort_order, @active, @created_at);

-- name: UpdateAttribute :execrows
-- Of several who saw one version one changes it.
update catalog.attribute set label = @label, unit = @unit, minimum = sqlc.narg(minimum), maximum = sqlc.narg(maximum), required = @required,
  filterable = @filterable, active = @active, version = version + 1
where id = @id and version = @version;

-- name: WriteAttributeOptions :batchexec
insert into catalog.attribute_option (attribute_id, key, label, sort_order, active)
values (@attribute_id, @key, @label, @sort_order, @active)
on conflict (attribute_id, key) do update set label = excluded.label, sort_order = excluded.sort_order, active = excluded.active;

-- name: DeleteAttribute :execrows
delete from catalog.attribute a where a.id = @id and a.version = @version;

-- name: OrderAttributes :exec
-- The order is no part of what a form shows: no version changes.
update catalog.attribute a set sort_order = o.place
from (select id, (ordinality - 1)::int as place from unnest(@ids::uuid[]) with ordinality as listed(id, ordinality)) o
where a.id = o.id and a.sort_order <> o.place;

-- name: AttributesChanged :exec
update catalog.category c set attributes_version = c.attributes_version + 1 where c.id = @category_id;

-- name: AttributeUse :many
-- How many services answer each attribute.
select v.attribute_id, count(*) as services from catalog.service_attribute v group by v.attribute_id;

-- name: AnswersOf :many
-- Of retired attributes nothing is read.
select v.*, a.key from catalog.service_attribute v join catalog.attribute a on a.id = v.attribute_id and a.active
where v.service_id = any(@service_ids::uuid[]) order by v.service_id, a.key;

-- name: DropAnswers :exec
-- What is answered no longer, and what does not hold in the category where the service is now. Of retired attributes the
-- answers stay.
delete from catalog.service_attribute v using catalog.attribute a, catalog.service s
where v.service_id = @service_id and a.id = v.attribute_id and s.id = v.service_id
  and (a.active and a.key <> all(@kept::text[]) or not catalog.holds_for(a.category_id, s.category_id));

-- name: WriteAnswers :batchexec
insert into catalog.service_attribute as v (service_id, attribute_id, flag, number, options, words)
values (@service_id, @attribute_id, sqlc.narg(flag), sqlc.narg(number), sqlc.narg(options), sqlc.narg(words))
on conflict (service_id, attribute_id) do update set flag = excluded.flag, number = excluded.number, options = excluded.options, words = excluded.words
where (v.flag, v.number, v.options, v.words) is distinct from (excluded.flag, excluded.number, excluded.options, excluded.words);

-- name: EraseAnswers :exec
delete from catalog.service_attribute v using catalog.service s where s.id = v.service_id and s.practitioner_id = @practitioner_id;
