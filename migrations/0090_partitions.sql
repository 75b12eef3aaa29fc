-- +goose Up
-- A month whose events already went to the default partition, because nobody made its own in time, stays there: the
-- function refused, and a start after a long stop failed with it.
-- +goose StatementBegin
create or replace function events.ensure_partition(p_at timestamptz) returns void language plpgsql security definer
set search_path = pg_catalog as $$
declare
  m date := date_trunc('month', p_at at time zone 'UTC')::date;
  part text := format('event_%s', to_char(m, 'YYYY_MM'));
begin
  if to_regclass('events.' || part) is not null then return; end if;
  execute format('create table events.%I partition of events.event for values from (%L) to (%L)', part,
    (m::timestamp at time zone 'UTC'), ((m + interval '1 month')::timestamp at time zone 'UTC'));
  execute format('grant select, insert on events.%I to klear_app', part);
exception when duplicate_table or check_violation then null;
end $$;
-- +goose StatementEnd
