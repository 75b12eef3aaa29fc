-- +goose Up
-- A part of a price that is paid from the payer's credit, beside amount_minor, which stays what the gateway takes. It is taken from
-- the credit when the payment begins and waits with the booking; what the payment does not need goes back at once.
alter table payment.payment
  add column credit_minor bigint not null default 0 check (credit_minor >= 0),
  add column credit_reversed_minor bigint not null default 0 check (credit_reversed_minor >= 0),
  add constraint payment_credit_reversed check (credit_reversed_minor <= credit_minor),
  -- An attempt that took no money keeps no credit.
  add constraint payment_credit_over check (status not in ('declined', 'voided', 'returned') or credit_reversed_minor = credit_minor),
  add constraint payment_credit_for check (credit_minor = 0 or purpose = 'booking' and prepaid_by is null and charge_at is null
    and gateway not in ('venue', 'credit')),
  drop constraint payment_parts_within_amount,
  add constraint payment_parts_within_amount check (commission_minor + tax_minor + withheld_minor <= amount_minor + borne_minor + credit_minor);

-- A refund divides what goes back; of a small one the credit may have all.
alter table payment.refund
  add column credit_minor bigint not null default 0 check (credit_minor >= 0),
  drop constraint refund_amount_minor_check,
  add constraint refund_amount_minor_check check (amount_minor >= 0 and amount_minor + credit_minor > 0);

create or replace view payment.v_live as
select p.id, p.booking_id, p.status, p.captured_minor, p.refunded_minor, p.earned_at, p.prepaid_by, p.checked_at, p.capture_asked_at, p.void_asked_at, p.charge_at, p.gateway,
  p.credit_minor - p.credit_reversed_minor as credit_kept_minor
from payment.payment p where p.status not in ('declined', 'voided', 'returned');
