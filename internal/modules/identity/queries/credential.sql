-- CredentialByEmail is what a sign-in needs; no row and a row without a hash look the same to the person who asks.
-- name: CredentialByEmail :one
select p.id, p.email_verified_at, c.password_hash, c.changed_at
from identity.person p join identity.credential c on c.person_id = p.id
where lower(p.email) = lower(@email::text) and p.kind = 'account' and p.status <> 'deleted';

-- name: Credential :one
select password_hash, changed_at from identity.credential where person_id = @person_id;

-- name: SaveCredential :exec
insert into identity.credential (person_id, password_hash, changed_at)
select @person_id::uuid, @password_hash::text, @now::timestamptz where @apply::bool
on conflict (person_id) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at;

-- ReplaceHash swaps the stored form of an unchanged password; nothing happens when the password has changed meanwhile.
-- name: ReplaceHash :exec
update identity.credential set password_hash = @new_hash where person_id = @person_id and password_hash = @old_hash;

-- name: DeleteCredentials :exec
delete from identity.credential where person_id = any(@person_ids::uuid[]);

-- name: RecordConsents :exec
insert into identity.consent (id, person_id, purpose, text_version, given_at)
select c.id, @person_id::uuid, c.purpose, c.text_version, @now::timestamptz
from (select unnest(@ids::uuid[]) as id, unnest(@purposes::text[]) as purpose, unnest(@versions::text[]) as text_version) c
where @apply::bool;

-- name: GiveConsent :exec
insert into identity.consent (id, person_id, purpose, text_version, given_at)
select @id::uuid, @person_id::uuid, @purpose::text, @text_version::text, @now::timestamptz
where not exists (
  select from identity.consent c
  where c.person_id = @person_id::uuid and c.purpose = @purpose::text and c.text_version = @text_version::text and c.withdrawn_at is null);

-- name: WithdrawConsent :exec
update identity.consent set withdrawn_at = @now::timestamptz
where person_id = @person_id and purpose = @purpose and withdrawn_at is null;

-- name: WithdrawConsents :exec
update identity.consent set withdrawn_at = @now::timestamptz where person_id = any(@person_ids::uuid[]) and withdrawn_at is null;

-- name: Consents :many
select purpose, text_version, given_at, withdrawn_at from identity.consent where person_id = @person_id order by given_at, id;
