-- +goose Up
-- Where somebody lives, as they say it: a country (ISO 3166-1) or a part of one (ISO 3166-2), "ZZ" for somewhere whose law says
-- nothing of what Klear does, and empty while nobody asked or nobody answered. It decides what the law lets software do for them.
alter table identity.person add column place text not null default ''
  constraint person_place check (place ~ '^([A-Z]{2}(-[A-Z0-9]{1,3})?)?$');

-- What the law of a place bars is data of its own now (internal/platform/jurisdiction), not one switch for everybody.
delete from settings.flag_value where name = 'insights';
delete from settings.flag where name = 'insights';
