-- +goose Up
-- What the platform adds to a payment for a promotion: the client pays less, the practitioner earns as much. It is added when
-- the money is earned, and less of it where some went back.
alter table payment.payment
  add column borne_minor bigint not null default 0 check (borne_minor >= 0),
  add column borne_reversed_minor bigint not null default 0 check (borne_reversed_minor >= 0),
  add constraint payment_borne_reversed check (borne_reversed_minor <= borne_minor),
  add constraint payment_borne_for check (borne_minor = 0 or purpose = 'booking' and prepaid_by is null),
  drop constraint payment_parts_within_amount,
  add constraint payment_parts_within_amount check (commission_minor + tax_minor + withheld_minor <= amount_minor + borne_minor);

-- The checks of commission alone had no names, and know of nothing that is added: the one above takes the payment's place, and
-- a booking has its own.
-- +goose StatementBegin
do $$
declare c record;
begin
  for c in select conrelid::regclass as owner, conname from pg_constraint
    where contype = 'c' and (conrelid = 'payment.payment'::regclass and pg_get_constraintdef(oid) = 'CHECK ((commission_minor <= amount_minor))'
      or conrelid = 'booking.booking'::regclass and pg_get_constraintdef(oid) = 'CHECK (((commission_minor >= 0) AND (commission_minor <= price_minor)))')
  loop
    execute format('alter table %s drop constraint %I', c.owner, c.conname);
  end loop;
end $$;
-- +goose StatementEnd
alter table booking.booking add constraint booking_commission
  check (commission_minor between 0 and price_minor + coalesce((quote ->> 'borne')::bigint, 0));
