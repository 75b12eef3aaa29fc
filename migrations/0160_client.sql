-- +goose Up
-- Whom a practitioner works with: everybody a booking of whom was confirmed, and whoever they entered themselves. A row
-- belongs to one practitioner and is never shown to another, nor compared with accounts: entering an address tells
-- nothing about who has an account.
create view identity.v_contact as
select id, name, case when status = 'deleted' then '' else email end::text as email, phone, locale, status = 'deleted' as erased from identity.person;
grant select on identity.v_contact to klear_app;

-- The sessions that stand or stood, for who counts them.
create view booking.v_session as
select id, practitioner_person_id, seeker_id, starts_at, ends_at from booking.booking
where status in ('confirmed', 'in_session', 'completed', 'no_show');
grant select on booking.v_session to klear_app;

create schema client;

create table client.client (
  id           uuid primary key,
  owner_id     uuid not null references identity.person,   -- the practitioner's account
  person_id    uuid references identity.person,            -- once a booking of theirs was confirmed, and never before
  -- What the practitioner wrote; of somebody who booked, empty fields are filled from their own words when shown.
  name         text not null default '' check (length(name) <= 120),
  email        text not null default '' check (length(email) <= 254),
  phone        text not null default '' check (length(phone) <= 32),
  language     text not null default '' check (length(language) <= 35),
  birthday     date,
  external_id  text not null default '' check (length(external_id) <= 120),
  about_sealed bytea check (length(about_sealed) <= 65536), -- sealed with the practitioner's key
  -- Who a row of a file is: the other program's number, else address and name, else name and phone.
  match_key    text not null generated always as (case when external_id <> '' then 'x:' || external_id
                 else 'n:' || lower(email) || ':' || lower(name) || case when email = '' then ':' || phone else '' end end) stored,
  version      bigint not null default 1,
  created_at   timestamptz not null,
  updated_at   timestamptz not null default now(),
  check (person_id is not null or name <> '')
);
-- Of two who add the same person at once, one row is made.
create unique index client_person on client.client (owner_id, person_id) where person_id is not null;
create unique index client_match on client.client (owner_id, match_key) where name <> '';
create index client_of_person on client.client (person_id) where person_id is not null;
create index client_email on client.client (owner_id, lower(email)) where email <> '';
create trigger client_touch before update on client.client for each row execute function platform.touch();

-- A client as their practitioner sees them: what was entered, filled up with what the person says themselves.
create view client.v_client as
select c.id, c.owner_id, c.person_id, coalesce(nullif(c.name, ''), p.name, '')::text as name, coalesce(nullif(c.email, ''), p.email, '')::text as email,
  coalesce(nullif(c.phone, ''), p.phone, '')::text as phone, coalesce(nullif(c.language, ''), p.locale, '')::text as language, c.birthday, c.external_id,
  c.about_sealed, coalesce(p.erased, false) as erased, c.version, c.created_at
from client.client c left join identity.v_contact p on p.id = c.person_id;

-- Private notes, dated, sealed with the practitioner's key. They are no part of what a client exports.
create table client.note (
  id           uuid primary key,
  client_id    uuid not null references client.client on delete cascade,
  words_sealed bytea not null check (length(words_sealed) <= 65536),
  written_at   timestamptz not null,
  edited_at    timestamptz
);
create index note_of on client.note (client_id, written_at desc);

-- A file that was checked and waits for the word to be imported: one per practitioner, sealed, forgotten after a day.
create table client.upload (
  owner_id       uuid primary key references identity.person,
  id             uuid not null unique,
  content_sealed bytea not null check (length(content_sealed) <= 11534336),
  created_at     timestamptz not null
);
create index upload_created on client.upload (created_at);

-- Who was booked before this table was.
insert into client.client (id, owner_id, person_id, created_at)
select gen_random_uuid(), practitioner_person_id, seeker_id, min(starts_at) from booking.v_session
where seeker_id is not null group by practitioner_person_id, seeker_id;

select platform.open_schema('client');
