-- +goose Up
-- Operators leaf through all bookings, the latest start first.
create index booking_by_start on booking.booking (starts_at desc, id desc);
