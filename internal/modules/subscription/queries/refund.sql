-- name: RefundPeriod :one
-- A part of what was charged goes back: the sums so far, and where the period ends now.
update subscription.period set ends_at = @ends_at::timestamptz, refunded_minor = @refunded_minor, refunded_tax_minor = @refunded_tax_minor,
  earned_minor = @earned_minor, earned_tax_minor = @earned_tax_minor, earn_at = sqlc.narg(earn_at)::timestamptz
where id = @id and status = 'paid' returning *;

-- name: Charges :many
-- What was charged for plans, the latest first.
select sqlc.embed(p), s.person_id, s.family, s.status as subscription_status, coalesce(c.name, '')::text as person_name, pl.name as plan_name,
  count(*) over () as total
from subscription.period p
join subscription.subscription s on s.id = p.subscription_id
join subscription.plan pl on pl.id = p.plan_id
left join identity.v_contact c on c.id = s.person_id
where p.status = 'paid' and p.worth_minor > p.carried_minor
order by p.id desc limit @max_rows offset @skip;

-- name: Charge :one
select sqlc.embed(p), s.person_id, s.family, s.status as subscription_status, coalesce(c.name, '')::text as person_name, pl.name as plan_name
from subscription.period p
join subscription.subscription s on s.id = p.subscription_id
join subscription.plan pl on pl.id = p.plan_id
left join identity.v_contact c on c.id = s.person_id
where p.id = @id and p.status = 'paid' and p.worth_minor > p.carried_minor;

-- name: BumpSubscription :one
-- Another event of it.
update subscription.subscription set version = version + 1 where id = @id returning *;
