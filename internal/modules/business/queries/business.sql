-- name: Insert :exec
insert into business.business (id, slug, name, about, zone, address, owner_id, show_rooms, created_at)
values (@id, @slug, @name, @about, @zone, @address, @owner_id, @show_rooms, @created_at);

-- name: CountOwned :one
select count(*) from business.business where owner_id = @owner_id and open;

-- name: ByID :one
select * from business.business where id = $1;

-- name: BySlug :one
-- By the present slug or one of before.
select b.* from business.slug_history h join business.business b on b.id = h.business_id where h.slug = $1 and b.open;

-- name: Lock :one
-- Everything that changes who or what belongs to a business goes through this lock, so that limits hold.
select * from business.business where id = $1 for no key update;

-- name: Update :one
update business.business set slug = @slug, name = @name, about = @about, zone = @zone, address = @address, show_rooms = @show_rooms, version = version + 1
where id = @id returning *;

-- name: Close :exec
-- Its owner's account was deleted: what they wrote goes.
update business.business set open = false, slug = @slug, name = @name, about = '', address = '', version = version + 1 where id = @id;

-- name: SlugOfAnother :one
select exists (select from business.slug_history h where h.slug = @slug and h.business_id <> @business_id);

-- name: ForgetSlugs :exec
-- Old addresses were made from the name: they lead nowhere, and are free again.
delete from business.slug_history where business_id = @business_id and retired_at is not null;

-- name: LockOwned :many
-- For update, which the trigger business.refuse_closed waits for: no session begins to count while this is held.
select id from business.business where owner_id = @person_id and open order by id for update;

-- name: SetOwner :exec
update business.business set owner_id = @person_id, version = version + 1 where id = @id;

-- name: StepDown :exec
update business.membership set role = 'manager' where business_id = @business_id and role = 'owner';

-- name: StepUp :execrows
update business.membership set role = 'owner' where business_id = @business_id and person_id = @person_id;

-- name: RoleOf :one
select m.role from business.membership m join business.business b on b.id = m.business_id
where m.business_id = @business_id and m.person_id = @person_id and b.open;

-- name: OfPerson :many
select sqlc.embed(b), m.role from business.membership m join business.business b on b.id = m.business_id
where m.person_id = @person_id and b.open order by b.name, b.id;

-- name: Members :many
select * from business.membership where business_id = @business_id order by joined_at, person_id;

-- name: Join :execrows
insert into business.membership (business_id, person_id, role, joined_at) values (@business_id, @person_id, @role, @joined_at)
on conflict do nothing;

-- name: SetRole :execrows
update business.membership set role = @role where business_id = @business_id and person_id = @person_id and role <> 'owner';

-- name: Leave :execrows
-- The owner stays; with anybody else go their rooms and their part in team services, by foreign keys.
delete from business.membership where business_id = @business_id and person_id = @person_id and role <> 'owner';

-- name: LeaveAll :exec
delete from business.membership where person_id = @person_id and role <> 'owner';

-- name: Dissolve :exec
delete from business.membership where business_id = @business_id and role <> 'owner';

-- name: CountMembers :one
select (select count(*) from business.membership m where m.business_id = @business_id)
  + (select count(*) from business.invitation i where i.business_id = @business_id and i.expires_at > @now::timestamptz) as n;

-- name: Invite :exec
insert into business.invitation (id, business_id, email, role, invited_by, expires_at, created_at)
values (@id, @business_id, @email, @role, @invited_by, @expires_at, @created_at);

-- name: Invitations :many
select * from business.invitation where business_id = @business_id and expires_at > @now::timestamptz order by created_at, id;

-- name: InvitationByID :one
select sqlc.embed(i), sqlc.embed(b) from business.invitation i join business.business b on b.id = i.business_id
where i.id = @id and i.expires_at > @now::timestamptz and b.open;

-- name: InvitationsTo :many
select sqlc.embed(i), sqlc.embed(b) from business.invitation i join business.business b on b.id = i.business_id
where i.email = @email and i.expires_at > @now::timestamptz and b.open order by i.created_at;

-- name: TakeInvitation :one
-- Whoever deletes it has it: of two who accept at once one finds it gone.
delete from business.invitation where id = @id and email = @email and expires_at > @now::timestamptz returning *;

-- name: Withdraw :execrows
delete from business.invitation where id = @id and business_id = @business_id;

-- name: WithdrawTo :exec
delete from business.invitation where business_id = @business_id and email = @email;

-- name: WithdrawAsking :exec
-- What somebody sent who may no longer ask for these roles.
delete from business.invitation where business_id = @business_id and invited_by = @invited_by and role = any(@roles::text[]);

-- name: WithdrawToAddress :exec
delete from business.invitation where email = @email;

-- name: WithdrawAll :exec
delete from business.invitation where business_id = @business_id;

-- name: ForgetInvitations :exec
delete from business.invitation where expires_at <= @now::timestamptz;

-- name: Rooms :many
select * from business.room where business_id = @business_id order by name, id;

-- name: RoomsInUse :many
select r.id, r.name, b.name as business_name, b.address, b.show_rooms from business.room r join business.business b on b.id = r.business_id
where r.id = any(@ids::uuid[]);

-- name: CountRooms :one
select count(*) from business.room where business_id = @business_id;

-- name: InsertRoom :one
insert into business.room (id, business_id, name, created_at) values (@id, @business_id, @name, @created_at) returning *;

-- name: SetRoom :one
update business.room set name = @name, active = @active where id = @id and business_id = @business_id returning *;
