-- +goose Up
-- What other modules may read of the books: every line with its transaction and its account.
create view ledger.v_entry as
select t.seq, t.id as transaction_id, t.event_key, t.kind as event, t.booking_id, t.payment_id, t.occurred_at,
       e.line, a.kind as account_kind, a.owner as account_owner, e.currency, e.amount_minor
from ledger.transaction t
join ledger.entry e on e.transaction_id = t.id
join ledger.account a on a.id = e.account_id and a.currency = e.currency;
grant select on ledger.v_entry to klear_app;
