-- name: PayoutsOffTheLedger :many
-- Payouts whose row is not what was posted of it: what was sent, what arrived and left the gateway, what came back; and those whose
-- lines are not the practitioner's own postings, or are free while it is not. Postings without a payout, too.
with posted as (
  select split_part(e.event_key, ':', 2) as payout, e.currency,
    sum(-e.amount_minor) filter (where e.event = 'payout_sent' and e.account_kind = 'practitioner_in_transit') as sent,
    sum(-e.amount_minor) filter (where e.event = 'payout_paid' and e.account_kind = 'psp_clearing') as arrived,
    sum(-e.amount_minor) filter (where e.event = 'payout_returned' and e.account_kind = 'practitioner_payable') as returned,
    min(e.account_owner) filter (where e.event = 'payout_sent' and e.account_kind = 'practitioner_in_transit') as practitioner,
    coalesce(min(e.account_owner) filter (where e.event = 'payout_paid' and e.account_kind = 'psp_clearing'), '') as gateway
  from ledger.v_entry e where e.event in ('payout_sent', 'payout_paid', 'payout_returned') and e.event_key like 'po:%' group by 1, 2
), lines as (
  select l.payout_id, sum(coalesce(g.amount_minor, 0)) as minor,
    bool_or(g.amount_minor is distinct from l.amount_minor or l.released <> (p.status = 'returned')) as off
  from payout.line l join payout.payout p on p.id = l.payout_id
  left join payout.earning g on g.practitioner = p.practitioner_id::text and g.currency = p.currency and g.transaction_id = l.transaction_id
  group by l.payout_id
), said as (
  select p.*, p.amount_minor as sent, case when p.paid_at is null then 0 else p.amount_minor end as arrived,
    case when p.returned_at is null then 0 else p.amount_minor end as returned
  from payout.payout p
)
select coalesce(s.id::text, l.payout)::text as payout, coalesce(s.sent, 0)::bigint as sent_minor, coalesce(l.sent, 0)::bigint as ledger_sent_minor,
  coalesce(s.arrived, 0)::bigint as arrived_minor, coalesce(l.arrived, 0)::bigint as ledger_arrived_minor,
  coalesce(s.returned, 0)::bigint as returned_minor, coalesce(l.returned, 0)::bigint as ledger_returned_minor, coalesce(n.minor, 0)::bigint as lines_minor
from said s
full join posted l on l.payout = s.id::text and l.currency = s.currency and l.practitioner = s.practitioner_id::text and l.gateway in ('', s.gateway)
left join lines n on n.payout_id = s.id
where s.id is null or l.payout is null or s.sent <> coalesce(l.sent, 0) or s.arrived <> coalesce(l.arrived, 0) or s.returned <> coalesce(l.returned, 0)
  or s.status in ('sending', 'in_transit') and s.paid_at is not null or n.off is distinct from false or n.minor <> s.sent
order by 1 limit 1000;
