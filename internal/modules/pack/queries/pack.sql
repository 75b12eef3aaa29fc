-- name: InsertPack :one
insert into pack.pack (id, code, offer_id, owner_id, practitioner_id, practitioner_person_id, practitioner_name, service_id, service_name,
  sessions, price_minor, commission_minor, quote, currency, step_minor, valid_days, status, created_at)
values (@id, @code, @offer_id, @owner_id, @practitioner_id, @practitioner_person_id, @practitioner_name, @service_id, @service_name,
  @sessions, @price_minor, @commission_minor, @quote, @currency, @step_minor, @valid_days, 'unpaid', @now::timestamptz)
returning *;

-- name: Pack :one
select * from pack.pack where id = @id;

-- name: LockPack :one
select * from pack.pack where id = @id for update;

-- name: SharePack :one
-- Draws do not wait for each other, but for a refund of everything, which waits for them.
select * from pack.pack where id = @id for key share;

-- name: ActivatePack :one
update pack.pack set status = 'active', payment_id = @payment_id::uuid, bought_at = @now::timestamptz, valid_until = @valid_until::timestamptz, version = version + 1
where id = @id and status = 'unpaid' returning *;

-- name: EndRefunded :one
-- A package is over once every session of it was paid back. No row: some were drawn or lost.
update pack.pack p set status = 'refunded', version = version + 1
where p.id = @id and p.status = 'active' and p.sessions = (select count(*) from pack.use u where u.pack_id = p.id and u.kind = 'refund')
returning *;

-- name: VoidPack :execrows
update pack.pack set status = 'void', version = version + 1 where id = @id and status = 'unpaid';

-- name: BumpPack :one
-- A session that comes back after the end, or shortly before it, can be used for a while.
update pack.pack set version = version + 1,
  warned_at = case when coalesce(sqlc.narg(least_until)::timestamptz, valid_until) > valid_until then null else warned_at end,
  valid_until = greatest(valid_until, sqlc.narg(least_until)::timestamptz)
where id = @id returning *;

-- name: Draw :one
-- The first session that is free. No row: all are used, or another took this one at the same moment. The row of the package
-- is not locked: that a session is spent once is for the index use_session_once to keep.
insert into pack.use (id, pack_id, sessions, session_no, kind, booking_id, payment_id, amount_minor, commission_minor, used_at)
select @id, p.id, p.sessions, n.no, 'draw', @booking_id::uuid, @payment_id::uuid, (@amounts::bigint[])[n.no], (@commissions::bigint[])[n.no], @now::timestamptz
from pack.pack p cross join lateral (
  select g.no from generate_series(1, p.sessions::int) as g(no)
  where not exists (select from pack.use u where u.pack_id = p.id and u.session_no = g.no and u.returned_at is null)
  order by g.no limit 1) n
where p.id = @pack_id
on conflict do nothing
returning *;

-- name: SpendRest :many
-- Everything that is free, at once: refunded, or lost at the end.
insert into pack.use (id, pack_id, sessions, session_no, kind, amount_minor, commission_minor, used_at)
select gen_random_uuid(), p.id, p.sessions, g.no, @kind, (@amounts::bigint[])[g.no], (@commissions::bigint[])[g.no], @now::timestamptz
from pack.pack p, generate_series(1, p.sessions::int) as g(no)
where p.id = @pack_id and not exists (select from pack.use u where u.pack_id = p.id and u.session_no = g.no and u.returned_at is null)
on conflict do nothing
returning *;

-- name: UseOfBooking :one
select * from pack.use where booking_id = @booking_id::uuid;

-- name: ReturnUse :execrows
update pack.use set returned_at = @now::timestamptz where id = @id and returned_at is null;

-- name: UsesOf :many
select * from pack.use where pack_id = any(@packs::uuid[]) order by pack_id, used_at, session_no;

-- name: CountTried :one
-- Attempts to buy that came to nothing: many are somebody who tries stolen cards.
select count(*) from pack.pack where owner_id = @owner_id and status in ('unpaid', 'void') and created_at > @since::timestamptz;

-- name: Newest :one
-- What a person last began to buy of an offer.
select * from pack.pack where owner_id = @owner_id and offer_id = @offer_id order by id desc limit 1;

-- name: PacksOf :many
select sqlc.embed(p), count(*) over () as total from pack.pack p
where p.owner_id = @owner_id and p.status in ('active', 'refunded') order by p.id desc limit @max_rows offset @skip;

-- name: PacksSoldBy :many
select sqlc.embed(p), count(*) over () as total from pack.pack p
where p.practitioner_id = @practitioner_id and (sqlc.narg(service_id)::uuid is null or p.service_id = sqlc.narg(service_id)::uuid) and p.status in ('active', 'refunded') order by p.id desc limit @max_rows offset @skip;

-- name: OwnAmong :many
select * from pack.pack where owner_id = @owner_id and id = any(@ids::uuid[]);

-- name: Usable :many
select * from pack.pack
where owner_id = @owner_id and service_id = @service_id and status = 'active' and valid_until > @starts_at::timestamptz
order by valid_until, id limit 20;

-- name: EndedPacks :many
-- Packages past their end that still have a session nobody used.
select p.id from pack.pack p where p.status = 'active' and p.valid_until <= @now::timestamptz
  and p.sessions > (select count(*) from pack.use u where u.pack_id = p.id and u.returned_at is null)
order by p.valid_until limit 200;

-- name: EndingPacks :many
-- Packages that end soon, whose owner has not heard of it, with a session left.
select p.id from pack.pack p where p.status = 'active' and p.warned_at is null and p.valid_until > @now::timestamptz and p.valid_until <= @before::timestamptz
  and p.sessions > (select count(*) from pack.use u where u.pack_id = p.id and u.returned_at is null)
order by p.valid_until limit 200;

-- name: NoteWarned :execrows
update pack.pack set warned_at = @now::timestamptz where id = @id and warned_at is null;

-- name: OfPerson :many
-- What a person bought or sold and is not over, for the end of their account.
select id from pack.pack where status = 'active' and (owner_id = @person_id or practitioner_person_id = @person_id) order by id;

-- name: ForgetPractitioner :exec
update pack.pack set practitioner_name = @name, service_name = @service where practitioner_id = @practitioner_id;
