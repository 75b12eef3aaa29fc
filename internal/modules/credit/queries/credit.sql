-- name: InsertGift :one
insert into credit.gift (id, buyer_id, amount_minor, currency, message_sealed, recipient_sealed, code_hash, status, created_at)
values (@id, @buyer_id, @amount_minor, @currency, @message_sealed, @recipient_sealed, @code_hash, 'unpaid', @now::timestamptz)
returning *;

-- name: Gift :one
select * from credit.gift where id = @id;

-- name: LockGift :one
select * from credit.gift where id = @id for update;

-- name: GiftByCode :one
select * from credit.gift where code_hash = @code_hash;

-- name: GiftsOf :many
-- What somebody paid for, newest first.
select sqlc.embed(g), count(*) over () as total from credit.gift g
where g.buyer_id = @buyer_id and g.status in ('bought', 'redeemed', 'refunded') order by g.id desc limit @max_rows offset @skip;

-- name: CountTried :one
select count(*) from credit.gift where buyer_id = @buyer_id and created_at > @since::timestamptz and status in ('unpaid', 'void');

-- name: BuyGift :one
update credit.gift set status = 'bought', payment_id = @payment_id::uuid, bought_at = @now::timestamptz, version = version + 1
where id = @id and status = 'unpaid' returning *;

-- name: VoidGift :execrows
update credit.gift set status = 'void', version = version + 1 where id = @id and status = 'unpaid';

-- name: RedeemGift :one
-- Whoever comes second meets the trigger.
update credit.gift set status = 'redeemed', redeemed_by = @person_id::uuid, ended_at = @now::timestamptz, version = version + 1
where id = @id returning *;

-- name: RefundGift :one
update credit.gift set status = 'refunded', ended_at = @now::timestamptz, version = version + 1
where id = @id returning *;

-- name: GiftsByIDs :many
select * from credit.gift where id = any(@ids::uuid[]);

-- name: InsertGoodwill :exec
insert into credit.goodwill (id, booking_id, person_id, amount_minor, currency, reason, granted_by, granted_at)
values (@id, @booking_id, @person_id, @amount_minor, @currency, @reason, @granted_by, @granted_at);

-- name: GoodwillOf :many
-- Of a booking, oldest first.
select * from credit.goodwill where booking_id = @booking_id order by id;

-- name: Misses :one
select count(*) from credit.miss where person_id = @person_id and at > @since;

-- name: Miss :exec
insert into credit.miss (id, person_id, at) values (@id, @person_id, @at);

-- name: ForgetMisses :exec
delete from credit.miss where person_id = @person_id and at <= @until;

-- name: ErasePerson :exec
-- The words of a gift went with its buyer's key.
delete from credit.miss where person_id = @person_id;
