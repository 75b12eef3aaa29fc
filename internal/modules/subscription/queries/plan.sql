-- name: Plans :many
-- The plans of a family, or of all, from the smallest to the largest.
select * from subscription.plan where (@family::text = '' or family = @family::text) and (@closed_too::boolean or closed_at is null)
order by family, rank, code limit 200;

-- name: PlansByIDs :many
select * from subscription.plan where id = any(@ids::uuid[]);

-- name: PlanName :one
select coalesce(name->>'en', '')::text from subscription.plan where id = @id;

-- name: LockPlan :one
select * from subscription.plan where id = @id for update;

-- name: InsertPlan :one
insert into subscription.plan (id, family, code, rank, name, summary, created_at)
values (@id, @family, @code, @rank, @name, @summary, @now::timestamptz)
returning *;

-- name: UpdatePlan :one
update subscription.plan set rank = @rank, name = @name, summary = @summary,
  closed_at = case when @closed::boolean then coalesce(closed_at, @now::timestamptz) end, version = version + 1
where id = @id returning *;

-- name: TermsOfPlans :many
-- All terms of some plans, the latest first.
select * from subscription.terms where plan_id = any(@plan_ids::uuid[]) order by plan_id, valid_from desc limit 2000;

-- name: TermsByIDs :many
select * from subscription.terms where id = any(@ids::uuid[]);

-- name: InsertTerms :one
insert into subscription.terms (id, plan_id, valid_from, trial_days, grants, created_by, created_at)
values (@id, @plan_id, @valid_from, @trial_days, @grants, @created_by, @now::timestamptz)
returning *;

-- name: InsertPrices :exec
insert into subscription.price (terms_id, cycle, currency, amount_minor)
select @terms_id, unnest(@cycles::text[]), unnest(@currencies::text[]), unnest(@amounts::bigint[]);

-- name: PricesOf :many
select * from subscription.price where terms_id = any(@terms_ids::uuid[]) order by terms_id, currency, cycle;
