-- +goose Up
-- An operator may give back what was charged for a period, in part or in full. The period is worth that much less: what was
-- earned of it too early is taken back, and so is its tax. What is earned with its tax is written down, so that no share of a
-- period has to be reckoned twice after its worth changed.
alter table subscription.period
  add column charge_tax_minor   bigint not null default 0 check (charge_tax_minor >= 0),   -- of tax_minor: in what was charged for this period
  add column given_tax_minor    bigint not null default 0 check (given_tax_minor >= 0),    -- of tax_minor: in what was carried over to the next
  add column earned_tax_minor   bigint not null default 0 check (earned_tax_minor >= 0),   -- in what is earned
  add column refunded_minor     bigint not null default 0 check (refunded_minor >= 0),     -- of what was charged
  add column refunded_tax_minor bigint not null default 0 check (refunded_tax_minor >= 0); -- in that

update subscription.period set
  given_tax_minor = tax_minor - div(2 * (worth_minor - given_minor)::numeric * tax_minor + worth_minor, 2 * worth_minor),
  earned_tax_minor = div(2 * earned_minor::numeric * tax_minor + worth_minor, 2 * worth_minor)
where tax_minor > 0;
update subscription.period p set charge_tax_minor = e.amount_minor
from ledger.transaction t join ledger.entry e on e.transaction_id = t.id
where t.event_key = 'sub:tax:' || p.id and e.amount_minor > 0;

alter table subscription.period
  add constraint period_refunded_of_charge check (refunded_minor <= worth_minor - carried_minor),
  add constraint period_earned_of_worth check (earned_minor <= worth_minor - given_minor - refunded_minor),
  add constraint period_tax_of_tax check (earned_tax_minor + given_tax_minor + refunded_tax_minor <= tax_minor),
  add constraint period_refund_paid check (refunded_minor = 0 or status = 'paid');

alter table subscription.subscription
  drop constraint subscription_end_reason_check,
  add constraint subscription_end_reason_check check (end_reason in ('', 'cancelled', 'unpaid', 'erased', 'refunded'));

create index period_paid on subscription.period (id desc) where status = 'paid' and worth_minor > carried_minor;
