-- +goose Up
-- What a row below promises about a service is held by foreign keys on these.
alter table catalog.practitioner add constraint practitioner_of_person unique (id, person_id);
alter table catalog.service
  add column at_place boolean not null generated always as (modes = array['at_practitioner']) stored,
  add constraint service_at_place unique (id, practitioner_id, at_place),
  add constraint service_terms unique (id, practitioner_id, duration_min, currency, capacity);

-- The rooms in which a service may take place; none: it needs no room. Only services that happen at the practitioner's
-- place and nowhere else have rooms, so that its times do not depend on a choice made later. With the membership go the rooms.
create table catalog.service_room (
  service_id      uuid not null,
  room_id         uuid not null,
  business_id     uuid not null,
  practitioner_id uuid not null,
  person_id       uuid not null,
  at_place        boolean not null default true check (at_place),
  primary key (service_id, room_id),
  constraint service_room_place foreign key (service_id, practitioner_id, at_place) references catalog.service (id, practitioner_id, at_place),
  foreign key (practitioner_id, person_id) references catalog.practitioner (id, person_id),
  constraint service_room_of_business foreign key (business_id, room_id) references business.room (business_id, id),
  constraint service_room_member foreign key (business_id, person_id) references business.membership (business_id, person_id) on delete cascade
);
create index service_room_of on catalog.service_room (business_id, person_id);

-- What a business offers: one of its members (any), or all of them together (all).
create table catalog.team_service (
  id                  uuid primary key,
  business_id         uuid not null references business.business,
  name                text not null check (length(name) between 1 and 160),
  description         text not null default '' check (length(description) <= 2000),
  team                text not null check (team in ('any', 'all')),
  mode                text not null check (mode in ('online', 'at_practitioner', 'at_customer')),
  duration_min        int not null check (duration_min between 5 and 1440),
  price_minor         bigint not null check (price_minor between 0 and 100000000000),
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  free_cancel_hours   int not null default 24 check (free_cancel_hours between 0 and 720),
  late_cancel_fee_bps int not null default 10000 check (late_cancel_fee_bps between 0 and 10000),
  size                int not null check (size between 1 and 20), -- members as agreed: a collective session with fewer is not offered
  active              boolean not null default true,
  version             bigint not null default 1,
  created_at          timestamptz not null,
  unique (id, business_id, duration_min, currency)
);
create index team_service_of on catalog.team_service (business_id, created_at);

-- A member takes part with a service of their own: of the same length and currency, for one client, whatever becomes of
-- either. Its rules (notice, window, limits, buffers, rooms) hold; its price does not.
create table catalog.team_member (
  team_service_id uuid not null,
  business_id     uuid not null,
  practitioner_id uuid not null,
  person_id       uuid not null,
  service_id      uuid not null,
  duration_min    int not null,
  currency        text not null,
  capacity        int not null default 1 check (capacity = 1),
  primary key (team_service_id, practitioner_id),
  foreign key (team_service_id, business_id, duration_min, currency)
    references catalog.team_service (id, business_id, duration_min, currency) on delete cascade,
  constraint team_member_service foreign key (service_id, practitioner_id, duration_min, currency, capacity)
    references catalog.service (id, practitioner_id, duration_min, currency, capacity),
  foreign key (practitioner_id, person_id) references catalog.practitioner (id, person_id),
  constraint team_member_membership foreign key (business_id, person_id)
    references business.membership (business_id, person_id) on delete cascade
);
create index team_member_of on catalog.team_member (business_id, person_id);
create index team_member_service on catalog.team_member (service_id);

grant select, insert, update, delete on catalog.service_room, catalog.team_service, catalog.team_member to klear_app;
