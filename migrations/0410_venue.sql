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

-- What is paid at the venue is confirmed without money: it changes hands when they meet.
-- +goose StatementBegin
create or replace function booking.has_money() returns trigger language plpgsql as $$
begin
  if exists (select from booking.booking b where b.id = new.id and b.status = 'confirmed' and b.price_minor > 0 and not b.at_venue)
      and not exists (select from payment.v_live p where p.booking_id = new.id and p.status <> 'created') then
    raise exception 'booking % is confirmed without money', new.id using errcode = 'KL402';
  end if;
  return null;
end $$;
-- +goose StatementEnd
