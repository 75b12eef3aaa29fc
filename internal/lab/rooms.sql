-- A business of three practitioners who work around the clock, with two rooms: private sessions, a group, and team
-- services for any (with rooms, and online without) and for all. What it makes is found by its names.
with staff as (
  select p.id, p.person_id, p.currency, row_number() over (order by p.id) as n from catalog.practitioner p
  where p.verification_status = 'verified' and p.listed and not p.suspended and p.currency = 'INR' order by p.id limit 3
), house as (
  insert into business.business (id, slug, name, zone, owner_id, created_at)
  select gen_random_uuid(), 'rooms-lab', 'Rooms lab', 'UTC', person_id, now() from staff where n = 1 returning id
), members as (
  insert into business.membership (business_id, person_id, role, joined_at)
  select house.id, person_id, case when n = 1 then 'owner' else 'member' end, now() from staff, house
), clock as (
  update catalog.practitioner set zone = 'UTC', confirmation = 'instant' where id in (select id from staff)
), closed as (
  delete from schedule.weekly_window where practitioner_id in (select id from staff)
), overrides as (
  delete from schedule.date_override where practitioner_id in (select id from staff)
), off as (
  delete from schedule.time_off where practitioner_id in (select id from staff)
), offered as (
  insert into catalog.service (id, practitioner_id, category_id, name, duration_min, price_minor, currency, modes, window_kind, capacity, created_at)
  select gen_random_uuid(), staff.id, (select id from catalog.category limit 1), kind.name, 60, 100000, staff.currency, kind.modes, 'none', kind.capacity, now()
  from staff, (values ('lab private', array['at_practitioner'], 1), ('lab group', array['at_practitioner'], 4), ('lab online', array['online'], 1)) kind (name, modes, capacity)
  returning id, practitioner_id, name
), rooms as (
  insert into business.room (id, business_id, name, created_at)
  select gen_random_uuid(), house.id, 'Room ' || n, now() from house, generate_series(1, 2) n returning id, business_id
), teams as (
  insert into catalog.team_service (id, business_id, name, team, mode, duration_min, price_minor, currency, size, created_at)
  select gen_random_uuid(), house.id, kind.name, kind.team, kind.mode, 60, 200000, 'INR', 3, now()
  from house, (values ('lab any', 'any', 'at_practitioner'), ('lab all', 'all', 'at_practitioner'), ('lab fair', 'any', 'online')) kind (name, team, mode)
  returning id, business_id, name
), used as (
  insert into catalog.service_room (service_id, room_id, business_id, practitioner_id, person_id)
  select o.id, r.id, r.business_id, s.id, s.person_id from offered o join staff s on s.id = o.practitioner_id, rooms r where o.name <> 'lab online'
)
insert into catalog.team_member (team_service_id, business_id, practitioner_id, person_id, service_id, duration_min, currency)
select t.id, t.business_id, s.id, s.person_id, o.id, 60, 'INR' from teams t, staff s join offered o on o.practitioner_id = s.id
where o.name = case when t.name = 'lab fair' then 'lab online' else 'lab private' end
