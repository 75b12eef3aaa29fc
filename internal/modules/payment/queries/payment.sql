-- name: BeginPayment :one
-- No row when the booking has a live attempt already (payment_one_live).
insert into payment.payment (id, booking_id, payer_id, practitioner_id, practitioner_person_id, gateway, status, amount_minor, commission_minor, tax_minor, withheld_minor, borne_minor, credit_minor, quote, currency, purpose, method_id, method, charge_at, consented_at, checked_at, created_at)
values (@id, @booking_id, @payer_id, nullif(@practitioner_id::uuid, '00000000-0000-0000-0000-000000000000'), nullif(@practitioner_person_id::uuid, '00000000-0000-0000-0000-000000000000'), @gateway, 'created', @amount_minor, @commission_minor, @tax_minor, @withheld_minor, @borne_minor, @credit_minor, @quote, @currency, @purpose,
  sqlc.narg(method_id)::uuid, @method, sqlc.narg(charge_at)::timestamptz, case when sqlc.narg(charge_at)::timestamptz is not null then @now::timestamptz end, @now::timestamptz, @now::timestamptz)
on conflict do nothing -- whichever index sees it first
returning *;

-- name: DrawPayment :one
-- No gateway is asked: the money was taken when the package was bought. No row when the booking has a live attempt.
insert into payment.payment (id, booking_id, payer_id, practitioner_id, practitioner_person_id, gateway, status, amount_minor, captured_minor, commission_minor, tax_minor, withheld_minor, quote, currency, method, prepaid_by, checked_at, created_at)
values (@id, @booking_id, @payer_id, @practitioner_id::uuid, @practitioner_person_id::uuid, @gateway, 'captured', @amount_minor::bigint, @amount_minor::bigint, @commission_minor, @tax_minor, @withheld_minor, @quote, @currency, @method, @prepaid_by::uuid, @now::timestamptz, @now::timestamptz)
on conflict do nothing
returning *;

-- name: SpendPayment :one
-- No gateway is asked: what is owed to the payer pays. No row when the booking has a live attempt.
insert into payment.payment (id, booking_id, payer_id, practitioner_id, practitioner_person_id, gateway, status, amount_minor, captured_minor, commission_minor, tax_minor, withheld_minor, borne_minor, quote, currency, checked_at, created_at)
values (@id, @booking_id, @payer_id, @practitioner_id::uuid, @practitioner_person_id::uuid, @gateway, 'captured', @amount_minor::bigint, @amount_minor::bigint, @commission_minor, @tax_minor, @withheld_minor, @borne_minor, @quote, @currency, @now::timestamptz, @now::timestamptz)
on conflict do nothing
returning *;

-- name: ReceivePayment :one
-- No gateway is asked: the practitioner has the money. No row when the booking has a live attempt.
insert into payment.payment (id, booking_id, payer_id, practitioner_id, practitioner_person_id, gateway, status, amount_minor, captured_minor, commission_minor, tax_minor, withheld_minor, borne_minor, quote, currency, method, earned_at, checked_at, created_at)
values (@id, @booking_id, @payer_id, @practitioner_id::uuid, @practitioner_person_id::uuid, @gateway, 'captured', @amount_minor::bigint, @amount_minor::bigint, @commission_minor, @tax_minor, @withheld_minor, @borne_minor, @quote, @currency, @method, @now::timestamptz, @now::timestamptz, @now::timestamptz)
on conflict do nothing
returning *;

-- name: LivePayment :one
select * from payment.payment where booking_id = @booking_id and status not in ('declined', 'voided', 'returned');

-- name: Payment :one
select * from payment.payment where id = @id;

-- name: LockPayment :one
select * from payment.payment where id = @id for update;

-- name: PaymentsOfBooking :many
select * from payment.payment where booking_id = @booking_id order by id desc;

