-- +goose Up
-- A client as their practitioner sees them, now also with the name that the person gives themselves: where it is not the
-- entered one, the practitioner sees both.
create or replace view client.v_client as
select c.id, c.owner_id, c.person_id, coalesce(nullif(c.name, ''), p.name, '')::text as name, coalesce(nullif(c.email, ''), p.email, '')::text as email,
  coalesce(nullif(c.phone, ''), p.phone, '')::text as phone, coalesce(nullif(c.language, ''), p.locale, '')::text as language, c.birthday, c.external_id,
  c.about_sealed, coalesce(p.erased, false) as erased, c.version, c.created_at, (case when p.erased then '' else coalesce(p.name, '') end)::text as said_name
from client.client c left join identity.v_contact p on p.id = c.person_id;
