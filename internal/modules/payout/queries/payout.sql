-- name: AddPayout :one
insert into payout.payout (id, run_id, practitioner_id, person_id, gateway, payee_ref, bank, amount_minor, currency, status, created_at, checked_at)
values (@id, @run_id, @practitioner_id, @person_id, @gateway, @payee_ref, @bank, @amount_minor, @currency, 'sending', @now::timestamptz, @now::timestamptz)
returning *;

-- name: AddLines :one
-- Everything that may be paid out, and everything that was taken back; with their sum.
with added as (
  insert into payout.line (payout_id, transaction_id, amount_minor)
  select @payout_id, e.transaction_id, e.amount_minor
  from payout.earning e
  where e.practitioner = @practitioner::text and e.currency = @currency
    and not exists (select from payout.line l where l.transaction_id = e.transaction_id and not l.released)
    and (e.amount_minor < 0 or (e.occurred_at <= @matured::timestamptz and not exists (select from payout.v_frozen d where d.booking_id = e.booking_id)))
  returning amount_minor
)
select coalesce(sum(amount_minor), 0)::bigint from added;

-- name: Payout :one
select * from payout.payout where id = @id;

-- name: LockPayout :one
select * from payout.payout where id = @id for update;

-- name: AdvancePayout :one
update payout.payout set status = @status, gateway_ref = coalesce(nullif(@gateway_ref::text, ''), gateway_ref), failure_code = @failure_code,
  paid_at = case when @status::text = 'paid' then @now::timestamptz else paid_at end,
  returned_at = case when @status::text = 'returned' then @now::timestamptz end,
  checked_at = @now::timestamptz, version = version + 1
where id = @id returning *;

-- name: AskedPayout :exec
update payout.payout set asked_at = @now::timestamptz, checked_at = @now::timestamptz where id = @id;

-- name: CheckedPayout :exec
update payout.payout set checked_at = @now::timestamptz where id = @id;

-- name: ReleaseLines :exec
update payout.line set released = true where payout_id = @payout_id;

-- name: Stale :many
-- Payouts to be read again: those that the gateway may not know, those on their way, and those that a bank may still return.
select id from payout.payout
where (status = 'sending' and checked_at < @sending_before::timestamptz) or (status = 'in_transit' and checked_at < @moving_before::timestamptz)
   or (status = 'paid' and checked_at < @paid_before::timestamptz and paid_at > @paid_since::timestamptz)
order by checked_at limit @max_rows;

-- name: PayoutsOf :many
select sqlc.embed(p), count(*) over () as total from payout.payout p
where p.practitioner_id = @practitioner_id and (@status::text = '' or p.status = @status::text or (@status::text = 'moving' and p.status in ('sending', 'in_transit')))
order by p.created_at desc, p.id desc limit @max_rows offset @skip;

-- name: PayoutsByStatus :many
select sqlc.embed(p), coalesce(v.display_name, '')::text as name, count(*) over () as total
from payout.payout p left join catalog.v_page v on v.practitioner_id = p.practitioner_id
where p.status = @status::text order by p.created_at desc, p.id desc limit @max_rows offset @skip;

-- name: PayoutLines :many
select l.transaction_id, e.event, e.booking_id, e.occurred_at, l.amount_minor, coalesce(c.code, '')::text as code, count(*) over () as total
from payout.line l
join payout.payout p on p.id = l.payout_id
join payout.earning e on e.transaction_id = l.transaction_id and e.practitioner = p.practitioner_id::text and e.currency = p.currency
left join booking.v_code c on c.booking_id = e.booking_id
where l.payout_id = @payout_id order by e.seq desc limit @max_rows offset @skip;

-- name: OfRun :one
select * from payout.payout where run_id = @run_id limit 1;
