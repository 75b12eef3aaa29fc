-- name: Course :many
select level, calm, at from safety.reading where person_id = @person_id and at > @since order by at desc limit 100;

-- name: AddReading :execrows
-- No row: it was recorded before, or there are enough of the last hour (trigger reading_limit).
insert into safety.reading (id, person_id, level, calm, at) values (@id, @person_id, @level, @calm, @at) on conflict (id) do nothing;

-- name: HasReading :one
select exists (select from safety.reading where id = @id);

-- name: ForgetReadings :exec
delete from safety.reading where at < @before;

-- name: ForgetPerson :exec
delete from safety.reading where person_id = @person_id;

-- name: AddCase :one
-- No row: somebody looks after an open case of this person already, or will. JoinCase then.
insert into safety.on_call_case (id, person_id, level, opened_at, latest_at)
values (@id, @person_id, @level, @at, @at)
on conflict (person_id) where resolved_at is null do nothing
returning id, version;

-- name: JoinCase :one
-- A graver message takes an acknowledged case back to the team: what they saw was less than what is said now. So does one
-- long after it was acknowledged, and one whose reader is on call no more.
with was as (
  select w.id, (w.acknowledged_at is not null and (w.level = 'high' and @level::text = 'critical'
    or w.acknowledged_at <= @seen_before::timestamptz or w.acknowledged_by <> all(@team::uuid[]))) as reopened
  from safety.on_call_case w where w.person_id = @person_id and w.resolved_at is null for update
)
update safety.on_call_case c set messages = c.messages + 1, latest_at = greatest(c.latest_at, @at::timestamptz),
  version = c.version + (case when @quiet::boolean and not was.reopened then 0 else 1 end),
  level = case when @level::text = 'critical' then 'critical' else c.level end,
  acknowledged_at = case when was.reopened then null else c.acknowledged_at end,
  acknowledged_by = case when was.reopened then null else c.acknowledged_by end
from was where c.id = was.id
returning c.id, c.version, was.reopened::boolean as reopened;

-- name: AddEvent :exec
insert into safety.event (id, person_id, level, reasons, case_id, at) values (@id, @person_id, @level, @reasons::text[], sqlc.narg(case_id), @at);

-- name: PinCard :exec
insert into safety.card as c (person_id, level, pinned_until, latest_at, check_in)
values (@person_id, @level, @pinned_until, @at, true)
on conflict (person_id) do update set level = case when c.pinned_until > excluded.latest_at
      and array_position(array['moderate', 'high', 'critical'], c.level) > array_position(array['moderate', 'high', 'critical'], excluded.level)
    then c.level else excluded.level end,
  pinned_until = greatest(c.pinned_until, excluded.pinned_until), latest_at = greatest(c.latest_at, excluded.latest_at), check_in = true;

-- name: Card :one
select level, pinned_until, latest_at, check_in from safety.card where person_id = @person_id;

-- name: CheckedIn :exec
update safety.card set check_in = false where person_id = @person_id and check_in;

-- name: LockCase :one
select * from safety.on_call_case where id = @id for update;

-- name: Paged :exec
update safety.on_call_case set pages = pages + 1, paged_at = @now::timestamptz where id = @id;

-- name: Unheard :many
-- Open cases that nobody looks after and nobody was called to lately.
select id, version from safety.on_call_case
where resolved_at is null and acknowledged_at is null and coalesce(paged_at, opened_at) <= @before::timestamptz
order by opened_at limit 1000;

-- name: Unseen :many
-- Open cases that nobody looks after.
select id, version from safety.on_call_case where resolved_at is null and acknowledged_at is null order by opened_at limit 1000;

-- name: Release :exec
-- What was acknowledged long ago and is still open goes back to the team.
update safety.on_call_case set acknowledged_at = null, acknowledged_by = null where resolved_at is null and acknowledged_at <= @before::timestamptz;

-- name: Acknowledge :exec
update safety.on_call_case set acknowledged_at = @now::timestamptz, seen_at = coalesce(seen_at, @now::timestamptz), acknowledged_by = @by::uuid, version = version + 1 where id = @id;

-- name: Resolve :exec
update safety.on_call_case set resolved_at = @now::timestamptz, resolved_by = @by::uuid, outcome = @outcome::text, version = version + 1 where id = @id;

-- name: OpenCases :many
-- Those that nobody looks after first, then the gravest, then the longest waiting.
select sqlc.embed(c), count(*) over () as total
from safety.on_call_case c where c.resolved_at is null
order by (c.acknowledged_at is not null), (c.level <> 'critical'), c.opened_at, c.id
limit @max_rows offset @skip;

-- name: Team :many
select person_id from safety.on_call order by since, person_id;

-- name: JoinTeam :execrows
insert into safety.on_call (person_id, since) values (@person_id, @now::timestamptz) on conflict (person_id) do nothing;

-- name: LeaveTeam :exec
delete from safety.on_call where person_id = @person_id;

-- name: Contact :one
select * from safety.contact where person_id = @person_id and ended_at is null;

-- name: ContactTold :many
select at from safety.contact_told where contact_id = @contact_id order by at desc limit 1;

-- name: ContactByID :one
select * from safety.contact where id = @id;

-- name: ContactsSince :one
select count(*) from safety.contact where person_id = @person_id and agreed_at > @since;

-- name: AddContact :execrows
-- No row: another was named at the same moment.
insert into safety.contact (id, person_id, name_sealed, email_sealed, language, terms, agreed_at)
values (@id, @person_id, @name_sealed, @email_sealed, @language, @terms, @agreed_at)
on conflict (person_id) where ended_at is null do nothing;

-- name: EndContact :execrows
update safety.contact set ended_at = @now::timestamptz, ended_by = @by::text, name_sealed = null, email_sealed = null
where person_id = @person_id and ended_at is null;

-- name: RefuseContact :exec
update safety.contact set ended_at = @now::timestamptz, ended_by = 'contact', name_sealed = null, email_sealed = null
where id = @id and ended_at is null;

-- name: TellContact :one
-- Once a case, and only by the consent that stood before. No row: there is none, or they were told.
insert into safety.contact_told (case_id, contact_id, at)
select k.id, c.id, @at::timestamptz from safety.on_call_case k join safety.contact c on c.person_id = k.person_id
where k.id = @case_id and k.level = 'critical' and c.ended_at is null and c.agreed_at < @at::timestamptz
on conflict (case_id) do nothing
returning contact_id;

-- name: CountEvents :many
select level, count(*) as n from safety.event where at >= @since::timestamptz and at < @until::timestamptz group by level;

-- name: CountCases :many
-- Those that nobody ended yet have no outcome.
select coalesce(outcome, '')::text as outcome, count(*) as n, count(*) filter (where seen_at <= opened_at + interval '15 minutes') as soon
from safety.on_call_case where opened_at >= @since::timestamptz and opened_at < @until::timestamptz group by 1;

-- name: CountTold :one
select count(*) from safety.contact_told where at >= @since::timestamptz and at < @until::timestamptz;
