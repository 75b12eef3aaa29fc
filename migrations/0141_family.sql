-- +goose Up
-- People whom somebody books for: a child, a parent. They have no account and never sign in; what is known about them is
-- sealed with the key of the person who entered it, so that it goes when that person does.
create table identity.dependant (
  id          uuid primary key,
  person_id   uuid not null references identity.person,
  place       smallint not null check (place between 1 and 12), -- a family, not a register
  relation    text not null check (relation in ('child', 'parent', 'partner', 'sibling', 'other')),
  name_sealed bytea not null check (length(name_sealed) <= 1024),
  born_sealed bytea check (length(born_sealed) <= 256),         -- 2006-01-02; null: not told
  note_sealed bytea check (length(note_sealed) <= 8192),        -- for the person's own memory
  created_at  timestamptz not null,
  unique (person_id, place)
);
grant select, insert, update, delete on identity.dependant to klear_app;

-- Whom a booking is for, as it was when it was made; null: for the seeker themself. Sealed with the seeker's key.
alter table booking.booking add column for_relation text check (for_relation in ('child', 'parent', 'partner', 'sibling', 'other'));
alter table booking.booking add column for_sealed bytea;
-- When a guardian agreed to the session of somebody under age: stays when the words go, as evidence without a name.
alter table booking.booking add column guardian_consent_at timestamptz;
alter table booking.booking add constraint booking_for_both check ((for_relation is null) = (for_sealed is null));
