-- name: PeopleByIDs :many
select id, kind, email, email_verified_at, name, phone, role, status, zone, locale, place, avatar_key, version, created_at
from identity.person where id = any(@ids::uuid[]);

-- name: LockPerson :one
select id, kind, email, email_verified_at, name, phone, role, status, zone, locale, place, avatar_key, version, created_at
from identity.person where id = @id for update;

-- name: AccountByEmail :one
select id, kind, email, email_verified_at, name, phone, role, status, zone, locale, place, avatar_key, version, created_at
from identity.person where lower(email) = lower(@email::text) and kind = 'account' and status <> 'deleted';

-- name: Operators :many
select id, kind, email, email_verified_at, name, phone, role, status, zone, locale, place, avatar_key, version, created_at
from identity.person where role = 'admin' and kind = 'account' and status = 'active' order by created_at, id limit 200;

-- InsertPerson inserts nothing when an account has the address. For a guest there is no such conflict.
-- name: InsertPerson :execrows
insert into identity.person
  (id, kind, email, email_verified_at, name, phone, role, zone, locale, self_registered, claimed_by, created_at)
values (@id, @kind, @email, sqlc.narg(email_verified_at)::timestamptz, @name, @phone, @role, @zone, @locale, @self_registered,
  sqlc.narg(claimed_by)::uuid, @now::timestamptz)
on conflict (lower(email)) where kind = 'account' and status <> 'deleted' do nothing;

-- LockForRegistration returns the account of an address and whether a new registration may take it over.
-- name: LockForRegistration :one
select id, (self_registered and email_verified_at is null and status = 'active')::bool as replaceable, version
from identity.person where lower(email) = lower(@email::text) and kind = 'account' and status <> 'deleted'
for update;

-- OverwriteRegistration is a no-op unless apply: a registration does the same statements whether the address is free or
-- taken, so that its time does not tell which.
-- name: OverwriteRegistration :one
update identity.person set
  name   = case when @apply::bool then @name::text else name end,
  zone   = case when @apply::bool then @zone::text else zone end,
  locale = case when @apply::bool then @locale::text else locale end,
  role   = case when @apply::bool then @role::text else role end,
  version = version + 1
where id = @id returning version;

-- name: UpdateProfile :one
update identity.person set name = @name, phone = @phone, zone = @zone, locale = @locale, place = @place, version = version + 1
where id = @id returning version;

-- name: SetAvatar :one
update identity.person set avatar_key = @avatar_key, version = version + 1 where id = @id returning version;

-- name: BumpPerson :one
update identity.person set version = version + 1 where id = @id returning version;

-- MarkVerified changes the address's first proof only.
-- name: MarkVerified :one
update identity.person set email_verified_at = @now::timestamptz, version = version + 1
where id = @id and email_verified_at is null returning version;

-- ProveGuest notes the first proof of a guest's address.
-- name: ProveGuest :one
update identity.person set email_verified_at = @now::timestamptz, version = version + 1
where id = @id and kind = 'guest' and status = 'active' and email_verified_at is null returning version;

-- name: SetRole :one
update identity.person set role = @role, version = version + 1 where id = @id and role <> @role returning version;

-- name: SetStatus :one
update identity.person set status = @status, status_reason = @reason, version = version + 1
where id = @id and status <> @status returning version;

-- name: ClaimGuests :many
update identity.person g set claimed_by = a.id, version = g.version + 1
from identity.person a
where a.id = @account_id and a.email_verified_at is not null and a.kind = 'account'
  and g.kind = 'guest' and g.status <> 'deleted' and g.claimed_by is null and lower(g.email) = lower(a.email)
returning g.id;

-- name: GuestIDs :many
select id from identity.person where claimed_by = @account_id::uuid order by created_at, id;

-- SameGuest finds the guest whose every word agrees: a stranger who knows the address alone gets a guest of their own.
-- name: SameGuest :one
select id, kind, email, email_verified_at, name, phone, role, status, zone, locale, place, avatar_key, version, created_at
from identity.person
where kind = 'guest' and status = 'active' and lower(email) = lower(@email::text) and name = @name and phone = @phone
  and zone = @zone and locale = @locale
order by created_at limit 1;

-- Anonymise empties the person and every guest that the account claimed.
-- name: Anonymise :many
update identity.person set
  email = 'deleted+' || id || '@deleted.invalid', email_verified_at = null, name = @name::text, phone = '', zone = '', locale = '', place = '',
  avatar_key = '', status = 'deleted', status_reason = '', deleted_at = @now::timestamptz, version = version + 1
where (id = @id or claimed_by = @id) and status <> 'deleted'
returning id, version;

-- SearchAccounts finds by a part of the address or name; the empty text finds everybody, newest first.
-- name: SearchAccounts :many
select id, kind, email, email_verified_at, name, phone, role, status, zone, locale, place, avatar_key, version, created_at, count(*) over () as total
from identity.person
where kind = 'account' and status <> 'deleted'
  and (position(lower(@words::text) in lower(email)) > 0 or position(lower(@words::text) in lower(name)) > 0)
order by created_at desc, id desc limit @max_rows offset @skip;

-- AccountState is what only operators see of an account.
-- name: AccountState :one
select p.status_reason, (select count(*) from identity.session s
  where s.person_id = p.id and s.revoked_at is null and s.expires_at > @now::timestamptz) as sessions
from identity.person p where p.id = @id and p.kind = 'account' and p.status <> 'deleted';

-- IDsByEmail are everybody with an address: the account, and the guests who booked with it.
-- name: IDsByEmail :many
select id from identity.person where lower(email) = lower(@email::text) and status <> 'deleted' order by id limit 200;
