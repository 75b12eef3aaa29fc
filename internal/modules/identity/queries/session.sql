-- name: InsertSession :exec
insert into identity.session (id, person_id, kind, secret_hash, user_agent, ip_prefix, created_at, last_seen_at, expires_at)
values (@id, @person_id, @kind, @secret_hash, @user_agent, @ip_prefix, @now::timestamptz, @now::timestamptz, @expires_at);

-- PrincipalBySecret answers a page request: who is behind the cookie, if its session still lives. It also notes, at most
-- once a minute, that the session was used; a session that idled out is not brought back by this.
-- name: PrincipalBySecret :one
with touched as (
  update identity.session t set last_seen_at = @now::timestamptz from identity.person tp
  where t.secret_hash = @secret_hash::bytea and tp.id = t.person_id and t.revoked_at is null and t.last_seen_at < @touch_before::timestamptz
    and t.last_seen_at > case when tp.role = 'admin' then @admin_idle_since::timestamptz else @idle_since::timestamptz end
)
select s.id as session_id, s.expires_at, p.id as person_id, p.role, p.email, p.name, p.zone, p.locale, p.place, p.email_verified_at
from identity.session s join identity.person p on p.id = s.person_id
where s.secret_hash = @secret_hash::bytea and s.revoked_at is null and s.expires_at > @now::timestamptz and p.status = 'active'
  and s.last_seen_at > case when p.role = 'admin' then @admin_idle_since::timestamptz else @idle_since::timestamptz end;

-- PrincipalBySession is the same for an access token, by the session it was issued in and its own id.
-- name: PrincipalBySession :one
with touched as (
  update identity.session t set last_seen_at = @now::timestamptz from identity.person tp
  where t.id = @session_id::uuid and tp.id = t.person_id and t.revoked_at is null and t.last_seen_at < @touch_before::timestamptz
    and t.last_seen_at > case when tp.role = 'admin' then @admin_idle_since::timestamptz else @idle_since::timestamptz end
)
select s.id as session_id, s.expires_at, p.id as person_id, p.role, p.email, p.name, p.zone, p.locale, p.place, p.email_verified_at
from identity.session s join identity.person p on p.id = s.person_id
where s.id = @session_id::uuid and s.kind = 'api' and s.revoked_at is null and s.expires_at > @now::timestamptz and p.status = 'active'
  and s.last_seen_at > case when p.role = 'admin' then @admin_idle_since::timestamptz else @idle_since::timestamptz end
  and not exists (select from identity.revoked_token r where r.jti = @jti::uuid);

-- name: LiveSessions :many
select id, kind, user_agent, ip_prefix, created_at, last_seen_at, expires_at
from identity.session
where person_id = @person_id and revoked_at is null and expires_at > @now::timestamptz and last_seen_at > @idle_since::timestamptz
order by last_seen_at desc, id;

-- name: LockSession :one
select s.id, s.person_id, s.kind, s.expires_at, s.last_seen_at, s.revoked_at, p.role, p.email, p.name, p.zone, p.locale, p.place, p.status, p.email_verified_at
from identity.session s join identity.person p on p.id = s.person_id
where s.id = @id for update of s;

-- name: TouchSession :exec
update identity.session set last_seen_at = @now::timestamptz where id = @id;

-- name: EndSession :execrows
update identity.session set revoked_at = @now::timestamptz, revoke_reason = @reason
where id = @id and person_id = @person_id and revoked_at is null;

-- EndSessions ends all sessions of a person but one (the zero id spares none).
-- name: EndSessions :many
update identity.session set revoked_at = @now::timestamptz, revoke_reason = @reason
where person_id = @person_id and id <> @except_id::uuid and revoked_at is null
returning id;

-- EndOldest keeps the newest sessions of a person and ends the rest, so that nobody piles up sessions without end.
-- name: EndOldest :exec
update identity.session set revoked_at = @now::timestamptz, revoke_reason = 'too_many'
where id in (
  select o.id from identity.session o where o.person_id = @person_id and o.revoked_at is null and o.expires_at > @now::timestamptz
  order by o.last_seen_at desc, o.id desc offset @keep::int
);

-- name: ScrubSessions :exec
update identity.session set user_agent = '', ip_prefix = '' where person_id = any(@person_ids::uuid[]);
