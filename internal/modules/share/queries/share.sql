-- name: Lock :exec
-- One change of a person's consents at a time.
select pg_advisory_xact_lock(hashtextextended('share ' || @person_id::uuid, 0));

-- name: Met :many
-- With whom somebody has or had sessions.
select m.practitioner_id, m.practitioner_person_id, c.name from booking.v_met m join identity.v_contact c on c.id = m.practitioner_person_id
where m.seeker_id = @person_id::uuid and m.practitioner_person_id <> m.seeker_id and not c.erased order by c.name, m.practitioner_id limit @max_rows;

-- name: Give :exec
insert into share.consent (id, person_id, to_id, mood, goals, insights, given_at, until)
values (@id, @person_id, @to_id, @mood, @goals, @insights, @given_at, @until);

-- name: LockOpen :many
-- Whoever reads is waited for, and who comes later waits: EndOpen sees every reading.
select id from share.consent where person_id = @person_id and to_id = @to_id and until > @now::timestamptz for update;

-- name: EndOpen :exec
-- What held before gives way to what is given now, after what was read of it. Lock first.
update share.consent c set until = least(c.until, greatest(@now::timestamptz, c.given_at + interval '1 microsecond',
  (select max(r.at) + interval '1 microsecond' from share.reading r where r.consent_id = c.id))), ended = true
where c.id = any(@ids::uuid[]);

-- name: LockConsent :many
select id from share.consent where id = @id and person_id = @person_id for update;

-- name: Given :many
-- Latest first, with how often it was read and when last.
select s.id, s.to_id, c.name, s.mood, s.goals, s.insights, s.given_at, s.until, s.ended,
  (select count(*) from share.reading r where r.consent_id = s.id) as reads,
  coalesce((select max(r.at) from share.reading r where r.consent_id = s.id), s.given_at)::timestamptz as last_read
from share.consent s join identity.v_contact c on c.id = s.to_id where s.person_id = @person_id order by s.given_at desc, s.id limit @max_rows;

-- name: Readings :many
select r.kind, r.at from share.reading r join share.consent s on s.id = r.consent_id
where r.consent_id = @consent_id and s.person_id = @person_id order by r.at desc, r.id limit @max_rows;

-- name: Mine :one
select count(*) from share.consent where id = @id and person_id = @person_id;

-- name: OpenTo :many
-- What a practitioner may read at this moment.
select s.id, s.person_id, c.name, s.mood, s.goals, s.insights, s.given_at, s.until, s.ended
from share.consent s join identity.v_contact c on c.id = s.person_id
where s.to_id = @to_id and s.until > @now::timestamptz and not s.ended and not c.erased order by c.name, s.id limit @max_rows;

-- name: Read :one
-- The permission and its record in one: no row is written, and none comes back, when nothing is permitted at this moment.
with may as (
  select c.id, c.person_id, c.until from share.consent c
  where c.id = @id and c.to_id = @to_id and c.until > @at::timestamptz and not c.ended
    and case @kind::text when 'mood' then c.mood when 'goals' then c.goals when 'insights' then c.insights end
), kept as (
  insert into share.reading (id, consent_id, until, kind, at) select @reading_id::uuid, may.id, may.until, @kind::text, @at::timestamptz from may returning consent_id
)
select may.person_id from may join kept on kept.consent_id = may.id;

-- name: Was :one
-- Whether there ever was such a consent to this reader: to everybody else it looks missing.
select count(*) from share.consent where id = @id and to_id = @to_id;

-- name: Everything :many
select r.consent_id, r.kind, r.at from share.reading r join share.consent s on s.id = r.consent_id
where s.person_id = @person_id order by r.at, r.id limit @max_rows;

-- name: Forget :exec
delete from share.consent where person_id = any(@people::uuid[]) or to_id = any(@people::uuid[]);

-- name: LastEnd :one
select coalesce(max(until), @now::timestamptz)::timestamptz from share.consent where person_id = @person_id and to_id = @to_id;
