-- +goose Up
-- Disputes (chargebacks): the payer's bank took the money and asks the platform why it should give it back. One row per
-- dispute of a gateway. While one is open nothing of its payment is refunded (the payer would get it twice) and the
-- practitioner's part of that booking is not paid out.
create table payment.dispute (
  id           uuid primary key,
  payment_id   uuid not null references payment.payment,
  booking_id   uuid not null,
  gateway      text not null,
  gateway_ref  text not null check (length(gateway_ref) between 1 and 200),
  status       text not null check (status in ('open', 'review', 'won', 'lost')),
  reason       text not null default '' check (reason ~ '^[a-z0-9_]{0,60}$'), -- the network's code, not a person's words
  amount_minor bigint not null check (amount_minor > 0),
  fee_minor    bigint not null default 0 check (fee_minor >= 0),
  lost_minor   bigint not null default 0 check (lost_minor between 0 and amount_minor), -- that the platform bears
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  evidence_due timestamptz,
  borne_by     text check (borne_by in ('practitioner', 'platform')), -- of a lost one
  opened_at    timestamptz not null,
  decided_at   timestamptz,
  version      bigint not null default 1,
  constraint dispute_once unique (gateway, gateway_ref),
  check ((status in ('won', 'lost')) = (decided_at is not null)),
  check ((status = 'lost') = (borne_by is not null))
);
create index dispute_payment on payment.dispute (payment_id);
create index dispute_open on payment.dispute (evidence_due, id) where status in ('open', 'review');
create index dispute_booking_open on payment.dispute (booking_id) where status in ('open', 'review');
create index dispute_opened on payment.dispute (opened_at desc, id desc);

-- Bookings whose money is not to be paid out at the moment.
create view payment.v_disputed as
select distinct d.booking_id from payment.dispute d where d.status in ('open', 'review');

grant select, insert, update on payment.dispute to klear_app;
grant select on payment.v_disputed to klear_app;
