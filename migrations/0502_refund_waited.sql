-- +goose Up
-- When the payer's bank had decided a refund goes on its way: the gateway has from then on, not from when it was decided weeks
-- before, to report it.
create view payment.v_refund_waited as
select r.event_key, max(d.decided_at) as until
from payment.refund r join payment.dispute d on d.payment_id = r.payment_id where d.decided_at is not null group by r.event_key;
grant select on payment.v_refund_waited to klear_app;

create or replace view reconcile.v_open as
select 'row' as side, r.gateway, r.ref as subject, r.kind, r.currency, r.amount_minor, r.at,
       r.at + case when r.kind in ('payout', 'payout_returned') then interval '10 days' else interval '36 hours' end as late_at
from reconcile.row r where r.transaction_id is null
union all
select 'line', l.gateway, l.event_key, l.event, l.currency, l.amount_minor, l.at,
       greatest(l.at, (select w.until from payment.v_refund_waited w where w.event_key = l.event_key))
         + case when l.event like 'payout%' then interval '10 days' else interval '36 hours' end
from reconcile.line l where not l.done and not exists (select from payment.v_refund_waits w where w.event_key = l.event_key)
union all
select 'restated', s.gateway, s.ref, s.kind, s.currency, s.amount_minor, s.at, s.found_at
from reconcile.restated s
where not exists (select from reconcile.note n where n.gateway = s.gateway and n.subject = s.ref and n.side = 'restated');
