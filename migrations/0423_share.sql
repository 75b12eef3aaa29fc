-- +goose Up
-- What a person lets a practitioner read of what they keep between sessions: which kinds, until when, and every time that it
-- was read.

-- Who met whom: somebody shares with those who work with them, and with nobody else.
create view booking.v_met as
select distinct practitioner_id, practitioner_person_id, seeker_id from booking.booking
where status in ('confirmed', 'in_session', 'completed', 'no_show');
grant select on booking.v_met to klear_app;

create schema share;

create table share.consent (
  id        uuid primary key,
  person_id uuid not null references identity.person,
  to_id     uuid not null references identity.person, -- the practitioner's account
  mood      boolean not null,
  goals     boolean not null,
  insights  boolean not null,
  given_at  timestamptz not null,
  until     timestamptz not null, -- the moment from which nothing is read; ending it early moves it
  ended     boolean not null default false,
  check (person_id <> to_id),
  constraint consent_kinds check (mood or goals or insights),
  constraint consent_term check (until > given_at and until <= given_at + interval '366 days'),
  unique (id, until),
  -- One consent to one practitioner at a time: what holds is never the sum of several.
  constraint consent_one exclude using gist (person_id with =, to_id with =, tstzrange(given_at, until) with &&)
);
create index consent_of on share.consent (person_id, given_at desc, id);
create index consent_to on share.consent (to_id, until);

-- Every read. It refers to the consent as it stood: whoever reads while it is being ended waits for that, and then reads nothing.
create table share.reading (
  id         uuid primary key,
  consent_id uuid not null,
  until      timestamptz not null,
  kind       text not null check (kind in ('mood', 'goals', 'insights')),
  at         timestamptz not null,
  constraint reading_consent foreign key (consent_id, until) references share.consent (id, until) on update cascade on delete cascade,
  constraint reading_in_time check (at <= until)
);
create index reading_of on share.reading (consent_id, at desc, id);

select platform.open_schema('share');
revoke update, delete on share.reading from klear_app; -- no read is ever unsaid; it goes with its consent
