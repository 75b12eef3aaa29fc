-- +goose Up
-- A collective session is a row for each practitioner; the others follow the first and go with it.
alter table schedule.occupancy add column lead_id uuid references schedule.occupancy on delete cascade;
create index occupancy_lead on schedule.occupancy (lead_id) where lead_id is not null;

-- The room that an occupied stretch takes. Two stretches never take one room at the same time, buffers included:
-- room_no_overlap is no_overlap for rooms.
create table schedule.room_occupancy (
  occupancy_id uuid primary key references schedule.occupancy on delete cascade,
  room_id      uuid not null references business.room,
  blocked      tstzrange not null,
  blocks       boolean not null,
  constraint room_no_overlap exclude using gist (room_id with =, blocked with &&) where (blocks)
);

-- +goose StatementBegin
create function schedule.keep_room() returns trigger language plpgsql as $$
begin
  update schedule.room_occupancy set blocked = new.blocked, blocks = new.blocks where occupancy_id = new.id;
  return null;
end $$;
-- +goose StatementEnd
-- A request that others may book over gives way in its room as well, and takes it when it is confirmed.
create trigger occupancy_keeps_room after update of blocked, blocks on schedule.occupancy
  for each row when (old.blocked <> new.blocked or old.blocks <> new.blocks) execute function schedule.keep_room();

-- How many standing bookings of a team service each member has had: who has the fewest is asked next.
create table schedule.turn (
  team_service_id uuid not null references catalog.team_service on delete cascade,
  practitioner_id uuid not null references catalog.practitioner,
  turns           int not null default 0 check (turns >= 0),
  primary key (team_service_id, practitioner_id)
);

grant select, insert, update, delete on schedule.room_occupancy, schedule.turn to klear_app;
