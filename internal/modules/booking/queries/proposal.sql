-- name: OpenProposal :exec
insert into booking.proposal (id, booking_id, expires_at, created_at) values (@id, @booking_id, @expires_at, @created_at);

-- name: AddProposedTime :exec
insert into booking.proposed_time (proposal_id, starts_at, occupancy_id, hold_id) values (@proposal_id, @starts_at, @occupancy_id, @hold_id);

-- name: OpenProposals :many
-- What is proposed for these bookings, a line for each time.
select p.booking_id, p.expires_at, t.starts_at
from booking.proposal p join booking.proposed_time t on t.proposal_id = p.id
where p.booking_id = any(@bookings::uuid[]) and p.status = 'open' and p.expires_at > @now::timestamptz order by p.booking_id, t.starts_at;

-- name: CloseProposal :one
update booking.proposal set status = @status, closed_at = @closed_at::timestamptz where booking_id = @booking_id and status = 'open' returning id;

-- name: ProposedTimes :many
select occupancy_id, hold_id from booking.proposed_time where proposal_id = $1;

-- name: OverdueProposals :many
-- The bookings whose client let a proposal pass.
select booking_id from booking.proposal where expires_at <= @now::timestamptz and status = 'open' order by expires_at limit 200;

-- name: Prolong :one
-- A step in a booking's story that changes no status; a request is not ended while its client still chooses.
update booking.booking set version = version + 1, expires_at = greatest(expires_at, sqlc.narg('expires_at')::timestamptz) where id = @id
returning version, expires_at;
