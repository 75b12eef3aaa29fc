-- name: RefundsOffTheLedger :many
-- Refunds whose row says something else than their postings: what was decided, what a gateway kept, and what was set off. At the venue
-- no money of ours moves.
with said as ( -- a lost dispute gives back what of the reserve is no loss
  select e.event_key, -sum(e.amount_minor) as minor
  from ledger.v_entry e join payment.payment d on d.id = e.payment_id
  where e.event in ('refund', 'dispute_lost')
    and (e.account_kind in ('psp_clearing', 'dispute_reserve', 'dispute_loss')
      or e.account_kind = 'package_liability' and d.prepaid_by is not null
      or e.account_kind = 'client_credit' and e.account_owner not like 'gift:%')
  group by e.event_key
), kept as (
  select e.event_key, sum(e.amount_minor) as minor from ledger.v_entry e where e.event = 'refund_failed' and e.account_kind = 'psp_clearing' group by e.event_key
), given as (
  select split_part(e.event_key, ':', 2) as refund_id, sum(e.amount_minor) as minor from ledger.v_entry e
  where e.event = 'dispute_set_off' and e.account_kind = 'client_credit' group by 1
)
select r.id, r.payment_id, (r.amount_minor + r.credit_minor)::bigint as expected_minor, coalesce(s.minor, 0)::bigint as ledger_minor,
  (case when r.status = 'failed' then r.amount_minor else 0 end)::bigint as failed_minor, coalesce(k.minor, 0)::bigint as ledger_failed_minor,
  r.set_off_minor, coalesce(g.minor, 0)::bigint as ledger_set_off_minor
from payment.refund r
join payment.payment p on p.id = r.payment_id
left join said s on s.event_key = r.event_key
left join kept k on k.event_key = 'reffail:' || r.id
left join given g on g.refund_id = r.id::text
where p.gateway <> 'venue' and (r.amount_minor + r.credit_minor <> coalesce(s.minor, 0)
  or case when r.status = 'failed' then r.amount_minor else 0 end <> coalesce(k.minor, 0) or r.set_off_minor <> coalesce(g.minor, 0))
order by r.id limit 1000;

-- name: PartsOffTheLedger :many
-- Bookings' payments whose commission, tax or withheld part, or what the platform adds for a code, is not what was posted of it;
-- before it is earned nothing is.
select p.id, x.part::text as part, x.expected_minor::bigint as expected_minor, x.ledger_minor::bigint as ledger_minor
from payment.payment p
left join (
  select e.payment_id, -coalesce(sum(e.amount_minor) filter (where e.account_kind = 'platform_revenue' and e.account_owner = 'commission'), 0) as commission,
    -coalesce(sum(e.amount_minor) filter (where e.account_kind = 'tax_payable'), 0) as tax,
    -coalesce(sum(e.amount_minor) filter (where e.account_kind = 'tcs_payable'), 0) as withheld,
    coalesce(sum(e.amount_minor) filter (where e.account_kind = 'goodwill' and e.account_owner = 'promotion'), 0) as borne
  from ledger.v_entry e where e.payment_id is not null and e.account_kind in ('platform_revenue', 'tax_payable', 'tcs_payable', 'goodwill') group by e.payment_id
) l on l.payment_id = p.id
cross join lateral (values
  ('commission', case when p.earned_at is null then 0 else p.commission_minor - p.commission_reversed_minor end, coalesce(l.commission, 0)),
  ('tax', case when p.earned_at is null then 0 else p.tax_minor - p.tax_reversed_minor end, coalesce(l.tax, 0)),
  ('withheld', case when p.earned_at is null then 0 else p.withheld_minor - p.withheld_reversed_minor end, coalesce(l.withheld, 0)),
  ('borne', case when p.earned_at is null then 0 else p.borne_minor - p.borne_reversed_minor end, coalesce(l.borne, 0))
) x(part, expected_minor, ledger_minor)
where p.purpose = 'booking' and x.expected_minor <> x.ledger_minor
order by p.id, x.part limit 1000;

-- name: PostingsOffTheirPayment :many
-- Payments of which a posting names another booking, currency, gateway or practitioner than the row; the first posting of each.
select distinct on (p.id, x.what) p.id, x.what::text as what, e.event_key
from payment.payment p
join ledger.v_entry e on e.payment_id = p.id
cross join lateral (values
  ('booking', e.booking_id <> p.booking_id),
  ('currency', e.currency <> p.currency),
  ('gateway', e.account_kind = 'psp_clearing' and e.account_owner <> p.gateway),
  ('practitioner', e.account_kind in ('practitioner_payable', 'practitioner_receivable') and e.account_owner is distinct from p.practitioner_id::text)
) x(what, off)
where x.off
order by p.id, x.what, e.seq limit 1000;
