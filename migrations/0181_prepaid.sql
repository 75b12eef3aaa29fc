-- +goose Up
-- A payment may be for a package of sessions, whose money is owed to its buyer until it is drawn; and a booking may be
-- paid from such a package. The draw is a payment like any other, only that its money comes from the deferred liability
-- and goes back there: what is earned, refunded and shown of it needs no second way.
alter table payment.payment
  add column purpose text not null default 'booking' check (purpose in ('booking', 'package')),
  add column prepaid_by uuid, -- the package it was drawn from; booking_id of a payment for a package is the package
  add constraint payment_prepaid check (prepaid_by is null or purpose = 'booking');
