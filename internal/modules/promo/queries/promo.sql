-- name: InsertPromotion :one
insert into promo.promotion (id, code, bps, amount_minor, most_minor, min_minor, currency, borne_by, category_id, service_id, first_only, per_person, total_limit,
  from_day, until_day, note, created_by, created_at)
values (@id, @code, sqlc.narg(bps)::int, sqlc.narg(amount_minor)::bigint, sqlc.narg(most_minor)::bigint, @min_minor, sqlc.narg(currency)::text, @borne_by, sqlc.narg(category_id)::uuid,
  sqlc.narg(service_id)::uuid, @first_only, @per_person, sqlc.narg(total_limit)::int, @from_day, sqlc.narg(until_day)::date, @note, @created_by, @created_at)
returning *;

-- name: EndPromotion :one
update promo.promotion set ended_by = @ended_by::uuid, ended_at = @ended_at::timestamptz where id = @id and ended_at is null returning *;

-- name: Promotion :one
select * from promo.promotion where id = @id;

-- name: Promotions :many
select sqlc.embed(p), count(*) over () as total from promo.promotion p order by p.id desc limit @max_rows offset @skip;

-- name: LockCode :one
-- Whoever uses a code waits here for whoever uses it now.
select * from promo.promotion where code = @code for no key update;

-- name: NextUse :one
-- The smallest number that is free among a person's uses.
select coalesce(min(n.nth), 1)::int as nth from generate_series(1, 101) as n(nth)
where not exists (select from promo.redemption r where r.promotion_id = @promotion_id and r.person_id = @person_id and r.nth = n.nth and r.released_at is null);

-- name: Redeem :exec
insert into promo.redemption (id, promotion_id, person_id, booking_id, nth, first_only, off_minor, currency, used_at)
values (@id, @promotion_id, @person_id, @booking_id, @nth, @first_only, @off_minor, @currency, @used_at);

-- name: Release :execrows
update promo.redemption set released_at = @now::timestamptz where booking_id = @booking_id and released_at is null;

-- name: Misses :one
select count(*) from promo.miss where person_id = @person_id and at > @since::timestamptz;

-- name: Miss :exec
insert into promo.miss (id, person_id, at) values (@id, @person_id, @at);

-- name: ForgetMisses :exec
delete from promo.miss where person_id = @person_id and at <= @until::timestamptz;

-- name: Within :one
-- Whether a category is the other one, or lies below it.
with recursive up as (
  select c.category_id, c.parent_id, 1 as above from catalog.v_category c where c.category_id = @category_id
  union all
  select c.category_id, c.parent_id, up.above + 1 from up join catalog.v_category c on c.category_id = up.parent_id where up.above < 8
)
select exists (select from up where up.category_id = @wanted::uuid)::boolean;
