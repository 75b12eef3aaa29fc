-- +goose Up
-- How far a new practitioner has come with the first steps, so that they can be left and resumed on any device. Whoever
-- has no row has not begun them: profiles that were imported, or made through the API.
create table catalog.setup (
  practitioner_id uuid primary key references catalog.practitioner,
  done            text[] not null default '{}' check (done <@ array['where', 'service', 'hours', 'calendar', 'documents']),
  modes           text[] not null default '{}' check (modes <@ array['online', 'at_practitioner', 'at_customer'])
);
grant select, insert, update, delete on catalog.setup to klear_app;
