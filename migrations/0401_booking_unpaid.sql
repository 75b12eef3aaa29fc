-- +goose Up
-- A booking whose later charge was refused stands for some hours more, so that its client can pay another way; then it is
-- cancelled by rule. The end of that time is written with the refusal: a booking that is confirmed without money says so.
alter table booking.booking
  add column pay_by timestamptz,
  add constraint booking_pay_by check (pay_by is null or status in ('confirmed', 'cancelled'));
create index booking_unpaid on booking.booking (pay_by) where pay_by is not null and status = 'confirmed';

-- What costs something is not confirmed without money, or a kept method with consent, at the end of the transaction.
-- +goose StatementBegin
create function booking.has_money() returns trigger language plpgsql as $$
begin
  if exists (select from booking.booking b where b.id = new.id and b.status = 'confirmed' and b.price_minor > 0)
      and not exists (select from payment.v_live p where p.booking_id = new.id and p.status <> 'created') then
    raise exception 'booking % is confirmed without money', new.id using errcode = 'KL402';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create constraint trigger booking_has_money after update of status on booking.booking deferrable initially deferred for each row
  when (new.status = 'confirmed' and old.status in ('held', 'pending')) execute function booking.has_money();
