-- +goose Up
-- Gateways tell of payouts, payees and kept methods too, and whoever handles those registers for them.
alter table payment.webhook
  add column about text not null default 'payment' check (about in ('', 'payment', 'payout', 'payee', 'saved_method')),
  add column type text not null default '' check (length(type) <= 200);
-- Kept as it came, byte by byte: jsonb would order its fields anew, and no signature could be checked again.
alter table payment.webhook alter column payload type text using payload::text,
  add constraint webhook_payload_size check (octet_length(payload) <= 262144);
