-- +goose Up
-- Erasing a person reaches what they published as a practitioner. The row stays, empty, for bookings and the ledger.
alter table catalog.practitioner add column erased_at timestamptz;

-- The record of verifications stays append-only with one exception: words about somebody who was erased go. Who decided
-- what, and when, stays.
-- +goose StatementBegin
create function catalog.keep_decision() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.method, new.reason) = ('', 'erased')
    and (new.id, new.practitioner_id, new.decided_by, new.decision, new.decided_at)
      is not distinct from (old.id, old.practitioner_id, old.decided_by, old.decision, old.decided_at)
    and exists (select from catalog.practitioner p where p.id = old.practitioner_id and p.erased_at is not null) then
    return new;
  end if;
  raise exception 'append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name using errcode = 'KL001';
end $$;
-- +goose StatementEnd
drop trigger verification_decision_append_only on catalog.verification_decision;
create trigger verification_decision_append_only before update or delete on catalog.verification_decision
  for each row execute function catalog.keep_decision();
grant update (method, reason) on catalog.verification_decision to klear_app;
