-- name: TeamServices :many
select * from catalog.team_service where business_id = @business_id and (active or @with_inactive::boolean) order by created_at, id;

-- name: TeamMembers :many
select * from catalog.team_member where team_service_id = any(@ids::uuid[]) order by team_service_id, practitioner_id;

-- name: TeamServiceByID :one
select * from catalog.team_service where id = @id;

-- name: TeamForBooking :one
select sqlc.embed(t), b.slug, b.name as business_name, b.zone, b.address, b.show_rooms, b.open
from catalog.team_service t join business.v_business b on b.business_id = t.business_id where t.id = @id;

-- name: ServicesForBooking :many
-- ServiceForBooking for several.
select sqlc.embed(s), c.slug as category_slug,
  (select coalesce(array_agg(sr.room_id order by sr.room_id) filter (where r.active), '{}') from catalog.service_room sr
     join business.v_room r on r.room_id = sr.room_id where sr.service_id = s.id having count(*) > 0)::uuid[] as rooms,
  p.person_id, p.zone, p.confirmation, p.verification_status, p.listed, p.suspended, p.licence_until, p.licence_ended, p.display_name, p.slug, p.country, p.city, p.area, p.address
from catalog.service s
join catalog.practitioner p on p.id = s.practitioner_id
join catalog.category c on c.id = s.category_id
where s.id = any(@ids::uuid[])
order by p.id;

-- name: CountTeamServices :one
select count(*) from catalog.team_service where business_id = @business_id;

-- name: WriteTeamService :one
insert into catalog.team_service as cur (id, business_id, name, description, team, mode, duration_min, price_minor, currency,
  free_cancel_hours, late_cancel_fee_bps, size, active, created_at)
values (@id, @business_id, @name, @description, @team, @mode, @duration_min, @price_minor, @currency, @free_cancel_hours,
  @late_cancel_fee_bps, @size, @active, @created_at)
on conflict (id) do update set name = excluded.name, description = excluded.description, team = excluded.team, mode = excluded.mode,
  duration_min = excluded.duration_min, price_minor = excluded.price_minor, currency = excluded.currency,
  free_cancel_hours = excluded.free_cancel_hours, late_cancel_fee_bps = excluded.late_cancel_fee_bps, size = excluded.size,
  active = excluded.active, version = cur.version + 1
returning cur.*;

-- name: ForgetTeamMembers :exec
delete from catalog.team_member where team_service_id = @team_service_id;

-- name: AddTeamMembers :exec
-- Equal length and currency, one client, and membership are foreign keys of the row.
insert into catalog.team_member (team_service_id, business_id, practitioner_id, person_id, service_id, duration_min, currency)
select @team_service_id, @business_id, p.id, p.person_id, s.id, @duration_min, @currency
from catalog.service s join catalog.practitioner p on p.id = s.practitioner_id where s.id = any(@services::uuid[]);

-- name: PractitionersOfPeople :many
select p.* from catalog.practitioner p where p.person_id = any(@people::uuid[]) and p.erased_at is null;

-- name: RoomsOfServices :many
select service_id, room_id from catalog.service_room where business_id = @business_id order by service_id, room_id;

-- name: ForgetServiceRooms :exec
delete from catalog.service_room where service_id = @service_id and business_id = @business_id;

-- name: AddServiceRooms :execrows
insert into catalog.service_room (service_id, room_id, business_id, practitioner_id, person_id)
select s.id, unnest(@rooms::uuid[]), @business_id, p.id, p.person_id
from catalog.service s join catalog.practitioner p on p.id = s.practitioner_id where s.id = @service_id;
