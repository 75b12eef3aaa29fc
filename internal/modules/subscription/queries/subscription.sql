-- name: InsertSubscription :one
-- No row when the person has a subscription of the family that is not over.
insert into subscription.subscription (id, person_id, family, plan_id, terms_id, cycle, currency, status, trial_days, method_id, method_gateway, created_at)
values (@id, @person_id, @family, @plan_id, @terms_id, @cycle, @currency, 'pending', @trial_days, @method_id, @method_gateway, @now::timestamptz)
on conflict (person_id, family) where status not in ('ended', 'void') do nothing
returning *;

-- name: Subscription :one
select * from subscription.subscription where id = @id;

-- name: LockSubscription :one
select * from subscription.subscription where id = @id for update;

-- name: LiveSubscription :one
select * from subscription.subscription where person_id = @person_id and family = @family and status not in ('ended', 'void');

-- name: SubscriptionsOf :many
select * from subscription.subscription where person_id = @person_id and status <> 'void' order by id desc limit 50;

-- name: LiveOfPerson :many
select id from subscription.subscription where person_id = @person_id and status not in ('ended', 'void') order by id;

-- name: HadTrial :one
select exists (select from subscription.subscription where person_id = @person_id and family = @family and trial_days > 0 and status <> 'void');

-- name: CountTried :one
select count(*) from subscription.subscription where person_id = @person_id and created_at > @since::timestamptz and status in ('pending', 'void');

-- name: SaveSubscription :one
-- Everything that changes, as decided under the row's lock.
update subscription.subscription set plan_id = @plan_id, terms_id = @terms_id, cycle = @cycle, status = @status, anchor_at = sqlc.narg(anchor_at)::timestamptz,
  cycles = @cycles, paid_until = sqlc.narg(paid_until)::timestamptz, next_terms_id = sqlc.narg(next_terms_id)::uuid, next_cycle = sqlc.narg(next_cycle)::text,
  cancel_at_end = @cancel_at_end, retries = @retries, charge_at = sqlc.narg(charge_at)::timestamptz, warned_at = sqlc.narg(warned_at)::timestamptz,
  method_id = @method_id, method_gateway = @method_gateway, method_ref = @method_ref, method = @method, action_url = @action_url,
  ended_at = sqlc.narg(ended_at)::timestamptz, end_reason = @end_reason, version = version + 1
where id = @id returning *;

-- name: DueSubscriptions :many
select id from subscription.subscription where status in ('trial', 'active', 'past_due') and charge_at <= @now::timestamptz order by charge_at limit 500;

-- name: PendingSince :many
-- Purchases whose end nobody saw.
select id from subscription.subscription where status = 'pending' and created_at < @before::timestamptz order by created_at limit 500;

-- name: TrialsEnding :many
select id from subscription.subscription
where status = 'trial' and charge_at <= @before::timestamptz and warned_at is null and not cancel_at_end order by charge_at limit 500;

-- name: InsertPeriod :one
insert into subscription.period (id, subscription_id, no, plan_id, terms_id, cycle, currency, starts_at, ends_at, worth_minor, carried_minor, status, created_at)
select @id, @subscription_id, coalesce(max(p.no), 0) + 1, @plan_id, @terms_id, @cycle, @currency, @starts_at::timestamptz, @ends_at::timestamptz, @worth_minor, @carried_minor, @status, @now::timestamptz
from subscription.period p where p.subscription_id = @subscription_id
returning *;

-- name: OpenPeriod :one
select * from subscription.period where subscription_id = @subscription_id and status = 'open';

-- name: Period :one
select * from subscription.period where id = @id;

-- name: LockPeriod :one
select * from subscription.period where id = @id for update;

-- name: CurrentPeriod :one
-- The last one that was paid.
select * from subscription.period where subscription_id = @subscription_id and status = 'paid' order by no desc limit 1;

-- name: TryPeriod :exec
-- The attempt that is under way; null again when it failed, so that one failure counts once.
update subscription.period set payment_id = sqlc.narg(payment_id)::uuid where id = @id and status = 'open';

-- name: PayPeriod :one
update subscription.period set status = 'paid', earn_at = sqlc.narg(earn_at)::timestamptz, tax_minor = @tax_minor, tax_owner = @tax_owner, charge_tax_minor = @charge_tax_minor
where id = @id and status = 'open' returning *;

-- name: VoidPeriod :exec
update subscription.period set status = 'void' where id = @id and status = 'open';

-- name: CutPeriod :one
-- A larger plan begins: what is left of this period's worth goes on into the next, with the tax in it.
update subscription.period set ends_at = @ends_at::timestamptz, given_minor = @given_minor, given_tax_minor = @given_tax_minor where id = @id and status = 'paid' returning *;

-- name: EarnPeriod :one
update subscription.period set earned_minor = @earned_minor, earned_tax_minor = @earned_tax_minor, earn_at = sqlc.narg(earn_at)::timestamptz where id = @id returning *;

-- name: DuePeriods :many
-- Not while a change of the period is being paid.
select p.id from subscription.period p where p.status = 'paid' and p.earn_at <= @now::timestamptz
  and not exists (select from subscription.period o where o.subscription_id = p.subscription_id and o.status = 'open' and o.starts_at < p.ends_at)
order by p.earn_at limit 1000;

-- name: PeriodsOf :many
select * from subscription.period where subscription_id = any(@subscription_ids::uuid[]) and status <> 'void' order by subscription_id, no desc limit 500;

-- name: UnearnedOf :many
select * from subscription.period where subscription_id = @subscription_id and status = 'paid' and earn_at is not null order by no for update;