-- name: AdvancePayment :one
-- Compare and set. A capture of less than the amount shrinks commission, tax, what is withheld, what the platform adds and the payer's
-- credit in proportion, half up, as far as there is room left. An attempt that is over gives its credit back. reserved is what it had.
with took as (
  select p.*, coalesce(nullif(@captured_minor::bigint, 0), p.amount_minor) as taken from payment.payment p where p.id = @id
), fee as (
  select t.*, round(t.commission_minor::numeric * t.taken / t.amount_minor) as commission, round(t.borne_minor::numeric * t.taken / t.amount_minor) as borne,
    round((t.borne_minor + t.credit_minor)::numeric * t.taken / t.amount_minor) as added from took t
), shrunk as (
  select f.id, f.taken + f.added as whole, f.borne, f.added - f.borne as credit, f.credit_minor as reserved, f.commission, least(round(f.tax_minor::numeric * f.taken / f.amount_minor), f.taken + f.added - f.commission) as tax,
    round(f.withheld_minor::numeric * f.taken / f.amount_minor) as withheld
  from fee f
)
update payment.payment u set
  status = @status,
  gateway_ref = coalesce(nullif(@gateway_ref::text, ''), u.gateway_ref),
  captured_minor = @captured_minor::bigint,
  commission_minor = s.commission,
  tax_minor = s.tax,
  withheld_minor = least(s.withheld, s.whole - s.commission - s.tax),
  borne_minor = s.borne,
  credit_minor = s.credit,
  credit_reversed_minor = case when @status in ('declined', 'voided') then s.credit else u.credit_reversed_minor end,
  method = coalesce(nullif(@method::text, ''), u.method),
  action_url = @action_url,
  decline_code = @decline_code,
  checked_at = @now::timestamptz,
  kept_at = case when @status = 'kept' then @now::timestamptz else u.kept_at end,
  version = u.version + 1
from shrunk s
where u.id = s.id and u.status = any(@from_statuses::text[]) and not (@status = 'kept' and u.charge_asked_at is not null) -- news from before the charge
returning sqlc.embed(u), s.reserved::bigint as reserved;

-- name: ReturnPayment :one
-- Money that came after the attempt was over: in the books, and out again.
update payment.payment set
  status = 'returned',
  gateway_ref = coalesce(nullif(@gateway_ref::text, ''), gateway_ref),
  captured_minor = @captured_minor::bigint,
  refunded_minor = @captured_minor::bigint,
  commission_reversed_minor = commission_minor,
  tax_reversed_minor = tax_minor,
  withheld_reversed_minor = withheld_minor,
  borne_reversed_minor = borne_minor,
  method = coalesce(nullif(@method::text, ''), method),
  action_url = '',
  checked_at = @now::timestamptz,
  version = version + 1
where id = @id and status in ('declined', 'voided')
returning *;

-- name: EarnPayment :one
update payment.payment set earned_at = @now::timestamptz, version = version + 1
where id = @id and status = 'captured' and earned_at is null
returning *;

-- name: RefundPayment :one
update payment.payment set
  refunded_minor = refunded_minor + @amount_minor::bigint,
  commission_reversed_minor = commission_reversed_minor + @commission_back::bigint,
  tax_reversed_minor = tax_reversed_minor + @tax_back::bigint,
  withheld_reversed_minor = withheld_reversed_minor + @withheld_back::bigint,
  borne_reversed_minor = borne_reversed_minor + @borne_back::bigint,
  credit_reversed_minor = credit_reversed_minor + @credit_back::bigint,
  earned_at = case when @release::boolean then @now::timestamptz else earned_at end,
  version = version + 1
where id = @id
returning *;

-- name: BumpPayment :one
update payment.payment set version = version + 1 where id = @id returning *;

-- name: CheckedPayment :exec
update payment.payment set checked_at = @now::timestamptz where id = @id;

-- name: StalePayments :many
select id from payment.payment
where status in ('created', 'requires_action', 'processing', 'unknown') and checked_at < @older_than::timestamptz
order by checked_at limit @max_rows;

