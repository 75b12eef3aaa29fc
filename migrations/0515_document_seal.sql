-- +goose Up
-- Each document carries a seal: an HMAC over what it says, with a key that the database does not hold. Who can write the database
-- alone cannot change a document unseen. Empty on those of before.
alter table invoice.document add column seal bytea not null default ''::bytea;
alter table invoice.document alter column seal drop default;
alter table invoice.document add constraint document_seal check (length(seal) in (0, 32));
