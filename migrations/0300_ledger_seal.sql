-- +goose Up
-- The books are sealed: each transaction's hash holds its own content, its id and the hash before it, so that whoever
-- edits a row behind the constraints has to rewrite everything after it, and the signed statement of each day says that
-- they did. Sealing is done in batches after commit (module payment/ledger): writers never wait for one another.

-- What is not sealed yet. A transaction is in here or has a seal; one that has neither was written by nobody we know.
create table ledger.unsealed (
  transaction_id uuid not null,
  lines          smallint not null,
  primary key (transaction_id, lines),
  constraint unsealed_transaction foreign key (transaction_id, lines) references ledger.transaction (id, lines)
);
insert into ledger.unsealed (transaction_id, lines) select id, lines from ledger.transaction;

-- +goose StatementBegin
create function ledger.await_seal() returns trigger language plpgsql as $$
begin
  insert into ledger.unsealed (transaction_id, lines) values (new.id, new.lines);
  return null;
end $$;
-- +goose StatementEnd
create trigger transaction_await_seal after insert on ledger.transaction for each row execute function ledger.await_seal();

-- The chain: numbered from 1 without a gap, each link after the one before it.
create table ledger.seal (
  n              bigint primary key check (n >= 1),
  before         bigint generated always as (nullif(n - 1, 0)) stored constraint seal_chain references ledger.seal (n),
  transaction_id uuid not null,
  lines          smallint not null,
  hash           bytea not null check (length(hash) = 32), -- SHA-256
  sealed_at      timestamptz not null,
  constraint seal_once unique (transaction_id, lines),
  constraint seal_transaction foreign key (transaction_id, lines) references ledger.transaction (id, lines)
);
create trigger seal_append_only before update or delete on ledger.seal for each row execute function platform.refuse_change();
create trigger seal_no_truncate before truncate on ledger.seal for each statement execute function platform.refuse_change();

-- What the operator's key signed at the end of a day (UTC): how far the chain went and its last hash.
create table ledger.statement (
  day       date primary key,
  through_n bigint not null references ledger.seal (n),
  hash      bytea not null check (length(hash) = 32),
  signature bytea not null check (length(signature) = 64), -- Ed25519
  signed_at timestamptz not null
);
create trigger statement_append_only before update or delete on ledger.statement for each row execute function platform.refuse_change();
create trigger statement_no_truncate before truncate on ledger.statement for each statement execute function platform.refuse_change();

grant select, insert, delete on ledger.unsealed to klear_app;
grant select, insert on ledger.seal, ledger.statement to klear_app;
