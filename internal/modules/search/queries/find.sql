-- name: Find :many
-- One pass over the documents that match text, place and country gives the page, the total and the counts beside the
-- filters. A filter's own counts leave that filter out, so that each count is what choosing it would list.
with found as materialized (
  select d.practitioner_id, d.languages, d.categories, d.price_from, d.currency, d.experience_years, d.soonest_at,
    g.km, e.modes,
    (cardinality(@modes::text[]) = 0 or e.modes && @modes::text[]) as mode_ok,
    (cardinality(@languages::text[]) = 0 or d.languages && @languages::text[]) as language_ok,
    (@category::text = '' or d.categories @> array[@category::text]) as category_ok,
    ((@price_min::bigint = 0 and @price_max::bigint = 0) or d.currency = @currency::text and d.price_from >= @price_min::bigint
      and (@price_max::bigint = 0 or d.price_from <= @price_max::bigint)) as price_ok,
    (case when @words::text = '' then 0
      else least(1, ts_rank('{0.1, 0.4, 0.7, 1.0}', d.body, cast(@rank_words::text as tsquery)) * @rank_scale::float8) end * 0.5
    + case when g.km is null then 0 else exp(-g.km / 15) end * 0.25
    + case when d.soonest_at is null then 0 else exp(-greatest(0, extract(epoch from d.soonest_at - sqlc.arg(now)::timestamptz)) / 432000) end * 0.1
    + greatest(0, 1 - extract(epoch from sqlc.arg(now)::timestamptz - d.verified_at) / 2592000) * 0.05
    + (uuid_hash_extended(d.practitioner_id, @day::bigint) & 1023) / 1023.0 * 0.1)::float8 as score
  from search.document d
  cross join lateral (
    select case when @near::boolean and d.latitude is not null then 12742 * asin(least(1, sqrt(
      power(sin(radians(d.latitude - @latitude::float8) / 2), 2)
      + cos(radians(@latitude::float8)) * cos(radians(d.latitude)) * power(sin(radians(d.longitude - @longitude::float8) / 2), 2)))) end as km
  ) g
  cross join lateral (
    select case when d.travel_radius_km > 0 and g.km > d.travel_radius_km then array_remove(d.modes, 'at_customer') else d.modes end as modes
  ) e
  where (@words::text = '' or d.body @@ cast(@words::text as tsquery))
    and (@country::text = '' or d.country = @country::text)
    and (cardinality(@only_ids::uuid[]) = 0 or d.practitioner_id = any(@only_ids::uuid[]))
    and (not @within::boolean or g.km <= @radius_km::float8 and d.practitioner_id in (
      select c.practitioner_id
      from (select unnest(@cells_from::bigint[]) as lo, unnest(@cells_to::bigint[]) as hi) r
      join search.document c on c.s2_cell between r.lo and r.hi))
)
select 'total'::text as kind, ''::text as value, count(*) as n, 0::float8 as score, null::float8 as km, null::timestamptz as soonest_at
from found where mode_ok and language_ok and category_ok and price_ok
union all
select 'mode', m, count(*), 0, null, null from found cross join unnest(modes) m
where @facets::boolean and language_ok and category_ok and price_ok group by m
union all
select 'language', l, count(*), 0, null, null from found cross join unnest(languages) l
where @facets::boolean and mode_ok and category_ok and price_ok group by l
union all
select 'category', c, count(*), 0, null, null from found cross join unnest(categories) c
where @facets::boolean and mode_ok and language_ok and price_ok group by c
union all
select 'price', width_bucket(price_from, @bands::bigint[])::text, count(*), 0, null, null from found
where @facets::boolean and currency = @currency::text and cardinality(@bands::bigint[]) > 0 and mode_ok and language_ok and category_ok group by 2
union all
(select 'hit', practitioner_id::text, 0, score, km, soonest_at from found
where mode_ok and language_ok and category_ok and price_ok
order by case @sort::text
    when 'distance' then coalesce(km, 1e9)
    when 'price' then case when currency = @currency::text or @currency::text = '' then price_from else 1e15 end
    when 'experience' then -experience_years
    when 'soonest' then coalesce(extract(epoch from soonest_at), 1e15)
    else 0 end, score desc, practitioner_id
limit @row_limit::int offset @row_offset::int);

-- name: Exists :one
-- Whether a reading of the text finds anybody at all, before any filter: readings are chosen by the words alone.
select exists (
  select from search.document d
  where (@words::text = '' or d.body @@ cast(@words::text as tsquery))
    and (not @within::boolean or d.practitioner_id in (
      select c.practitioner_id
      from (select unnest(@cells_from::bigint[]) as lo, unnest(@cells_to::bigint[]) as hi) r
      join search.document c on c.s2_cell between r.lo and r.hi)));

-- name: Documents :many
select d.practitioner_id, d.slug, d.name, d.headline, d.modes, d.languages, d.currency, d.price_from, d.country, d.city, d.area,
  d.experience_years, d.zone
from search.document d where d.practitioner_id = any(@ids::uuid[]);

-- name: KnownWords :many
select l.word from search.lexeme l where l.word = any(@words::text[]);

-- name: BeginsWord :one
select exists (select from search.lexeme l where l.word like @prefix::text);

-- name: SimilarWords :many
-- Candidates for a slip: everything one edit away, and what shares many trigrams.
select l.word, l.ndoc from search.lexeme l where l.word = any(@variants::text[])
union
(select l.word, l.ndoc from search.lexeme l where l.word % @word::text order by similarity(l.word, @word::text) desc limit 30);

-- name: PlacesNamed :many
select p.folded, p.country, p.name, p.latitude, p.longitude, p.ndoc from search.place p
where p.folded = any(@names::text[]) order by p.ndoc desc, p.country;

-- name: Synonyms :many
select s.set_id, s.term from search.synonym s order by s.set_id, s.term;

-- name: SuggestTerms :many
select t.name, t.ndoc from search.term t
where t.folded like @prefix::text or t.folded like '% ' || @prefix::text or (length(@folded::text) > 3 and t.folded % @folded::text)
order by t.folded like @prefix::text desc, t.folded like '% ' || @prefix::text desc, t.ndoc desc, t.name
limit @row_limit;

-- name: SuggestPlaces :many
select p.name, p.country, p.ndoc from search.place p where p.folded like @prefix::text order by p.ndoc desc, p.name limit @row_limit;

-- name: SuggestPeople :many
select d.practitioner_id, d.slug, d.name, d.headline from search.document d
where d.body @@ cast(@words::text as tsquery) order by d.name, d.practitioner_id limit @row_limit;
