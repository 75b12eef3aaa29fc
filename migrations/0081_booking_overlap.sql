-- +goose Up
-- A person is in one place at a time: what an account books does not overlap, unless its owner said so (a child's lesson
-- beside their own session). Guests are let be: an address is no proof of who asks, and an answer would tell them when
-- somebody else is in a session.
alter table booking.booking add column overlap_ok boolean not null default true;
alter table booking.booking add constraint booking_seeker_overlap
  exclude using gist (seeker_id with =, tstzrange(starts_at, ends_at) with &&)
  where (not overlap_ok and status in ('pending', 'confirmed', 'in_session'));
