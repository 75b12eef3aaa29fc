-- +goose Up
-- A booking that is paid with a session of a package costs what that session cost: price and commission are its part's.
alter table booking.booking add column pack_id uuid references pack.pack;
