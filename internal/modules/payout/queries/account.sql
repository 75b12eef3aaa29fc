-- name: Account :one
select * from payout.account where practitioner_id = @practitioner_id;

-- name: LockAccount :one
select * from payout.account where practitioner_id = @practitioner_id for update;

-- name: EnsureAccount :exec
insert into payout.account (practitioner_id, person_id, cadence, next_on, created_at)
values (@practitioner_id, @person_id, @cadence, @next_on::date, @now::timestamptz) on conflict do nothing;

-- name: SetPayee :one
-- What the gateway says. A hold ends when the practitioner looked at the account again.
update payout.account set gateway = @gateway, payee_ref = @payee_ref, ready = @ready, bank = @bank, setup_url = @setup_url, checked_at = @now::timestamptz,
  held = case when @release::boolean then '' else held end, version = version + 1
where practitioner_id = @practitioner_id returning *;

-- name: SetSchedule :one
update payout.account set cadence = @cadence, minimum_minor = @minimum_minor, next_on = @next_on::date, version = version + 1
where practitioner_id = @practitioner_id returning *;

-- name: RemoveAccount :one
update payout.account set gateway = '', payee_ref = '', ready = false, bank = '', setup_url = '', held = '', version = version + 1
where practitioner_id = @practitioner_id returning *;

-- name: HoldAccount :exec
update payout.account set held = @held, version = version + 1 where practitioner_id = @practitioner_id and payee_ref = @payee_ref;

-- name: NextOn :exec
update payout.account set next_on = @next_on::date where practitioner_id = @practitioner_id;

-- name: Unready :many
-- Accounts whose registration is under way, those first that were not looked at for longest.
select practitioner_id from payout.account where gateway <> '' and not ready and checked_at < @older_than::timestamptz order by checked_at limit @max_rows;