-- name: InsertRefund :one
insert into payment.refund (id, payment_id, event_key, amount_minor, credit_minor, currency, status, reason, created_at)
values (@id, @payment_id, @event_key, @amount_minor, @credit_minor, @currency, 'pending', @reason, @now::timestamptz)
returning *;

-- name: RefundByKey :one
select * from payment.refund where event_key = @event_key;

-- name: Refund :one
select * from payment.refund where id = @id;

-- name: RefundsOfPayment :many
select * from payment.refund where payment_id = @payment_id order by id;

-- name: SettleRefund :one
update payment.refund set status = @status, gateway_ref = nullif(@gateway_ref::text, ''), settled_at = @now::timestamptz
where id = @id and (status = 'pending' or status = 'succeeded' and @status = 'failed') -- a bank may send back what it took
returning *;

-- name: PendingRefunds :many
-- But for those that wait for a bank: its decision sends them.
select r.id from payment.refund r where r.status = 'pending' and r.created_at < @older_than::timestamptz
  and not exists (select from payment.v_refund_waits w where w.refund_id = r.id) order by r.created_at limit @max_rows;

-- name: ClaimPayments :exec
update payment.payment set payer_id = @person_id where payer_id = any(@guests::uuid[]);

-- name: KeepWebhook :execrows
-- A message that tells of an answer which we have, as most do, is handled by being kept.
insert into payment.webhook (gateway, event_id, about, type, reference, payload, digest, received_at, handled_at)
select p.gateway, @event_id, 'payment', @type, p.id, @payload, @digest, @now::timestamptz, @now::timestamptz
from payment.payment p where p.id = @reference and p.gateway = @gateway and p.status in ('captured', 'returned')
on conflict do nothing;

-- name: InsertWebhook :execrows
insert into payment.webhook (gateway, event_id, about, type, reference, payload, digest, received_at, handled_at)
values (@gateway, @event_id, @about, @type, @reference, @payload, @digest, @now::timestamptz, sqlc.narg(handled_at)::timestamptz)
on conflict do nothing;

-- name: Webhook :one
select * from payment.webhook where gateway = @gateway and event_id = @event_id;

-- name: WebhookHandled :exec
update payment.webhook set handled_at = @now::timestamptz where gateway = @gateway and event_id = @event_id and handled_at is null;

-- name: HistoryOfPerson :many
-- As payer and as practitioner, newest first; ids are ordered by time. Two index scans rather than one OR.
select * from (
  (select a.* from payment.payment a where a.payer_id = @person_id::uuid order by a.id desc limit @upto)
  union
  (select b.* from payment.payment b where @as_practitioner::boolean and b.practitioner_person_id = @person_id::uuid order by b.id desc limit @upto)
) p order by p.id desc limit @max_rows offset @skip;

-- name: CountOfPerson :one
select count(*) from payment.payment
where payer_id = @person_id::uuid or (@as_practitioner::boolean and practitioner_person_id = @person_id::uuid);

-- name: HistoryOfAll :many
select * from payment.payment order by id desc limit @max_rows offset @skip;

-- name: CountOfAll :one
select count(*) from payment.payment;

