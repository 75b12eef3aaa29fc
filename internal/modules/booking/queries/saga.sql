-- name: PairsOff :many
-- Bookings whose state and whose money's state are no legal pair, or one that only passes and did not since @stuck_before
-- (legal.go, where the words are explained). While a booking is contested nothing of it passes.
with pair as (
  select b.id, b.code, b.status,
    case
      when p.id is null and b.at_venue then 'venue'
      when p.id is null and b.pay_by is not null and b.status = 'confirmed' then 'owed'
      when p.id is null then 'none'
      when p.status = 'kept' then 'kept'
      when p.status in ('created', 'requires_action', 'processing', 'unknown') then 'open'
      when p.status = 'authorised' then 'reserved'
      when p.refunded_minor = p.captured_minor and p.credit_kept_minor = 0 then 'returned'
      when b.at_venue then 'cash'
      when p.earned_at is not null then 'earned'
      when p.prepaid_by is not null or p.gateway = 'credit' then 'drawn'
      else 'taken'
    end as money,
    -- from when on it should be otherwise
    case when p.status = 'kept' then p.charge_at when p.id is null and b.pay_by is not null and b.status = 'confirmed' then b.pay_by
      else coalesce(greatest(p.checked_at, p.capture_asked_at, p.void_asked_at), b.updated_at) end as since
  from booking.booking b
  left join payment.v_live p on p.booking_id = b.id
  where b.price_minor > 0 or p.id is not null
)
select pair.id, pair.code, pair.status, pair.money::text as money from pair
where pair.status || ' ' || pair.money <> all(@legal::text[])
  and (pair.since <= @stuck_before::timestamptz and not exists (select from booking.contest c where c.booking_id = pair.id and c.status = 'open')
    or pair.status || ' ' || pair.money <> all(@passing::text[]))
order by pair.id limit 1000;

-- name: StepsOffBookings :many
-- Bookings whose steps do not say what their status says; the trigger that writes them keeps this empty.
select b.id, b.code, b.status from booking.booking b
left join payment.v_step h on h.key = 'hold:' || b.id
left join payment.v_step c on c.key = 'confirm:' || b.id
where h.state is distinct from (case when b.status in ('cancelled', 'declined', 'expired') then 'compensated' else 'done' end)
  or c.state is distinct from (case
      when b.status = 'pending' then 'pending'
      when b.status in ('confirmed', 'in_session', 'completed', 'no_show') then 'done'
      when b.status = 'held' then null
      else case when c.state in ('failed', 'compensated') then c.state end end)
order by b.id limit 1000;
