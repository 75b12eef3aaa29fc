-- +goose Up
-- A refund that the gateway refuses because the payer's bank took the money is not owed beside it. What a lost dispute took of
-- such a refund stands at both, at most once of each: it is no loss of the platform, and nobody has to pay it another way.
alter table payment.refund
  add column set_off_minor bigint not null default 0, -- of amount_minor, that the payer has from their bank
  add column paid_off_at timestamptz,                 -- an operator paid it by other means
  add constraint refund_set_off check (set_off_minor between 0 and amount_minor and (set_off_minor = 0 or status = 'failed'));
alter table payment.dispute
  add column set_off_minor bigint not null default 0, -- of amount_minor, that was owed to the payer anyway
  add constraint dispute_set_off check (set_off_minor >= 0 and lost_minor + set_off_minor <= amount_minor);

-- What operators paid by other means before there was a note of it here.
update payment.refund r set paid_off_at = t.occurred_at from ledger.transaction t where r.status = 'failed' and t.event_key = 'payoff:' || r.id;

-- Refunds that wait until the payer's bank has decided: gateways refuse them, and the bank may give the payer the money.
create view payment.v_refund_waits as
select r.id as refund_id, r.payment_id, r.event_key from payment.refund r
where r.status = 'pending' and exists (select from payment.dispute d where d.payment_id = r.payment_id and d.status in ('open', 'review'));
grant select on payment.v_refund_waits to klear_app;

-- The queue has what is still owed, with the latest dispute of the payment; zeros when there is none.
create or replace view payment.v_refund_failed as
select r.id as refund_id, r.payment_id, p.booking_id, (r.amount_minor - r.set_off_minor)::bigint as amount_minor, r.currency, r.reason, coalesce(r.settled_at, r.created_at) as failed_at,
  coalesce((select d.id from payment.dispute d where d.payment_id = p.id order by d.id desc limit 1), '00000000-0000-0000-0000-000000000000')::uuid as dispute_id
from payment.refund r join payment.payment p on p.id = r.payment_id where r.status = 'failed' and r.set_off_minor < r.amount_minor;

-- An open step says whether it waits for a bank: that is nobody's fault, and no alarm.
create or replace view payment.v_open_step as
select s.key, s.step, s.state, s.attempts, s.error_code, s.started_at, s.payment_id, p.booking_id, p.status, p.gateway,
  coalesce(r.amount_minor, p.amount_minor) as amount_minor, p.currency,
  (s.step = 'refund' and exists (select from payment.dispute d where d.payment_id = p.id and d.status in ('open', 'review')))::boolean as disputed
from payment.saga_step s
join payment.payment p on p.id = s.payment_id
left join payment.refund r on r.id = case s.step when 'refund' then substr(s.key, 8)::uuid end
where s.state in ('pending', 'unknown') and s.step in ('keep', 'authorise', 'capture', 'void', 'refund') and not (s.step in ('keep', 'authorise') and p.status = 'requires_action');

-- The books have a refund from when it was decided: while it waits for a bank no gateway can report it.
create or replace view reconcile.v_open as
select 'row' as side, r.gateway, r.ref as subject, r.kind, r.currency, r.amount_minor, r.at,
       r.at + case when r.kind in ('payout', 'payout_returned') then interval '10 days' else interval '36 hours' end as late_at
from reconcile.row r where r.transaction_id is null
union all
select 'line', l.gateway, l.event_key, l.event, l.currency, l.amount_minor, l.at,
       l.at + case when l.event like 'payout%' then interval '10 days' else interval '36 hours' end
from reconcile.line l where not l.done and not exists (select from payment.v_refund_waits w where w.event_key = l.event_key)
union all
select 'restated', s.gateway, s.ref, s.kind, s.currency, s.amount_minor, s.at, s.found_at
from reconcile.restated s
where not exists (select from reconcile.note n where n.gateway = s.gateway and n.subject = s.ref and n.side = 'restated');
