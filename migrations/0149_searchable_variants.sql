-- +goose Up
-- As before; a service with its variants is found once, under the name they share. Behind the licences, which made the
-- view anew.
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
  select min(s.price_minor) as price_from, array_agg(s.name order by s.sort_order, s.id) filter (where s.first) as services,
    string_to_array(string_agg(array_to_string(s.modes, ' '), ' '), ' ') as modes,
    string_to_array(string_agg(array_to_string(path.slugs, ' '), ' '), ' ') as categories,
    string_agg(path.names, ' ') as category_names,
    string_agg(s.id || ' ' || s.version || ' ' || s.sort_order || ' ' || path.version, ' ' order by s.id) as versions
  from (select v.id, v.category_id, v.name, v.price_minor, v.modes, v.sort_order, v.version,
      row_number() over (partition by coalesce(v.variant_of, v.id) order by v.sort_order, v.id) = 1 as first
    from catalog.service v where v.practitioner_id = p.id and v.active) s
  join path on path.leaf = s.category_id
) o
where p.verification_status = 'verified' and p.listed and not p.suspended and not p.licence_ended and o.price_from is not null;
