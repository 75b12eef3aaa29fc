-- +goose Up
-- A business is several people under one name: its members, its rooms, and (catalog) what they offer together.
create schema business;

create table business.business (
  id         uuid primary key,
  slug       text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
  name       text not null check (length(name) between 1 and 120),
  about      text not null default '' check (length(about) <= 2000),
  zone       text not null check (length(zone) between 3 and 64), -- IANA; the clock of the team's agenda
  address    text not null default '' check (length(address) <= 500), -- shown only to people with a confirmed booking
  owner_id   uuid not null references identity.person,
  show_rooms boolean not null default false, -- whether clients are told in which room they are expected
  open       boolean not null default true,  -- false: no page, and nothing of it can be booked
  version    bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null default now()
);
create index business_owner on business.business (owner_id);
create trigger business_touch before update on business.business for each row execute function platform.touch();

create table business.membership (
  business_id uuid not null references business.business,
  person_id   uuid not null references identity.person,
  role        text not null check (role in ('owner', 'manager', 'member')),
  joined_at   timestamptz not null,
  primary key (business_id, person_id)
);
create index membership_person on business.membership (person_id);
-- One owner, and always one: the owner's membership cannot go while the business names them.
create unique index membership_owner on business.membership (business_id) where role = 'owner';
alter table business.business add constraint business_owner_is_member
  foreign key (id, owner_id) references business.membership (business_id, person_id) deferrable initially deferred;

-- A letter to an address: whoever signs in with that address, proved, may accept until it ends. Nobody else sees it, so the
-- link needs no secret.
create table business.invitation (
  id          uuid primary key,
  business_id uuid not null references business.business,
  email       text not null check (length(email) between 3 and 254), -- as identity normalises addresses
  role        text not null check (role in ('manager', 'member')),
  invited_by  uuid not null references identity.person,
  expires_at  timestamptz not null,
  created_at  timestamptz not null
);
-- Inviting an address again replaces the letter before.
create unique index invitation_address on business.invitation (business_id, email);
create index invitation_email on business.invitation (email);

create table business.room (
  id          uuid primary key,
  business_id uuid not null references business.business,
  name        text not null check (length(name) between 1 and 80),
  active      boolean not null default true, -- false: takes no new sessions
  created_at  timestamptz not null,
  unique (business_id, id) -- what refers to a room of a certain business
);
create unique index room_name on business.room (business_id, lower(name));

-- What modules above may read of rooms and businesses.
create view business.v_room as
select r.id as room_id, r.business_id, r.name, r.active and b.open as active
from business.room r join business.business b on b.id = r.business_id;

create view business.v_business as
select b.id as business_id, b.slug, b.name, b.zone, b.address, b.show_rooms, b.open from business.business b;

select platform.open_schema('business');
