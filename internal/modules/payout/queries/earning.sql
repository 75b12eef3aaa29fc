-- name: Open :many
-- What a practitioner was not paid yet, in one row per currency and state. Money is young until the time for complaints is
-- over, and frozen while its booking is disputed or contested; what was taken back counts at once. state is available, pending or frozen.
select o.currency, o.state::text as state, sum(o.amount_minor)::bigint as amount_minor, count(*) as lines
from (
  select e.currency, e.amount_minor,
    case when e.amount_minor > 0 and d.booking_id is not null then 'frozen' when e.amount_minor > 0 and e.occurred_at > @matured::timestamptz then 'pending' else 'available' end as state
  from payout.earning e left join payout.v_frozen d on d.booking_id = e.booking_id
  where e.practitioner = @practitioner::text and not exists (select from payout.line l where l.transaction_id = e.transaction_id and not l.released)
) o
group by o.currency, o.state order by o.currency, o.state;

-- name: OpenLines :many
select o.transaction_id, o.event, o.booking_id, o.occurred_at, o.amount_minor, coalesce(c.code, '')::text as code, o.why, count(*) over () as total
from (
  select e.transaction_id, e.seq, e.event, e.booking_id, e.occurred_at, e.amount_minor, (case when e.amount_minor > 0 then coalesce(d.why, '') else '' end)::text as why,
    case when e.amount_minor > 0 and d.booking_id is not null then 'frozen' when e.amount_minor > 0 and e.occurred_at > @matured::timestamptz then 'pending' else 'available' end as state
  from payout.earning e left join payout.v_frozen d on d.booking_id = e.booking_id
  where e.practitioner = @practitioner::text and e.currency = @currency
    and not exists (select from payout.line l where l.transaction_id = e.transaction_id and not l.released)
) o left join booking.v_code c on c.booking_id = o.booking_id
where o.state = @state::text
order by o.seq desc limit @max_rows offset @skip;

-- name: Matures :one
-- When the next of what is young may be paid out.
select min(e.occurred_at)::timestamptz as earned_at
from payout.earning e
where e.practitioner = @practitioner::text and e.currency = @currency and e.amount_minor > 0 and e.occurred_at > @matured::timestamptz
  and not exists (select from payout.line l where l.transaction_id = e.transaction_id and not l.released)
having min(e.occurred_at) is not null;

-- name: Owed :many
-- What a practitioner owes and repaid, newest first.
select e.transaction_id, e.event, e.booking_id, e.occurred_at, sum(e.amount_minor)::bigint as amount_minor, coalesce(c.code, '')::text as code, count(*) over () as total
from ledger.v_entry e left join booking.v_code c on c.booking_id = e.booking_id
where e.account_kind = 'practitioner_receivable' and e.account_owner = @practitioner::text and e.currency = @currency
group by e.transaction_id, e.seq, e.event, e.booking_id, e.occurred_at, c.code
order by e.seq desc limit @max_rows offset @skip;

-- name: Balances :many
select currency, payable_minor, in_transit_minor, receivable_minor from ledger.v_practitioner_balance where practitioner = @practitioner::text order by currency;

-- name: Paid :many
select currency, sum(amount_minor)::bigint as amount_minor from payout.payout where practitioner_id = @practitioner_id and status = 'paid' group by currency;

-- name: Month :many
-- Everything that moved a practitioner's payable, oldest first.
select e.transaction_id, e.event, e.booking_id, e.occurred_at, (-sum(e.amount_minor))::bigint as amount_minor, coalesce(c.code, '')::text as code
from ledger.v_entry e left join booking.v_code c on c.booking_id = e.booking_id
where e.account_kind = 'practitioner_payable' and e.account_owner = @practitioner::text and e.currency = @currency
  and e.occurred_at >= @since::timestamptz and e.occurred_at < @until::timestamptz
group by e.transaction_id, e.seq, e.event, e.booking_id, e.occurred_at, c.code
order by e.seq limit @max_rows;

-- name: Before :one
-- What was payable at an instant.
select coalesce(-sum(e.amount_minor), 0)::bigint from ledger.v_entry e
where e.account_kind = 'practitioner_payable' and e.account_owner = @practitioner::text and e.currency = @currency and e.occurred_at < @until::timestamptz;
