-- +goose Up
-- Refunds that failed are of packages, plans, gifts and debts, too: the desk counted them and listed those of bookings only. The views
-- say what was paid for and who paid, and a package shows its code.
create view pack.v_code as select p.id as pack_id, p.code from pack.pack p;
grant select on pack.v_code to klear_app;

create or replace view payment.v_refund_failed as
select r.id as refund_id, r.payment_id, p.booking_id, (r.amount_minor - r.set_off_minor)::bigint as amount_minor, r.currency, r.reason, coalesce(r.settled_at, r.created_at) as failed_at,
  coalesce((select d.id from payment.dispute d where d.payment_id = p.id order by d.id desc limit 1), '00000000-0000-0000-0000-000000000000')::uuid as dispute_id,
  p.purpose, p.payer_id
from payment.refund r join payment.payment p on p.id = r.payment_id where r.status = 'failed' and r.set_off_minor < r.amount_minor;

create or replace view payment.v_open_step as
select s.key, s.step, s.state, s.attempts, s.error_code, s.started_at, s.payment_id, p.booking_id, p.status, p.gateway,
  coalesce(r.amount_minor, p.amount_minor) as amount_minor, p.currency,
  (s.step = 'refund' and exists (select from payment.dispute d where d.payment_id = p.id and d.status in ('open', 'review')))::boolean as disputed,
  p.purpose, p.payer_id
from payment.saga_step s
join payment.payment p on p.id = s.payment_id
left join payment.refund r on r.id = case s.step when 'refund' then substr(s.key, 8)::uuid end
where s.state in ('pending', 'unknown') and s.step in ('keep', 'authorise', 'capture', 'void', 'refund') and not (s.step in ('keep', 'authorise') and p.status = 'requires_action');
