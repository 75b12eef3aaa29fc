-- +goose Up
-- The tax inside what a period of a plan is worth. It is owed from the day on which the invoice is written, so that only the
-- rest is revenue as time goes by.
alter table subscription.period
  add column tax_minor bigint not null default 0 check (tax_minor between 0 and worth_minor),
  add column tax_owner text not null default '' check (length(tax_owner) <= 20);
