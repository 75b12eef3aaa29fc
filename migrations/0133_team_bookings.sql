-- +goose Up
alter table booking.booking
  add column room_id uuid references business.room,
  add column team_service_id uuid references catalog.team_service,
  add column business_id uuid references business.business,
  -- Accounts of the practitioners beside the first: who they are is known from the row, as for the first.
  add column companion_persons uuid[] not null default '{}',
  add check ((team_service_id is null) = (business_id is null));
create index booking_business on booking.booking (business_id, starts_at) where business_id is not null;
create index booking_room on booking.booking (room_id, starts_at) where room_id is not null;

-- Who else holds a collective session, beside booking.practitioner_id.
create table booking.companion (
  booking_id      uuid not null references booking.booking,
  practitioner_id uuid not null references catalog.practitioner,
  person_id       uuid not null references identity.person,
  service_id      uuid not null references catalog.service,
  name            text not null,
  primary key (booking_id, practitioner_id)
);
create index companion_person on booking.companion (person_id);

grant select, insert, update on booking.companion to klear_app;
