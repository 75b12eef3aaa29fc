-- name: OpenDebt :one
select * from payout.debt where practitioner_id = @practitioner_id and currency = @currency and closed_at is null;

-- name: Debt :one
select * from payout.debt where id = @id;

-- name: LockDebt :one
select * from payout.debt where id = @id for update;

-- name: BeginDebt :exec
insert into payout.debt (id, practitioner_id, person_id, currency, opened_at)
values (@id, @practitioner_id, @person_id, @currency, @now::timestamptz) on conflict (practitioner_id, currency) where closed_at is null do nothing;

-- name: LockOpenDebt :one
select * from payout.debt where practitioner_id = @practitioner_id and currency = @currency and closed_at is null for update;

-- name: SaveDebt :one
update payout.debt set month = sqlc.narg(month)::date, asked_at = sqlc.narg(asked_at)::timestamptz, asked_minor = @asked_minor, reminded = @reminded,
  stopped_at = sqlc.narg(stopped_at)::timestamptz, paid_minor = @paid_minor, closed_at = sqlc.narg(closed_at)::timestamptz, version = version + 1
where id = @id returning *;

-- name: Debtors :many
-- Who owes more than they are owed, by at least so much in the site's currency, and was not asked this month yet.
select p.practitioner_id, p.person_id, b.currency
from ledger.v_practitioner_balance b
join catalog.v_party p on p.practitioner_id::text = b.practitioner
where b.receivable_minor > b.payable_minor
  and b.receivable_minor - b.payable_minor >= case when b.currency = @currency::text then @least_minor::bigint else 1 end
  and not exists (select from payout.debt d where d.practitioner_id = p.practitioner_id and d.currency = b.currency
    and (d.month = @month::date or d.closed_at is null and d.asked_at is not null))
limit @max_rows;

-- name: AskedDebts :many
select id from payout.debt where closed_at is null and asked_at is not null order by asked_at limit @max_rows;

-- name: VenueStopped :one
select exists (select from payout.debt where practitioner_id = @practitioner_id and closed_at is null and stopped_at is not null)::boolean;
