-- +goose Up
-- A catalogue file that an operator handed in: checked first, imported on their word. The file itself (it holds addresses)
-- is sealed with the operator's key and forgotten once it is imported, or after a day; what came of it stays.
create table catalog.import_run (
  id             uuid primary key,
  person_id      uuid not null references identity.person, -- the operator
  file_name      text not null check (length(file_name) between 1 and 120),
  format         text not null check (format in ('json', 'csv')),
  content_sealed bytea check (length(content_sealed) <= 16777216),
  state          text not null default 'checking' check (state in ('checking', 'faulty', 'checked', 'importing', 'done', 'forgotten')),
  done           int not null default 0 check (done >= 0),          -- practitioners so far in this state
  total          int not null default 0 check (total >= 0),
  report         jsonb not null default '{}',                        -- catalog.Report
  faults         jsonb not null default '[]',                        -- the first 1,000, by line
  created_at     timestamptz not null,
  finished_at    timestamptz,
  check (content_sealed is not null or state in ('faulty', 'done', 'forgotten')),
  check ((finished_at is not null) = (state in ('faulty', 'done', 'forgotten')))
);
create index import_run_latest on catalog.import_run (created_at desc);
create index import_run_waiting on catalog.import_run (created_at) where content_sealed is not null;

-- checking -> faulty | checked, checked -> importing -> done | faulty; whatever waits is forgotten in the end. An import is
-- done in the transaction that stored it, so that running its job again cannot import it again.
-- +goose StatementBegin
create function catalog.import_run_moves() returns trigger language plpgsql as $$
begin
  if (old.state, new.state) not in (('checking', 'faulty'), ('checking', 'checked'), ('checked', 'importing'), ('importing', 'done'),
      ('importing', 'faulty'), ('checking', 'forgotten'), ('checked', 'forgotten'), ('importing', 'forgotten')) then
    raise exception 'import run %: % -> %', old.id, old.state, new.state using errcode = 'check_violation', constraint = 'import_run_moves';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger import_run_moves before update of state on catalog.import_run
  for each row when (old.state is distinct from new.state) execute function catalog.import_run_moves();

grant select, insert, update on catalog.import_run to klear_app;
