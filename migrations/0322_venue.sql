-- +goose Up
-- Pay at the venue: the practitioner takes the money themself. Nobody holds it before, so a booking that is paid there has no
-- payment until its practitioner notes that they were paid; what they owe the platform of it is then in the books at once.
alter table catalog.service add column pay_at_venue boolean not null default false;

alter table booking.booking
  add column at_venue boolean not null default false,
  -- Nothing is there to keep: who does not come or cancels owes nothing here.
  add constraint booking_at_venue check (not at_venue or pack_id is null and series_id is null and mode <> 'online' and late_cancel_fee_bps = 0);

-- Noted once and whole: there is no step at which it waits for anybody.
alter table payment.payment
  add constraint payment_at_venue check (gateway <> 'venue' or status = 'captured' and earned_at is not null and purpose = 'booking'
    and prepaid_by is null and captured_minor = amount_minor);
