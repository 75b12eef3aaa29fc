-- +goose Up
-- What an operator asks of the services of a category, beside what every service has. It holds for the category and all
-- below it. Key and kind are said once: addresses, files and answers rely on them.
create table catalog.attribute (
  id          uuid primary key,
  category_id uuid not null references catalog.category,
  key         text not null unique check (key ~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$' and length(key) <= 40),
  kind        text not null check (kind in ('flag', 'choice', 'choices', 'number', 'text')),
  label       jsonb not null check (jsonb_typeof(label) = 'object' and label ? 'en'), -- language → text
  unit        jsonb not null default '{}' check (jsonb_typeof(unit) = 'object'),      -- of a number
  minimum     int,
  maximum     int,
  required    boolean not null default false,
  filterable  boolean not null default false check (not filterable or kind <> 'text'),
  sort_order  int not null default 0,
  active      boolean not null default true, -- false: retired, asked and shown no more; what was answered stays
  version     bigint not null default 1,
  created_at  timestamptz not null,
  check ((kind = 'number') = (minimum is not null and maximum is not null)),
  check (minimum <= maximum and minimum >= -1000000 and maximum <= 1000000)
);
create index attribute_category on catalog.attribute (category_id, sort_order);

-- What can be chosen. An option is retired, never taken away: services may have chosen it.
create table catalog.attribute_option (
  attribute_id uuid not null references catalog.attribute on delete cascade,
  key          text not null check (key ~ '^[a-z0-9]+(_[a-z0-9]+)*$' and length(key) <= 40),
  label        jsonb not null check (jsonb_typeof(label) = 'object' and label ? 'en'),
  sort_order   int not null default 0,
  active       boolean not null default true,
  primary key (attribute_id, key)
);

-- What a service answers; its variants share it. Exactly the column of the attribute's kind is set.
create table catalog.service_attribute (
  service_id   uuid not null references catalog.service,
  attribute_id uuid not null references catalog.attribute,
  flag         boolean,
  number       int,
  options      text[] check (cardinality(options) between 1 and 30),
  words        text check (length(words) between 1 and 200),
  primary key (service_id, attribute_id),
  check (num_nonnulls(flag, number, options, words) = 1)
);
create index service_attribute_of on catalog.service_attribute (attribute_id);

-- How many changes the attributes of a category saw: what search holds is stale when it grows.
alter table catalog.category add column attributes_version bigint not null default 0;

-- Whether an attribute of one category holds for another: it is that one or above it.
-- +goose StatementBegin
create function catalog.holds_for(attribute_category uuid, service_category uuid) returns boolean language sql stable as $$
  with recursive up as (
    select c.id, c.parent_id, 1 as depth from catalog.category c where c.id = service_category
    union all
    select c.id, c.parent_id, up.depth + 1 from up join catalog.category c on c.id = up.parent_id where up.depth < 8
  )
  select exists (select from up where up.id = attribute_category)
$$;
-- +goose StatementEnd

-- An answer fits its attribute, and the attribute holds for the service, whoever writes at the same time: the attribute
-- and the service are locked against changes, and the tree by the lock that its changes take.
-- +goose StatementBegin
create function catalog.fit_attribute() returns trigger language plpgsql as $$
declare
  a catalog.attribute;
  s record;
begin
  perform pg_advisory_xact_lock_shared(hashtext('catalog.category'));
  select * into strict a from catalog.attribute where id = new.attribute_id for share;
  select category_id, variant_of into strict s from catalog.service where id = new.service_id for share;
  if s.variant_of is not null or not catalog.holds_for(a.category_id, s.category_id) then
    raise exception 'attribute % does not hold for service %', a.key, new.service_id
      using errcode = 'check_violation', constraint = 'service_attribute_category', schema = 'catalog', table = 'service_attribute';
  end if;
  if (a.kind = 'flag') <> (new.flag is not null) or (a.kind = 'number') <> (new.number is not null)
    or (a.kind = 'text') <> (new.words is not null) or (a.kind in ('choice', 'choices')) <> (new.options is not null)
    or new.number not between a.minimum and a.maximum or a.kind = 'choice' and cardinality(new.options) <> 1
    or exists (select from unnest(new.options) o group by o having count(*) > 1)
    or exists (select from unnest(new.options) o where not exists
      (select from catalog.attribute_option known where known.attribute_id = a.id and known.key = o)) then
    raise exception 'answer of service % does not fit attribute %', new.service_id, a.key
      using errcode = 'check_violation', constraint = 'service_attribute_fits', schema = 'catalog', table = 'service_attribute';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger service_attribute_fits before insert or update on catalog.service_attribute
  for each row execute function catalog.fit_attribute();

-- Bounds never leave an answer outside.
-- +goose StatementBegin
create function catalog.keep_bounds() returns trigger language plpgsql as $$
begin
  if exists (select from catalog.service_attribute v where v.attribute_id = new.id and v.number not between new.minimum and new.maximum) then
    raise exception 'services answer attribute % outside of %..%', new.key, new.minimum, new.maximum
      using errcode = 'check_violation', constraint = 'attribute_bounds', schema = 'catalog', table = 'attribute';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger attribute_bounds after update of minimum, maximum on catalog.attribute
  for each row when (old.minimum is distinct from new.minimum or old.maximum is distinct from new.maximum) execute function catalog.keep_bounds();

-- A service moves to another category only without the answers that do not hold there; a category moves only where all
-- that its services answer still holds. Both are judged at the end, when answers may be gone.
-- +goose StatementBegin
create function catalog.keep_answers_of_service() returns trigger language plpgsql as $$
begin
  if not exists (select from catalog.service_attribute v where v.service_id = new.id) then
    return null;
  end if;
  perform pg_advisory_xact_lock_shared(hashtext('catalog.category'));
  if exists (select from catalog.service_attribute v join catalog.attribute a on a.id = v.attribute_id
      join catalog.service s on s.id = v.service_id
      where v.service_id = new.id and not catalog.holds_for(a.category_id, s.category_id)) then
    raise exception 'service % answers what does not hold for its category', new.id
      using errcode = 'check_violation', constraint = 'service_attribute_category', schema = 'catalog', table = 'service_attribute';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create constraint trigger service_moved after update of category_id on catalog.service deferrable initially deferred
  for each row when (old.category_id <> new.category_id) execute function catalog.keep_answers_of_service();

-- +goose StatementBegin
create function catalog.keep_answers_of_category() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('catalog.category'));
  if exists (
    with recursive below as (
      select new.id, 1 as depth
      union all
      select c.id, below.depth + 1 from below join catalog.category c on c.parent_id = below.id where below.depth < 8
    )
    select from below join catalog.service s on s.category_id = below.id
    join catalog.service_attribute v on v.service_id = s.id join catalog.attribute a on a.id = v.attribute_id
    where not catalog.holds_for(a.category_id, s.category_id)) then
    raise exception 'services below category % answer what does not hold there', new.slug
      using errcode = 'check_violation', constraint = 'category_attributes', schema = 'catalog', table = 'category';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create constraint trigger category_moved after update of parent_id on catalog.category
  for each row when (old.parent_id is distinct from new.parent_id) execute function catalog.keep_answers_of_category();

