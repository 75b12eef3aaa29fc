-- name: LockPractitioner :one
select (b).payable_minor::bigint as payable_minor, (b).in_transit_minor::bigint as in_transit_minor, (b).receivable_minor::bigint as receivable_minor
from (select ledger.lock_practitioner(@practitioner::text, @currency::text) as b offset 0) l;

-- name: PractitionerBalances :many
select currency, payable_minor, in_transit_minor, receivable_minor from ledger.practitioner_balance where practitioner = @practitioner order by currency;

-- name: PractitionersOff :many
-- Rows that are not what the entries sum to; a row that is missing counts as zeros.
with sums as (
  select a.owner, a.currency,
    coalesce(-sum(e.amount_minor) filter (where a.kind = 'practitioner_payable'), 0) as payable,
    coalesce(-sum(e.amount_minor) filter (where a.kind = 'practitioner_in_transit'), 0) as in_transit,
    coalesce(sum(e.amount_minor) filter (where a.kind = 'practitioner_receivable'), 0) as receivable
  from ledger.entry e join ledger.account a on a.id = e.account_id and a.currency = e.currency
  where a.kind in ('practitioner_payable', 'practitioner_in_transit', 'practitioner_receivable')
  group by a.owner, a.currency
)
select coalesce(b.practitioner, s.owner)::text as practitioner, coalesce(b.currency, s.currency)::text as currency,
  (coalesce(b.payable_minor, 0) - coalesce(s.payable, 0))::bigint as payable_off,
  (coalesce(b.in_transit_minor, 0) - coalesce(s.in_transit, 0))::bigint as in_transit_off,
  (coalesce(b.receivable_minor, 0) - coalesce(s.receivable, 0))::bigint as receivable_off
from ledger.practitioner_balance b full join sums s on s.owner = b.practitioner and s.currency = b.currency
where (coalesce(b.payable_minor, 0), coalesce(b.in_transit_minor, 0), coalesce(b.receivable_minor, 0))
  is distinct from (coalesce(s.payable, 0)::bigint, coalesce(s.in_transit, 0)::bigint, coalesce(s.receivable, 0)::bigint)
order by 1, 2 limit 1000;
