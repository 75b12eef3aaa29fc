-- +goose Up
-- A payment may be for a period of a subscription: the platform itself is paid, so there is no practitioner. Its
-- booking_id is the period, and payment_one_live makes it one live attempt per period.
alter table payment.payment
  alter column practitioner_id drop not null,
  alter column practitioner_person_id drop not null,
  drop constraint payment_purpose_check,
  add constraint payment_purpose_check check (purpose in ('booking', 'package', 'subscription')),
  add constraint payment_of_platform check ((purpose = 'subscription') = (practitioner_id is null) and (practitioner_id is null) = (practitioner_person_id is null)),
  add constraint payment_platform_whole check (purpose <> 'subscription' or commission_minor = 0);
