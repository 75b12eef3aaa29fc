-- name: List :many
-- One page of a practitioner's clients by name, with how often they were there. The pattern is of ilike; '%' is everybody.
select sqlc.embed(v), count(*) over () as total,
  (select count(*) from booking.v_session s where s.seeker_id = v.person_id and s.practitioner_person_id = v.owner_id) as sessions,
  (select coalesce(max(s.starts_at), 'epoch')::timestamptz from booking.v_session s where s.seeker_id = v.person_id and s.practitioner_person_id = v.owner_id) as last_at
from client.v_client v
where v.owner_id = @owner_id and v.name || ' ' || v.email || ' ' || v.phone || ' ' || v.external_id ilike @pattern::text
order by v.erased, lower(v.name), v.id limit @max_rows offset @skip;

-- name: Get :one
select * from client.v_client where id = @id and owner_id = @owner_id;

-- name: Everybody :many
-- All of a practitioner's clients, for files. Who erased their account is in none.
select * from client.v_client where owner_id = @owner_id and not erased order by created_at, id limit @max_rows;

-- name: Lock :one
select * from client.client where id = @id and owner_id = @owner_id for update;

-- name: Insert :execrows
insert into client.client (id, owner_id, person_id, name, email, phone, language, birthday, external_id, about_sealed, created_at)
values (@id, @owner_id, sqlc.narg('person_id'), @name, @email, @phone, @language, sqlc.narg('birthday'), @external_id, sqlc.narg('about_sealed'), @created_at)
on conflict do nothing;

-- name: Update :one
update client.client set name = @name, email = @email, phone = @phone, language = @language, birthday = sqlc.narg('birthday'),
  external_id = @external_id, about_sealed = sqlc.narg('about_sealed'), version = version + 1
where id = @id returning version;

-- name: Count :one
select count(*) from client.client where owner_id = @owner_id;

-- name: LockOwner :exec
-- One import of a practitioner at a time: two at once would each miss what the other adds.
select pg_advisory_xact_lock(hashtextextended('clients' || @owner_id::text, 0));

-- name: InsertMany :execrows
insert into client.client (id, owner_id, name, email, phone, language, birthday, external_id, about_sealed, created_at)
select unnest(@ids::uuid[]), @owner_id::uuid, unnest(@names::text[]), unnest(@emails::text[]), unnest(@phones::text[]), unnest(@languages::text[]),
  nullif(unnest(@birthdays::text[]), '')::date, unnest(@external_ids::text[]), nullif(unnest(@abouts::bytea[]), ''::bytea), @created_at::timestamptz;

-- name: UpdateMany :execrows
update client.client c set name = u.name, email = u.email, phone = u.phone, language = u.language, birthday = nullif(u.birthday, '')::date,
  external_id = u.external_id, about_sealed = nullif(u.about, ''::bytea), version = c.version + 1
from (select unnest(@ids::uuid[]) as id, unnest(@names::text[]) as name, unnest(@emails::text[]) as email, unnest(@phones::text[]) as phone,
  unnest(@languages::text[]) as language, unnest(@birthdays::text[]) as birthday, unnest(@external_ids::text[]) as external_id, unnest(@abouts::bytea[]) as about) u
where c.id = u.id and c.owner_id = @owner_id::uuid;

-- name: Link :execrows
-- Whoever was entered by hand and now booked, with an address that is proved to be theirs, is the same client: the only one
-- entered with this address.
update client.client set person_id = @person_id::uuid, version = version + 1
where id = (select c.id from client.client c where c.owner_id = @owner_id and lower(c.email) = lower(@email::text) and c.person_id is null
    and not exists (select from client.client o where o.owner_id = c.owner_id and lower(o.email) = lower(c.email) and o.id <> c.id))
  and not exists (select from client.client k where k.owner_id = @owner_id and k.person_id = @person_id::uuid);

-- name: AllNotes :many
-- A practitioner's notes about all clients, for their file: the latest.
select n.client_id, n.id, n.words_sealed, n.written_at, n.edited_at from client.note n join client.client c on c.id = n.client_id
where c.owner_id = @owner_id order by n.written_at desc, n.id desc limit @max_rows;

-- name: OwnersOf :many
-- Whose lists speak of these people, in the order in which they are locked.
select distinct owner_id from client.client where person_id = any(@people::uuid[]) order by owner_id;

-- name: Entered :many
-- Who was entered by hand with an address and never booked.
select * from client.client where owner_id = @owner_id and person_id is null and email <> '' and lower(email) = lower(@email::text)
order by created_at, id limit @max_rows;

-- name: BookedBy :many
-- Those of the list who are one of these people.
select * from client.v_client where owner_id = @owner_id and person_id = any(@people::uuid[]) and not erased order by created_at, id limit @max_rows;

-- name: Become :one
-- Somebody entered by hand is this person from here on.
update client.client set person_id = @person_id::uuid, version = version + 1 where id = @id returning version;

-- name: RowsOf :many
-- The rows that speak of these people.
select * from client.client where person_id = any(@people::uuid[]) order by owner_id, id for update;

-- name: Repoint :exec
update client.client set person_id = @person_id::uuid, version = version + 1 where id = @id;

-- name: MoveNotes :exec
update client.note set client_id = @to_id where client_id = @from_id;

-- name: Drop :exec
delete from client.client where id = @id;

-- name: ForgetOwner :exec
delete from client.client where owner_id = any(@people::uuid[]);

-- name: ForgetPerson :exec
-- Who erased their account is not named here any more either. The practitioner's own notes stay: their record of their work.
update client.client set name = '', email = '', phone = '', language = '', birthday = null, external_id = '', version = version + 1
where person_id = any(@people::uuid[]);

-- name: AddNote :exec
insert into client.note (id, client_id, words_sealed, written_at) values (@id, @client_id, @words_sealed, @written_at);

-- name: EditNote :execrows
update client.note set words_sealed = @words_sealed, edited_at = @edited_at::timestamptz where id = @id and client_id = @client_id;

-- name: CountNotes :one
select count(*) from client.note where client_id = @client_id;

-- name: Notes :many
select id, words_sealed, written_at, edited_at from client.note where client_id = @client_id order by written_at desc, id desc limit @max_rows;
