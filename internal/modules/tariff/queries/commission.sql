-- name: RulesOn :many
-- What could apply on a day: of standing rules for the same only the one that began last.
select distinct on (r.scope, r.until_day is null) r.* from tariff.commission_rule r
where r.from_day <= @day::date and coalesce(r.ended_on, r.until_day, 'infinity') > @day::date
  and (r.category_id is null or r.category_id = any(@path::uuid[])) and (r.plan is null or r.plan = @plan::text) and (r.currency is null or r.currency = @currency::text)
order by r.scope, r.until_day is null, r.from_day desc;

-- name: Rules :many
select sqlc.embed(r), count(*) over () as total from tariff.commission_rule r order by r.from_day desc, r.id desc limit @max_rows offset @skip;

-- name: Rule :one
select * from tariff.commission_rule where id = @id;

-- name: InsertRule :one
insert into tariff.commission_rule (id, category_id, plan, currency, practitioner_bps, practitioner_fixed_minor, practitioner_min_minor,
  client_bps, client_fixed_minor, client_min_minor, from_day, until_day, note, created_by, created_at)
values (@id, sqlc.narg(category_id)::uuid, sqlc.narg(plan)::text, sqlc.narg(currency)::text, @practitioner_bps, @practitioner_fixed_minor, @practitioner_min_minor,
  @client_bps, @client_fixed_minor, @client_min_minor, @from_day, sqlc.narg(until_day)::date, @note, @created_by, @created_at)
returning *;

-- name: EndRule :one
-- One that never held ends on the day it would have begun. A promotion that is over cannot be ended any more.
update tariff.commission_rule set ended_on = greatest(@day::date, from_day), ended_by = @ended_by::uuid, ended_at = @ended_at::timestamptz
where id = @id and ended_on is null and (until_day is null or until_day > @day::date)
returning *;

-- name: Standing :one
-- What a quote depends on beside the rules: the practitioner's plan on the day, the categories of the service, the root first,
-- and whom the tax office of the country knows.
with recursive up as (
  select c.category_id, c.parent_id, c.slug, 1 as above from catalog.v_category c where c.category_id = @category_id
  union all
  select c.category_id, c.parent_id, c.slug, up.above + 1 from up join catalog.v_category c on c.category_id = up.parent_id where up.above < 8
)
select coalesce(s.plan, (select e.plan from tariff.enrolment e where e.practitioner_id = @practitioner_id and e.from_day <= @day::date order by e.from_day desc limit 1), '')::text as plan,
  coalesce(s.most_bps, -1)::int as most_bps,
  coalesce((select array_agg(up.category_id order by up.above desc) from up), '{}')::uuid[] as path,
  coalesce((select array_agg(up.slug order by up.above desc) from up), '{}')::text[] as slugs,
  coalesce((select i.registered from tariff.tax_identity i where i.person_id is null and i.country = @country and i.from_day <= @day::date
    order by i.from_day desc, i.id desc limit 1), false)::boolean as platform_registered,
  coalesce((select i.registered from tariff.tax_identity i where i.person_id = @person_id and i.country = @country and i.from_day <= @day::date
    order by i.from_day desc, i.id desc limit 1), false)::boolean as registered
from (select 1) one left join lateral (
  select x.plan, x.most_bps from tariff.subscribed x where x.person_id = @person_id and x.from_at <= @at::timestamptz order by x.from_at desc, x.id desc limit 1) s on true;

-- name: Subscribed :exec
-- Only what is new, and an end only of what had begun.
insert into tariff.subscribed (id, person_id, from_at, plan, most_bps)
select @id, @person_id, @from_at::timestamptz, sqlc.narg(plan)::text, sqlc.narg(most_bps)::int
from (select 1) one left join lateral (
  select x.plan, x.most_bps from tariff.subscribed x where x.person_id = @person_id order by x.from_at desc, x.id desc limit 1) l on true
where l.plan is distinct from sqlc.narg(plan)::text or l.most_bps is distinct from sqlc.narg(most_bps)::int;

-- name: InsertEnrolment :exec
insert into tariff.enrolment (practitioner_id, from_day, plan, created_by, created_at) values (@practitioner_id, @from_day, sqlc.narg(plan)::text, @created_by, @created_at);

-- name: Enrolments :many
select * from tariff.enrolment where practitioner_id = @practitioner_id order by from_day desc limit 100;

-- name: PlansInUse :many
-- Plans that a rule or a practitioner names, for a form to suggest.
select plan::text from (select plan from tariff.commission_rule union select plan from tariff.enrolment) x where plan is not null order by 1 limit 100;

-- name: RulesWithClientSide :many
-- All rules of a day, as RulesOn has them, if one of them charges clients; none otherwise.
select distinct on (r.scope, r.until_day is null) r.* from tariff.commission_rule r
where r.from_day <= @day::date and coalesce(r.ended_on, r.until_day, 'infinity') > @day::date
  and exists (select from tariff.commission_rule c where c.client_bps + c.client_fixed_minor + c.client_min_minor > 0
    and c.from_day <= @day::date and coalesce(c.ended_on, c.until_day, 'infinity') > @day::date)
order by r.scope, r.until_day is null, r.from_day desc;

-- name: PlansDigest :one
-- Changes whenever somebody's plan may have: both tables only grow, and each row begins at its time.
select (select count(*) from tariff.enrolment e where e.from_day <= @day::date) || '.' ||
  (select count(*) from tariff.subscribed s where s.from_at <= @now::timestamptz) as digest;

-- name: PlansNow :many
-- The plan of each of some practitioners, as Standing has it; '': none.
select p.practitioner_id, coalesce(s.plan, e.plan, '')::text as plan
from catalog.v_party p
left join lateral (select x.plan from tariff.subscribed x where x.person_id = p.person_id and x.from_at <= @now::timestamptz order by x.from_at desc, x.id desc limit 1) s on true
left join lateral (select n.plan from tariff.enrolment n where n.practitioner_id = p.practitioner_id and n.from_day <= @day::date order by n.from_day desc limit 1) e on true
where p.practitioner_id = any(@practitioner_ids::uuid[]);
