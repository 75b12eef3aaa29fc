-- +goose Up
-- An account is read newest first, page by page: its entries lie in the order of their transactions' ids. The narrower index
-- is part of this one.
create index entry_account_transaction on ledger.entry (account_id, transaction_id, line);
drop index ledger.entry_account;
-- What corrects a posting.
create index transaction_corrects on ledger.transaction (corrects) where corrects is not null;

-- An operator's audit of the books from zero: asked for, then worked by a job that tells how far it is.
create schema books;
create table books.audit (
  id          uuid primary key,
  person_id   uuid not null references identity.person,
  state       text not null default 'waiting' check (state in ('waiting', 'running', 'sound', 'unsound', 'failed')),
  done        bigint not null default 0 check (done >= 0), -- seals
  total       bigint not null default 0 check (total >= 0),
  findings    jsonb,                                       -- of an unsound one: what is wrong, the first 100
  asked_at    timestamptz not null,
  finished_at timestamptz,
  check ((finished_at is null) = (state in ('waiting', 'running')))
);
-- One at a time: everything is read.
create unique index audit_one_open on books.audit ((true)) where finished_at is null;
create index audit_asked on books.audit (asked_at desc);
select platform.open_schema('books');
revoke delete on books.audit from klear_app;
