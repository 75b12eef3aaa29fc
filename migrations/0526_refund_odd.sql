-- +goose Up
-- Of a package with odd parts a refund may come to what no gateway sends. What its step cuts off is credit of the payer, although none
-- paid for the package: as much as was captured goes back in all.
alter table payment.payment
  drop constraint payment_credit_reversed,
  add constraint payment_credit_reversed check (credit_reversed_minor <= credit_minor
    or purpose = 'package' and refunded_minor + credit_reversed_minor <= captured_minor);