-- The part of its range in which a number lies, "0..24", of four parts at most: the values of its filter. The same is
-- reckoned in attribute.go.
create function catalog.attribute_band(lowest int, highest int, n int) returns text language sql immutable as $$
  select w.low || '..' || least(w.low + w.width - 1, highest)
  from (select b.width, lowest + (n - lowest) / b.width * b.width as low from (select (highest - lowest + 4) / 4 as width) b) w
$$;

-- As before, with what services answer that may be filtered by: "category/attribute=value", for the service's category and
-- each above it for which the attribute holds. Of services in different categories each is found under its own.
create or replace view catalog.v_searchable as
with recursive up as (
  select c.id as leaf, c.id, c.parent_id, c.slug, c.name, c.version + c.attributes_version as version, 1 as depth from catalog.category c
  union all
  select up.leaf, c.id, c.parent_id, c.slug, c.name, c.version + c.attributes_version, up.depth + 1
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
  array(select c ->> 'name' from jsonb_array_elements(p.certifications) c) as certifications,
  array(select distinct at.slug || '/' || a.key || '=' || t.value
    from catalog.service s
    join catalog.service_attribute v on v.service_id = coalesce(s.variant_of, s.id)
    join catalog.attribute a on a.id = v.attribute_id and a.active and a.filterable
    join up held on held.leaf = s.category_id and held.id = a.category_id
    join up at on at.leaf = s.category_id and at.depth <= held.depth
    cross join lateral unnest(case a.kind
      when 'flag' then array[case when v.flag then 'yes' else 'no' end]
      when 'number' then array[catalog.attribute_band(a.minimum, a.maximum, v.number)]
      else v.options end) t(value)
    where s.practitioner_id = p.id and s.active)::text[] as attributes
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

alter table search.document add column attributes text[] not null default '{}';
create index document_attributes on search.document using gin (attributes) with (fastupdate = off);

-- Key, kind and category of an attribute stay as they were said.
grant select, insert, delete on catalog.attribute to klear_app;
grant update (label, unit, minimum, maximum, required, filterable, sort_order, active, version) on catalog.attribute to klear_app;
grant select, insert on catalog.attribute_option to klear_app;
grant update (label, sort_order, active) on catalog.attribute_option to klear_app;
grant select, insert, update, delete on catalog.service_attribute to klear_app;
grant execute on function catalog.holds_for, catalog.attribute_band to klear_app;
