-- +goose Up
-- A payout that no gateway has confirmed is an open step like those of payments, and operators see it beside them.
create view payout.v_sending as
select id as payout_id, practitioner_id, amount_minor, currency, created_at, (asked_at is not null)::boolean as asked
from payout.payout where status = 'sending';
grant select on payout.v_sending to klear_app;

-- What may be stuck at a gateway: steps of payments, and payouts.
create view desk.v_step as
select v.key, v.step, v.attempts, v.error_code, v.started_at, v.amount_minor, v.currency, v.disputed, coalesce(b.code, '')::text as code
from payment.v_open_step v left join booking.v_code b on b.booking_id = v.booking_id
union all
select 'payout:' || p.payout_id, 'payout', p.asked::int, '', p.created_at, p.amount_minor, p.currency, false, '' from payout.v_sending p;
grant select on desk.v_step to klear_app;