-- name: PaymentsOffTheLedger :many
-- Payments whose amounts are not what the ledger says went through the gateway's account for them, or came from a package or credit; of
-- what was paid at the venue, what its practitioner owes, less what the platform adds.
select p.id, e.expected_minor, coalesce(l.moved, 0)::bigint as ledger_minor
from payment.payment p
left join (select payment_id, sum(amount_minor) as failed from payment.refund where status = 'failed' group by payment_id) f on f.payment_id = p.id
left join ( -- what a payer's bank holds, and what the platform lost to it
  select payment_id, sum(case when status in ('open', 'review') then amount_minor else lost_minor + set_off_minor end) as gone from payment.dispute group by payment_id
) g on g.payment_id = p.id
left join (
  select e.payment_id, sum(e.amount_minor) as moved
  from ledger.v_entry e
  join payment.payment d on d.id = e.payment_id
    and (e.account_kind = case when d.prepaid_by is not null then 'package_liability' when d.gateway = 'credit' then 'client_credit' else 'psp_clearing' end
      and e.event in ('capture', 'draw', 'spend', 'refund', 'refund_failed', 'dispute_opened', 'dispute_won') -- not what the gateway charges the platform
      or e.account_kind = 'client_credit' and d.credit_minor + d.credit_reversed_minor > 0 and e.event in ('reserve', 'release', 'capture', 'refund') -- its own part of credit
      or e.account_kind in ('practitioner_receivable', 'practitioner_payable') and e.event in ('venue', 'venue_refund'))
  group by e.payment_id
) l on l.payment_id = p.id
cross join lateral (select case when p.gateway = 'venue'
  then p.commission_minor - p.commission_reversed_minor + p.tax_minor - p.tax_reversed_minor + p.withheld_minor - p.withheld_reversed_minor
    - (p.borne_minor - p.borne_reversed_minor)
  else p.captured_minor - p.refunded_minor + coalesce(f.failed, 0) - coalesce(g.gone, 0) + p.credit_minor - p.credit_reversed_minor end::bigint as expected_minor) e
where e.expected_minor <> coalesce(l.moved, 0)
order by p.id limit 1000;

-- name: LivePaymentsOf :many
select * from payment.payment where booking_id = any(@booking_ids::uuid[]) and status not in ('declined', 'voided', 'returned');

-- name: Movements :many
-- What the ledger says went through gateways for what a person paid, newest first.
select e.occurred_at, e.event as kind, p.id as payment_id, p.purpose, p.booking_id, coalesce(p.practitioner_id, '00000000-0000-0000-0000-000000000000')::uuid as practitioner_id, p.method, e.currency, e.amount_minor, count(*) over () as total
from payment.payment p
join ledger.v_entry e on e.booking_id = p.booking_id and e.payment_id = p.id and e.account_kind = 'psp_clearing'
  and e.event in ('capture', 'refund', 'refund_failed', 'dispute_opened', 'dispute_won') -- not what the gateway charges the platform
where p.payer_id = @payer_id and e.occurred_at >= @since::timestamptz and e.occurred_at < @until::timestamptz
  and (sqlc.narg(practitioner_id)::uuid is null or p.practitioner_id = sqlc.narg(practitioner_id)::uuid)
order by e.seq desc limit @max_rows offset @skip;

-- name: MovementSums :many
select e.currency, coalesce(sum(e.amount_minor) filter (where e.event = 'capture'), 0)::bigint as paid_minor,
  coalesce(-sum(e.amount_minor) filter (where e.event not in ('capture', 'dispute_set_off')), 0)::bigint as back_minor,
  (coalesce(sum(e.amount_minor) filter (where e.event = 'refund_failed'), 0) - coalesce(sum(e.amount_minor) filter (where e.event = 'dispute_set_off'), 0))::bigint as credit_minor
from payment.payment p
join ledger.v_entry e on e.booking_id = p.booking_id and e.payment_id = p.id
  and (e.account_kind = 'psp_clearing' and e.event in ('capture', 'refund', 'refund_failed', 'dispute_opened', 'dispute_won') -- not what the gateway charges the platform
    or e.account_kind = 'client_credit' and e.event = 'dispute_set_off')
where p.payer_id = @payer_id and e.occurred_at >= @since::timestamptz and e.occurred_at < @until::timestamptz
  and (sqlc.narg(practitioner_id)::uuid is null or p.practitioner_id = sqlc.narg(practitioner_id)::uuid)
group by e.currency order by e.currency;

-- name: Payees :many
-- Whom a person paid, with one booking that knows the name, and when first.
select p.practitioner_id::uuid as practitioner_id, ((array_agg(p.booking_id order by p.id desc))[1])::uuid as booking_id, min(p.created_at)::timestamptz as since
from payment.payment p where p.payer_id = @payer_id and p.captured_minor > 0 and p.practitioner_id is not null
group by p.practitioner_id order by max(p.id::text) desc limit @max_rows;
