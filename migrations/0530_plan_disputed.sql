-- +goose Up
-- A plan whose present charge the payer's bank took back for good is over, and is not charged again.
alter table subscription.subscription
  drop constraint subscription_end_reason_check,
  add constraint subscription_end_reason_check check (end_reason in ('', 'cancelled', 'unpaid', 'erased', 'refunded', 'disputed'));
