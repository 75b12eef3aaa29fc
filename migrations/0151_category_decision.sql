-- +goose Up
-- Why an operator took a category out of the offer; append-only.
create table catalog.category_decision (
  id          uuid primary key,
  category_id uuid not null references catalog.category,
  decided_by  uuid not null references identity.person,
  reason      text not null check (length(reason) between 1 and 500),
  decided_at  timestamptz not null
);
create index category_decision_of on catalog.category_decision (category_id, decided_at);
create trigger category_decision_append_only before update or delete on catalog.category_decision
  for each row execute function platform.refuse_change();
grant select, insert on catalog.category_decision to klear_app;
