-- name: PeriodsOffTheLedger :many
-- Paid periods of which the books defer something else than is not earned yet.
with said as (
  select id::text as period, currency, worth_minor - given_minor - refunded_minor - earned_minor
    - (tax_minor - given_tax_minor - refunded_tax_minor - earned_tax_minor) as minor
  from subscription.period where status = 'paid'
), kept as (
  select account_owner as period, currency, -sum(amount_minor) as minor
  from ledger.v_entry where account_kind = 'deferred_revenue' group by 1, 2
)
select s.period::text as period, s.currency::text as currency, s.minor::bigint as minor, coalesce(k.minor, 0)::bigint as ledger_minor
from said s left join kept k on k.period = s.period and k.currency = s.currency
where s.minor <> coalesce(k.minor, 0)
order by 1 limit 1000;
