-- name: Categories :many
select c.* from catalog.category c order by c.sort_order, c.slug;

-- name: RetiredCategorySlugs :many
select h.slug, c.slug as current_slug
from catalog.category_slug_history h join catalog.category c on c.id = h.category_id
order by h.slug;

-- name: LockCategories :exec
-- Changes to the tree happen one after the other: depth and cycles concern several rows.
select pg_advisory_xact_lock(hashtext('catalog.category'));

-- name: InsertCategory :exec
insert into catalog.category (id, parent_id, slug, name, icon, sort_order) values (@id, @parent_id, @slug, @name, @icon, @sort_order);

-- name: UpdateCategory :one
update catalog.category set parent_id = @parent_id, slug = @slug, name = @name, icon = @icon, sort_order = @sort_order, active = @active,
  version = version + 1
where id = @id returning version;

-- name: RetireCategorySlug :exec
insert into catalog.category_slug_history (slug, category_id, retired_at) values (@slug, @category_id, @retired_at);

-- name: ReviveCategorySlug :exec
delete from catalog.category_slug_history h where h.slug = @slug and h.category_id = @category_id;


-- name: InsertCategoryDecision :exec
insert into catalog.category_decision (id, category_id, decided_by, reason, decided_at) values (@id, @category_id, @decided_by, @reason, @decided_at);

-- name: ServicesByCategory :many
-- How many active services are directly in each category.
select s.category_id, count(*) as services from catalog.service s where s.active group by s.category_id;
