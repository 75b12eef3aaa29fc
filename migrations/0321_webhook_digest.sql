-- +goose Up
-- Messages of gateways repeat what a payer typed on the gateway's page: an address, a name, the end of a card. Nobody here
-- reads that, so it is left out of what is kept (payment.withoutPeople). The digest of the whole message, as it was signed,
-- shows that the one in the gateway's own log is the one that we got.
alter table payment.webhook
  add column digest bytea check (octet_length(digest) = 32); -- SHA-256; null before this column was there
