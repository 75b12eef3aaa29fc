-- name: InsertRefreshToken :exec
insert into identity.refresh_token (token_hash, session_id, issued_at, expires_at)
values (@token_hash, @session_id, @now::timestamptz, @expires_at);

-- UseRefreshToken has one winner, however many present the token at once.
-- name: UseRefreshToken :one
update identity.refresh_token set used_at = @now::timestamptz
where token_hash = @token_hash and used_at is null returning session_id, expires_at;

-- name: RefreshTokenSession :one
select r.session_id, s.person_id, s.revoked_at from identity.refresh_token r join identity.session s on s.id = r.session_id
where r.token_hash = @token_hash;

-- name: DeleteRefreshTokens :exec
delete from identity.refresh_token r using identity.session s where s.id = r.session_id and s.person_id = any(@person_ids::uuid[]);

-- name: RevokeAccessToken :exec
insert into identity.revoked_token (jti, expires_at) values (@jti, @expires_at) on conflict do nothing;

-- name: InsertOneTimeToken :exec
insert into identity.one_time_token (token_hash, person_id, purpose, created_at, expires_at)
values (@token_hash, @person_id, @purpose, @now::timestamptz, @expires_at);

-- OneTimeTokenOwner is a look before expensive work; only UseOneTimeToken decides.
-- name: OneTimeTokenOwner :one
select p.email, p.name from identity.one_time_token t join identity.person p on p.id = t.person_id
where t.token_hash = @token_hash and t.purpose = @purpose and t.used_at is null and t.expires_at > @now::timestamptz;

-- UseOneTimeToken has one winner.
-- name: UseOneTimeToken :one
update identity.one_time_token set used_at = @now::timestamptz
where token_hash = @token_hash and purpose = @purpose and used_at is null and expires_at > @now::timestamptz
returning person_id;

-- name: DeleteOneTimeTokens :exec
delete from identity.one_time_token where person_id = any(@person_ids::uuid[]) and purpose = any(@purposes::text[]);

-- name: SweepRefreshTokens :exec
delete from identity.refresh_token where expires_at < @before::timestamptz;

-- name: SweepRevokedTokens :exec
delete from identity.revoked_token where expires_at < @before::timestamptz;

-- name: SweepOneTimeTokens :exec
delete from identity.one_time_token where expires_at < @before::timestamptz;

-- name: SweepSessions :exec
delete from identity.session s where s.expires_at < @before::timestamptz
  and not exists (select from identity.refresh_token r where r.session_id = s.id);
