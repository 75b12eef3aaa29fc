-- +goose Up
-- The sites that may show a practitioner's booking box in a frame. An origin is scheme, host and port, as browsers send it.
create table catalog.embed_origin (
  practitioner_id uuid not null references catalog.practitioner,
  origin          text not null check (origin ~ '^https?://[a-z0-9.-]+(:[0-9]{1,5})?$' and length(origin) <= 200),
  primary key (practitioner_id, origin)
);
grant select, insert, update, delete on catalog.embed_origin to klear_app;
