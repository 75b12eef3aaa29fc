-- name: TaxRulesOf :many
-- What operators added for a country and did not take back before it began, the latest first.
select * from tariff.tax_rule where country = @country and ended_on is distinct from from_day order by from_day desc, id desc limit 1000;

-- name: TaxRules :many
select sqlc.embed(r), count(*) over () as total from tariff.tax_rule r order by r.from_day desc, r.id desc limit @max_rows offset @skip;

-- name: TaxRule :one
select * from tariff.tax_rule where id = @id;

-- name: InsertTaxRule :one
insert into tariff.tax_rule (id, country, category_id, kind, name, bps, deemed, from_day, note, created_by, created_at)
values (@id, @country, sqlc.narg(category_id)::uuid, @kind, @name, @bps, @deemed, @from_day, @note, @created_by, @created_at) returning *;

-- name: EndTaxRule :one
update tariff.tax_rule set ended_on = greatest(@day::date, from_day), ended_by = @ended_by::uuid, ended_at = @ended_at::timestamptz
where id = @id and ended_on is null returning *;

-- name: InsertIdentity :exec
insert into tariff.tax_identity (id, person_id, country, registered, details, sealed, from_day, created_by, created_at)
values (@id, sqlc.narg(person_id)::uuid, @country, @registered, sqlc.narg(details)::jsonb, sqlc.narg(sealed)::bytea, @from_day, @created_by, @created_at);

-- name: IdentityOf :one
-- The latest of a person, whatever the country.
select * from tariff.tax_identity where person_id = @person_id::uuid order by from_day desc, id desc limit 1;

-- name: PlatformIdentities :many
-- The platform in each country, the latest of each.
select distinct on (country) * from tariff.tax_identity where person_id is null order by country, from_day desc, id desc;

-- name: IdentitiesOn :many
-- The platform and a person to the tax office of a country, as of a day.
select distinct on (person_id) * from tariff.tax_identity
where country = @country and from_day <= @day::date and (person_id is null or person_id = @person_id::uuid)
order by person_id, from_day desc, id desc;
