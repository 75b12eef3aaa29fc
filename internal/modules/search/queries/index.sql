-- name: LockIndexing :exec
-- Documents are rebuilt one transaction at a time: of two that rebuild one document, the later one must read later.
select pg_advisory_xact_lock(hashtext('search.document'));

-- name: NextGeneration :exec
update search.generation set n = n + 1;

-- name: Sources :many
select v.practitioner_id, v.slug, v.display_name, v.headline, v.bio, v.specializations, v.languages, v.experience_years,
  v.currency, v.country, v.city, v.area, v.latitude, v.longitude, v.s2_cell, v.travel_radius_km, v.zone, v.verified_at,
  v.price_from::bigint as price_from, v.services::text[] as services, v.modes::text[] as modes, v.categories::text[] as categories,
  v.category_names::text as category_names, v.revision::bigint as revision, v.certifications::text[] as certifications,
  v.attributes::text[] as attributes
from catalog.v_searchable v where v.practitioner_id = any(@ids::uuid[]);

-- name: WriteDocuments :batchexec
insert into search.document (practitioner_id, revision, slug, name, headline, head, bio, categories, category_set, languages, language_set,
  specializations, services, mode_bits, currency, price_from, country, city, area, latitude, longitude, s2_cell, travel_radius_km, zone, experience_years,
  verified_at, indexed_at, attributes)
values (@practitioner_id, @revision, @slug, @name, @headline, cast(@head::text as tsvector), cast(@bio::text as tsvector), @categories,
  (select id from search.label_set where labels = @category_labels::text), @languages,
  (select id from search.label_set where labels = @language_labels::text), @specializations, @services, @mode_bits, @currency, @price_from, @country, @city, @area, sqlc.narg(latitude), sqlc.narg(longitude), @s2_cell, @travel_radius_km, @zone, @experience_years,
  @verified_at, @indexed_at, @attributes)
on conflict (practitioner_id) do update set revision = excluded.revision, slug = excluded.slug, name = excluded.name,
  headline = excluded.headline, head = excluded.head, bio = excluded.bio, categories = excluded.categories,
  category_set = excluded.category_set, languages = excluded.languages, language_set = excluded.language_set,
  specializations = excluded.specializations, services = excluded.services, mode_bits = excluded.mode_bits, currency = excluded.currency,
  price_from = excluded.price_from, country = excluded.country, city = excluded.city, area = excluded.area,
  latitude = excluded.latitude, longitude = excluded.longitude, s2_cell = excluded.s2_cell,
  travel_radius_km = excluded.travel_radius_km, zone = excluded.zone, experience_years = excluded.experience_years,
  verified_at = excluded.verified_at, indexed_at = excluded.indexed_at, attributes = excluded.attributes;

-- name: Pricing :one
select p.rules from search.pricing p;

-- name: SetPricing :exec
update search.pricing set rules = @rules;

-- name: Priced :many
-- The lowest prices of documents, and what their practitioners set.
select d.practitioner_id, d.price_from, v.price_from::bigint as own
from search.document d join catalog.v_searchable v on v.practitioner_id = d.practitioner_id where d.practitioner_id = any(@ids::uuid[]);

-- name: SetPrices :execrows
update search.document d set price_from = p.price
from (select unnest(@ids::uuid[]) as id, unnest(@prices::bigint[]) as price) p
where d.practitioner_id = p.id and d.price_from <> p.price;

-- name: AddWords :exec
-- New words count at once, so that a new name is not taken for a slip; how often they occur is counted by Recount.
insert into search.lexeme (word, ndoc) select w, 1 from unnest(@words::text[]) w on conflict do nothing;

-- name: DropDocuments :execrows
delete from search.document d where d.practitioner_id = any(@ids::uuid[]);

-- name: StaleDocuments :many
-- Whose document is missing, old, or of somebody who may no longer be found.
select coalesce(v.practitioner_id, d.practitioner_id)::uuid as id
from catalog.v_searchable v full join search.document d on d.practitioner_id = v.practitioner_id
where v.revision is distinct from d.revision;

-- name: EveryDocument :many
select v.practitioner_id as id from catalog.v_searchable v
union select d.practitioner_id from search.document d;

-- name: Uncounted :one
select g.n <> g.counted as uncounted from search.generation g;

-- name: Counted :exec
update search.generation set counted = n;

-- name: CountWords :one
select coalesce(array_agg(s.word), '{}')::text[] as words, coalesce(array_agg(s.ndoc), '{}')::int[] as ndocs
from ts_stat('select head || bio from search.document') s;

-- name: Words :many
select l.word, l.ndoc from search.lexeme l;

-- name: DropWords :exec
delete from search.lexeme l where l.word = any(@words::text[]);

-- name: SetWords :exec
insert into search.lexeme as l (word, ndoc) select unnest(@words::text[]), unnest(@ndocs::int[])
on conflict (word) do update set ndoc = excluded.ndoc;

-- name: CityDocuments :many
select d.country, d.city, avg(d.latitude)::float8 as latitude, avg(d.longitude)::float8 as longitude, count(*)::int as ndoc
from search.document d where d.latitude is not null and d.city <> '' group by d.country, d.city;

-- name: ClearPlaces :exec
delete from search.place;

-- name: AddPlaces :batchexec
insert into search.place as p (folded, country, name, latitude, longitude, ndoc) values (@folded, @country, @name, @latitude, @longitude, @ndoc)
on conflict (folded, country) do update set ndoc = p.ndoc + excluded.ndoc;

-- name: TermDocuments :many
select t.term::text as name, count(*)::int as ndoc
from search.document d cross join lateral (select unnest(d.services || d.specializations) as term) t
group by t.term;

-- name: ClearTerms :exec
delete from search.term;

-- name: AddTerms :batchexec
insert into search.term as t (folded, name, ndoc) values (@folded, @name, @ndoc)
on conflict (folded) do update set ndoc = t.ndoc + excluded.ndoc;

-- name: LongestUnseen :many
-- Whose openings were looked at longest ago, and before an instant.
select d.practitioner_id from search.document d where d.openings_at is null or d.openings_at < @before::timestamptz
order by d.openings_at nulls first limit @row_limit;

-- name: SetOpenings :exec
-- The epoch stands for no opening.
update search.document d set soonest_at = nullif(r.soonest, 'epoch'), openings_at = @seen_at::timestamptz
from (select unnest(@ids::uuid[]) as id, unnest(@soonest::timestamptz[]) as soonest) r
where d.practitioner_id = r.id;

-- name: AddLabelSets :exec
insert into search.label_set (labels) select l from unnest(@labels::text[]) l
where not exists (select from search.label_set s where s.labels = l) on conflict do nothing;

-- name: LabelSets :many
select s.id, s.labels from search.label_set s where s.id = any(@ids::int[]);
