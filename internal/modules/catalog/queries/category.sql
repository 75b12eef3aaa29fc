-- name: Categories :many
select c.* from catalog.category c order by c.sort_order, c.slug;

-- name: RetiredCategorySlugs :many
select h.slug, c.slug as current_slug
from catalog.category_slug_history h join catalog.category c on c.id = h.category_id
order by h.slug;
