-- +goose Up
-- What every module stands on: the application's role, the event log, idempotency keys, settings.

-- The application works as klear_app, which owns nothing: what a table does not grant cannot be done, whatever the
-- code does. Migrations run as the connecting user.
-- +goose StatementBegin
do $$ begin
  create role klear_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
do $$ begin
  execute format('grant klear_app to %I', current_user);
exception when others then null; -- a superuser needs no membership
end $$;
-- +goose StatementEnd

create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create schema platform;
grant usage on schema platform to klear_app;

-- open_schema gives the application ordinary rights on a schema; append-only tables take some back afterwards.
-- +goose StatementBegin
create function platform.open_schema(name text) returns void language plpgsql as $$
begin
  execute format('grant usage on schema %I to klear_app', name);
  execute format('grant select, insert, update, delete on all tables in schema %I to klear_app', name);
  execute format('grant usage, select on all sequences in schema %I to klear_app', name);
end $$;
-- +goose StatementEnd

-- refuse_change is the trigger behind every append-only table: grants stop the application, this stops the owner's slip.
-- +goose StatementBegin
create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name using errcode = 'KL001';
end $$;
-- +goose StatementEnd

-- touch keeps updated_at true whatever statement changed the row.
-- +goose StatementBegin
create function platform.touch() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
-- +goose StatementEnd

create table platform.setting (
  key        text primary key,
  value      jsonb not null,
  updated_at timestamptz not null default now()
);

-- One row per Idempotency-Key, written in the transaction of the effect: the same key and body gives the same answer,
-- another body is refused. Kept for at least 24 hours.
create table platform.idempotency (
  scope        text not null check (length(scope) <= 200),
  key          text not null check (length(key) between 1 and 255),
  request_hash bytea not null check (length(request_hash) = 32),
  response     jsonb,
  created_at   timestamptz not null,
  primary key (scope, key)
);
create index idempotency_created on platform.idempotency (created_at);

select platform.open_schema('platform');

create schema events;

-- The spine: what happened, in the transaction in which it happened. Append-only, one partition a month.
create table events.event (
  id             uuid not null,
  occurred_at    timestamptz not null,
  type           text not null check (type ~ '^[a-z_]+\.[a-z_.]+$'),
  aggregate_type text not null,
  aggregate_id   uuid not null,
  aggregate_seq  bigint not null,
  actor_kind     text not null check (actor_kind in ('person', 'guest', 'practitioner', 'admin', 'system', 'gateway')),
  actor_id       uuid,
  request_id     text not null default '',
  data           jsonb not null,
  primary key (id, occurred_at)
) partition by range (occurred_at);
create index event_aggregate on events.event (aggregate_id, aggregate_seq);
create index event_type on events.event (type, occurred_at);
create table events.event_default partition of events.event default;

-- ensure_partition makes the partition of the month that holds p_at; harmless when it is there.
-- +goose StatementBegin
create function events.ensure_partition(p_at timestamptz) returns void language plpgsql security definer
set search_path = pg_catalog as $$
declare
  m date := date_trunc('month', p_at at time zone 'UTC')::date;
  part text := format('event_%s', to_char(m, 'YYYY_MM'));
begin
  if to_regclass('events.' || part) is not null then return; end if;
  execute format('create table events.%I partition of events.event for values from (%L) to (%L)', part,
    (m::timestamp at time zone 'UTC'), ((m + interval '1 month')::timestamp at time zone 'UTC'));
  execute format('grant select, insert on events.%I to klear_app', part);
exception when duplicate_table then null;
end $$;
-- +goose StatementEnd
create trigger event_append_only before update or delete on events.event
  for each row execute function platform.refuse_change();

grant usage on schema events to klear_app;
grant select, insert on all tables in schema events to klear_app;
