-- +goose Up
-- What a paper claims: number and issuer sealed with the person's key, country and last valid day in the open, because
-- jobs and the operator's queue look at them.
alter table catalog.verification_document
  add column claims_sealed bytea,
  add column country       text not null default '' check (country = '' or country ~ '^[A-Z]{2}$'),
  add column expires_on    date;

-- The licence that stands behind a verified profile, as the operator read it. licence_until is the end of its last valid
-- day on the practitioner's clock, kept as an instant so that the database can compare it without knowing zones.
-- licence_ended is set once that instant has passed and takes the page out of sight. renewal_at: a verified profile has
-- handed in a newer licence and waits for the operator, who sees it in the queue while the page stays public.
alter table catalog.practitioner
  add column licence_expires_on date,
  add column licence_until      timestamptz,
  add column licence_ended      boolean not null default false,
  add column renewal_at         timestamptz,
  add check ((licence_expires_on is null) = (licence_until is null)),
  add check (not licence_ended or licence_until is not null);
create index practitioner_licence on catalog.practitioner (licence_until) where licence_until is not null and not licence_ended;
create index practitioner_renewal on catalog.practitioner (renewal_at) where renewal_at is not null;

-- Which warnings were given: each once for a licence, however often the sweep runs and wherever.
create table catalog.licence_notice (
  practitioner_id uuid not null references catalog.practitioner,
  licence_until   timestamptz not null,
  days            int not null check (days in (60, 30, 7, 0)),
  noticed_at      timestamptz not null,
  primary key (practitioner_id, licence_until, days)
);

-- No booking begins at or after the end of its practitioner's licence, whatever the application believes: a hold is a row
-- of this table from its first moment, so the hold's instant decides. What was held before may still be paid, and what
-- is booked stands: those are updates.
-- +goose StatementBegin
create function booking.refuse_lapsed() returns trigger language plpgsql as $$
begin
  if exists (select from catalog.practitioner p where p.id = new.practitioner_id and p.licence_until <= new.created_at) then
    raise exception 'the licence of practitioner % has ended', new.practitioner_id
      using errcode = 'check_violation', constraint = 'booking_licence', schema = 'booking', table = 'booking';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger booking_licence before insert on booking.booking for each row execute function booking.refuse_lapsed();

-- As before, without those whose licence has ended.
create or replace view catalog.v_searchable as
with recursive up as (
  select c.id as leaf, c.parent_id, c.slug, c.name, c.version, 1 as depth from catalog.category c
  union all
  select up.leaf, c.parent_id, c.slug, c.name, c.version, up.depth + 1
  from up join catalog.category c on c.id = up.parent_id where up.depth < 8
), path as (
  select up.leaf, array_agg(up.slug) as slugs, sum(up.version) as version,
    string_agg((select string_agg(n.value, ' ') from jsonb_each_text(up.name) n), ' ') as names
  from up group by up.leaf
)
select p.id as practitioner_id, p.slug, p.display_name, p.headline, p.bio, p.specializations, p.languages, p.experience_years,
  p.currency, p.country, p.city, p.area, p.latitude, p.longitude, p.s2_cell, p.travel_radius_km, p.zone, p.verified_at,
  o.price_from, o.services, o.modes, o.categories, o.category_names,
  hashtextextended(p.version || ' ' || o.versions, 1) as revision,
  array(select c ->> 'name' from jsonb_array_elements(p.certifications) c) as certifications
from catalog.practitioner p
cross join lateral (
  select min(s.price_minor) as price_from, array_agg(s.name order by s.sort_order, s.id) as services,
    string_to_array(string_agg(array_to_string(s.modes, ' '), ' '), ' ') as modes,
    string_to_array(string_agg(array_to_string(path.slugs, ' '), ' '), ' ') as categories,
    string_agg(path.names, ' ') as category_names,
    string_agg(s.id || ' ' || s.version || ' ' || path.version, ' ' order by s.id) as versions
  from catalog.service s join path on path.leaf = s.category_id
  where s.practitioner_id = p.id and s.active
) o
where p.verification_status = 'verified' and p.listed and not p.suspended and not p.licence_ended and o.price_from is not null;

grant select, insert on catalog.licence_notice to klear_app;
