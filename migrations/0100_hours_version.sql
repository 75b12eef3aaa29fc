-- +goose Up
-- How often a practitioner's hours were declared. Who saves names the version they saw, so that of two open editors the
-- second learns of the first instead of undoing it. No row: version 1, as after the first look at an empty week.
create table schedule.declared (
  practitioner_id uuid primary key references catalog.practitioner,
  version         bigint not null check (version > 1)
);

select platform.open_schema('schedule');
