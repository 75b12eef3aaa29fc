-- +goose Up
-- What an account chose about letters and languages. No row: as nobody chose anything yet, both reminders and no language.
create table identity.preference (
  person_id    uuid primary key references identity.person,
  spoken       text[] not null default '{}' check (cardinality(spoken) <= 10), -- BCP 47, spoken with practitioners; pages have locale
  remind_day   boolean not null default true, -- a day before a session
  remind_hours boolean not null default true  -- two hours before
);
grant select, insert, update, delete on identity.preference to klear_app;
