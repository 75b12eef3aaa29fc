-- +goose Up
-- A case can come back to the team more than once; when somebody first saw it is what a year counts.
alter table safety.on_call_case add column seen_at timestamptz;
update safety.on_call_case set seen_at = acknowledged_at;
alter table safety.on_call_case add constraint case_seen check (acknowledged_at is null or seen_at <= acknowledged_at);
