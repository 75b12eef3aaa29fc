-- name: LockCredit :one
select l.minor::bigint as minor from (select ledger.lock_credit(@owner::text, @currency::text) as minor offset 0) l;

-- name: Credits :many
select currency, minor from ledger.credit_balance where owner = @owner order by currency;

-- name: CreditsOff :many
-- Rows that are not what the entries sum to; a row that is missing counts as zero.
with sums as (
  select a.owner, a.currency, -sum(e.amount_minor) as minor
  from ledger.entry e join ledger.account a on a.id = e.account_id and a.currency = e.currency
  where a.kind = 'client_credit' group by a.owner, a.currency
)
select coalesce(b.owner, s.owner)::text as owner, coalesce(b.currency, s.currency)::text as currency,
  (coalesce(b.minor, 0) - coalesce(s.minor, 0))::bigint as off
from ledger.credit_balance b full join sums s on s.owner = b.owner and s.currency = b.currency
where coalesce(b.minor, 0) <> coalesce(s.minor, 0)
order by 1, 2 limit 1000;
