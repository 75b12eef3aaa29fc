-- +goose Up
-- Other times that a practitioner proposes for a request or a booking. A proposal is no status of the booking: the
-- booking stands as it is until its client takes one of the times.
create table booking.proposal (
  id          uuid primary key,
  booking_id  uuid not null references booking.booking,
  status      text not null default 'open' check (status in ('open', 'accepted', 'declined', 'withdrawn', 'expired')),
  expires_at  timestamptz not null, -- until when the times are kept for the client
  created_at  timestamptz not null,
  closed_at   timestamptz,
  check ((status = 'open') = (closed_at is null))
);
-- A client is asked one question at a time: a new proposal ends the one before.
create unique index proposal_open on booking.proposal (booking_id) where status = 'open';
create index proposal_expiry on booking.proposal (expires_at) where status = 'open';

-- Each proposed time is held in the schedule under an id of its own, so that nobody else takes it meanwhile.
create table booking.proposed_time (
  proposal_id  uuid not null references booking.proposal,
  starts_at    timestamptz not null,
  occupancy_id uuid not null,
  hold_id      uuid not null, -- what the schedule knows the hold by: a seat in a group session belongs to it
  primary key (proposal_id, starts_at)
);

-- Three, because a choice is easier than a calendar; the code says so first, this has the last word.
-- +goose StatementBegin
create function booking.check_proposed_times() returns trigger language plpgsql as $$
begin
  if (select count(*) from booking.proposed_time t where t.proposal_id = new.proposal_id) > 3 then
    raise exception 'a proposal has at most three times' using errcode = 'check_violation', constraint = 'proposed_three';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger proposed_three after insert on booking.proposed_time
  for each row execute function booking.check_proposed_times();

grant select, insert, update on booking.proposal, booking.proposed_time to klear_app;
