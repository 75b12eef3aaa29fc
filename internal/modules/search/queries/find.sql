-- name: Find :many
-- One pass over the documents that match text, place, country and category gives the page, the total and the counts
-- beside the filters. The counts of modes, languages and prices each leave their own filter out, so that a count is what
-- choosing it would list.
with found as materialized (
  select d.practitioner_id, d.category_set, d.language_set, e.mode_bits, f.mode_ok, f.language_ok, f.price_ok, m.misses, m.missed, g.km,
    case when @attribute_prefix::text <> '' and m.misses <= 1 then d.attributes else '{}' end as attributes,
    case when d.currency = @currency::text then width_bucket(d.price_from, @bands::bigint[]) end as band,
    case @sort::text
      when 'distance' then coalesce(g.km, 1e9)
      when 'price' then case when d.currency = @currency::text or @currency::text = '' then d.price_from else 1e15 end
      when 'experience' then -d.experience_years
      when 'soonest' then coalesce(date_part('epoch', d.soonest_at), 1e15)
      else 0 end::float8 as sort_key,
    case when f.mode_ok and f.language_ok and f.price_ok and m.misses = 0 then
      (case when @words::text = '' then 0
        else least(1, ts_rank('{0.1, 0.4, 0.7, 1.0}', d.head, cast(@rank_words::text as tsquery)) * @rank_scale::float8) end * 0.5::float8
      + case when g.km is null then 0 else exp(-g.km / 15) end * 0.25::float8
      + case when d.soonest_at is null then 0 else exp(-greatest(0, date_part('epoch', d.soonest_at) - sqlc.arg(now_epoch)::float8) / 432000) end * 0.1::float8
      + greatest(0, 1 - (sqlc.arg(now_epoch)::float8 - date_part('epoch', d.verified_at)) / 2592000) * 0.05::float8
      + (uuid_hash_extended(d.practitioner_id, @day::bigint) & 1023)::float8 / 1023 * 0.1::float8)::float8 end as score
  from search.document d
  cross join lateral (
    select case when @near::boolean and d.latitude is not null then 12742 * asin(least(1, sqrt(
      power(sin(radians(d.latitude - @latitude::float8) / 2), 2)
      + cos(radians(@latitude::float8)) * cos(radians(d.latitude)) * power(sin(radians(d.longitude - @longitude::float8) / 2), 2)))) end as km
  ) g
  cross join lateral (
    -- who does not travel this far does not visit here
    select case when d.travel_radius_km > 0 and g.km > d.travel_radius_km then d.mode_bits & 3 else d.mode_bits end as mode_bits
  ) e
  cross join lateral (
    select (@mode_bits::int = 0 or e.mode_bits & @mode_bits::int <> 0) as mode_ok,
      (cardinality(@languages::text[]) = 0 or d.languages && @languages::text[]) as language_ok,
      ((@price_min::bigint = 0 and @price_max::bigint = 0) or d.currency = @currency::text and d.price_from >= @price_min::bigint
        and (@price_max::bigint = 0 or d.price_from <= @price_max::bigint)) as price_ok
  ) f
  cross join lateral (
    -- How many of the attributes asked for are not met, and one of them: a count beside an attribute leaves its own
    -- filter out. Nothing asked costs nothing.
    select case when cardinality(@attribute_labels::text[]) = 0 then 0 else missing.n end as misses,
      case when cardinality(@attribute_labels::text[]) = 0 then 0 else missing.one end as missed
    from (select count(*)::int as n, coalesce(max(w.attribute), 0)::int as one
      from (select a.attribute from (select unnest(@attribute_labels::text[]) as label, unnest(@attribute_groups::int[]) as attribute) a
        group by a.attribute having not d.attributes && array_agg(a.label)) w
      where cardinality(@attribute_labels::text[]) > 0) missing
  ) m
  where (@words::text = '' or d.head || d.bio @@ cast(@words::text as tsquery))
    and (@country::text = '' or d.country = @country::text)
    and d.experience_years >= @min_experience::int
    and (@category::text = '' or d.categories @> array[@category::text])
    -- Who meets none of several attributes is in no count either.
    and (@attribute_wanted::int < 2 or d.attributes && @attribute_labels::text[])
    and (cardinality(@only_ids::uuid[]) = 0 or d.practitioner_id = any(@only_ids::uuid[]))
    and (not @within::boolean or g.km <= @radius_km::float8)
    and (d.s2_cell between (@cells_from::bigint[])[1] and (@cells_to::bigint[])[1]
      or d.s2_cell between (@cells_from::bigint[])[2] and (@cells_to::bigint[])[2]
      or d.s2_cell between (@cells_from::bigint[])[3] and (@cells_to::bigint[])[3]
      or d.s2_cell between (@cells_from::bigint[])[4] and (@cells_to::bigint[])[4])
), counted as (
  select grouping(mode_bits, language_set, category_set, band) as ungrouped, mode_bits, language_set, category_set, band,
    count(*) filter (where mode_ok and language_ok and price_ok) as n,
    count(*) filter (where language_ok and price_ok) as n_mode,
    count(*) filter (where mode_ok and price_ok) as n_language,
    count(*) filter (where mode_ok and language_ok) as n_price
  from found where misses = 0 group by grouping sets ((mode_bits), (language_set), (category_set), (band), ())
)
select case ungrouped when 7 then 'modes' when 11 then 'languages' when 13 then 'categories' when 14 then 'price' else 'total' end::text as kind,
  coalesce(case ungrouped when 7 then mode_bits when 11 then language_set when 13 then category_set when 14 then band end, -1)::int as key,
  ''::text as label, null::uuid as practitioner_id,
  case ungrouped when 7 then n_mode when 11 then n_language when 14 then n_price else n end::bigint as n, 0::float8 as score, null::float8 as km
