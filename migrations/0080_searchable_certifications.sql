-- +goose Up
-- People look for training by its name too. The other seed makes every document be rebuilt once.
create or replace view catalog.v_searchable as
with recursive up as (
  select c.id as leaf, c.parent_id, c.slug, c.name, c.version, 1 as depth from catalog.category c
  union all
  select up.leaf, c.parent_id, c.slug, c.name, c.version, up.depth + 1
  from up join catalog.category c on c.id = up.parent_id where up.depth < 8
), path as (
  select up.leaf, array_agg(up.slug) as slugs, sum(up.version) as version,
    string_agg((select string_agg(n.value, ' ') from jsonb_each_text(up.name) n), ' ') as names
  from up group by up.leaf
)
select p.id as practitioner_id, p.slug, p.display_name, p.headline, p.bio, p.specializations, p.languages, p.experience_years,
  p.currency, p.country, p.city, p.area, p.latitude, p.longitude, p.s2_cell, p.travel_radius_km, p.zone, p.verified_at,
  o.price_from, o.services, o.modes, o.categories, o.category_names,
  hashtextextended(p.version || ' ' || o.versions, 1) as revision,
  array(select c ->> 'name' from jsonb_array_elements(p.certifications) c) as certifications
from catalog.practitioner p
cross join lateral (
  select min(s.price_minor) as price_from, array_agg(s.name order by s.sort_order, s.id) as services,
    string_to_array(string_agg(array_to_string(s.modes, ' '), ' '), ' ') as modes,
    string_to_array(string_agg(array_to_string(path.slugs, ' '), ' '), ' ') as categories,
    string_agg(path.names, ' ') as category_names,
    string_agg(s.id || ' ' || s.version || ' ' || path.version, ' ' order by s.id) as versions
  from catalog.service s join path on path.leaf = s.category_id
  where s.practitioner_id = p.id and s.active
) o
where p.verification_status = 'verified' and p.listed and not p.suspended and o.price_from is not null;
