-- +goose Up
-- What is held with a practitioner: looked through when they may not be booked any more. Holds are few at any time.
create index booking_kept_offers on booking.booking (practitioner_id, expires_at) where status = 'held';
