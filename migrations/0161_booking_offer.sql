-- +goose Up
-- A hold that the practitioner made for a client, who was written to and pays by the letter's link. It is a hold like any
-- other, only that its end is told.
alter table booking.booking add column offered boolean not null default false;
-- What a practitioner's page shows as waiting for a client, and what bounds how much of it there may be.
create index booking_offered on booking.booking (practitioner_person_id, expires_at) where offered and status = 'held';