from counted
union all
select 'attributes', found.missed, l.label, null, count(*), 0, null
from found cross join lateral unnest(found.attributes) l(label)
where misses <= 1 and mode_ok and language_ok and price_ok and starts_with(l.label, @attribute_prefix::text)
group by found.missed, l.label
union all
(select 'hit', 0, '', practitioner_id, 0, score, km from found
where mode_ok and language_ok and price_ok and misses = 0
order by sort_key, score desc, practitioner_id
limit @row_limit::int offset @row_offset::int);

-- name: Generation :one
select g.n from search.generation g;

-- name: Exists :one
-- Whether a reading of the text finds anybody at all, before any filter: readings are chosen by the words alone.
select exists (
  select from search.document d
  where (@words::text = '' or d.head || d.bio @@ cast(@words::text as tsquery))
    and (d.s2_cell between (@cells_from::bigint[])[1] and (@cells_to::bigint[])[1]
      or d.s2_cell between (@cells_from::bigint[])[2] and (@cells_to::bigint[])[2]
      or d.s2_cell between (@cells_from::bigint[])[3] and (@cells_to::bigint[])[3]
      or d.s2_cell between (@cells_from::bigint[])[4] and (@cells_to::bigint[])[4]));

-- name: Documents :many
select d.practitioner_id, d.slug, d.name, d.headline, d.mode_bits, d.languages, d.currency, d.price_from, d.country, d.city, d.area,
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

-- name: Hints :many
select h.term, h.means from search.hint h order by h.term, h.means;

-- name: SuggestTerms :many
select t.name, t.ndoc from search.term t
where t.folded like @prefix::text or t.folded like '% ' || @prefix::text or (length(@folded::text) > 3 and t.folded % @folded::text)
order by t.folded like @prefix::text desc, t.folded like '% ' || @prefix::text desc, t.ndoc desc, t.name
limit @row_limit;

-- name: SuggestPlaces :many
select p.name, p.country, p.ndoc from search.place p where p.folded like @prefix::text order by p.ndoc desc, p.name limit @row_limit;

-- name: SuggestPeople :many
select d.practitioner_id, d.slug, d.name, d.headline from search.document d
where d.head @@ cast(@words::text as tsquery) order by d.name, d.practitioner_id limit @row_limit;
