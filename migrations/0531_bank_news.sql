-- +goose Up
-- How far each gateway was asked for what its webhooks should have told: disputes, and refunds that a bank sent back.
create table payment.bank_news (
  gateway text primary key check (gateway ~ '^[a-z_]{1,40}$'),
  read_to timestamptz not null
);
grant select, insert, update on payment.bank_news to klear_app;
