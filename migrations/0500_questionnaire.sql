-- +goose Up
-- The PHQ-9 as somebody answered it: the nine answers are sealed with the person's key, and no sum stands beside them. When it
-- was answered is plain: it settles when the next one can be.
create table mood.questionnaire (
  id             uuid primary key,
  person_id      uuid not null references identity.person,
  at             timestamptz not null,
  zone           text not null check (length(zone) between 1 and 64),   -- the person's at that time
  day            date not null generated always as ((at at time zone zone)::date) stored,
  answers_sealed bytea not null check (length(answers_sealed) <= 1024),
  -- It asks about the last two weeks: two within them would ask about the same days twice.
  constraint questionnaire_fortnight exclude using gist (person_id with =, daterange(day, day + 14) with &&)
);
create index questionnaire_of on mood.questionnaire (person_id, at desc, id);

select platform.open_schema('mood');
revoke update on mood.questionnaire from klear_app; -- answers are given or deleted, never exchanged
