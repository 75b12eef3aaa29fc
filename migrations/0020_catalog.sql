-- +goose Up
create schema catalog;

create table catalog.category (
  id         uuid primary key,
  parent_id  uuid references catalog.category,
  slug       text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 80),
  name       jsonb not null check (jsonb_typeof(name) = 'object' and name ? 'en'), -- language → text
  icon       text not null default '',
  sort_order int not null default 0,
  active     boolean not null default true, -- false: not offered to browse or for new services
  version    bigint not null default 1,
  check (parent_id <> id)
);
create index category_parent on catalog.category (parent_id, sort_order);

-- Old addresses of a category's page keep redirecting.
create table catalog.category_slug_history (
  slug        text primary key,
  category_id uuid not null references catalog.category,
  retired_at  timestamptz not null
);

create table catalog.practitioner (
  id                  uuid primary key,
  person_id           uuid not null unique references identity.person,
  external_key        text unique,
  slug                text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 100),
  display_name        text not null check (length(display_name) between 1 and 120),
  headline            text not null default '' check (length(headline) <= 200),
  bio                 text not null default '' check (length(bio) <= 5000),
  experience_years    int not null default 0 check (experience_years between 0 and 80),
  languages           text[] not null default '{}',
  specializations     text[] not null default '{}',
  certifications      jsonb not null default '[]' check (jsonb_typeof(certifications) = 'array'),
  registration        jsonb not null default '{}', -- body, number, checked_on, method: the dated badge
  hourly_rate_minor   bigint not null default 0 check (hourly_rate_minor >= 0),
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  country             text not null check (country ~ '^[A-Z]{2}$'),
  city                text not null default '',
  area                text not null default '',
  address             text not null default '' check (length(address) <= 500), -- shown only to people with a confirmed booking
  latitude            double precision check (latitude between -90 and 90),
  longitude           double precision check (longitude between -180 and 180),
  s2_cell             bigint not null default 0,
  zone                text not null check (length(zone) between 3 and 64),     -- IANA; the wall clock of the working hours
  travel_radius_km    int not null default 0 check (travel_radius_km between 0 and 500), -- of visits to customers; 0: not stated
  portrait_seed       bigint not null default 0 check (portrait_seed between 0 and 4294967295),
  photo_key           text not null default '',
  confirmation        text not null default 'instant' check (confirmation in ('instant', 'approval')),
  verification_status text not null default 'pending' check (verification_status in ('pending', 'verified', 'rejected')),
  verified_at         timestamptz,
  listed              boolean not null default true, -- the practitioner's own wish
  suspended           boolean not null default false, -- follows the account, by the operator's hand
  version             bigint not null default 1,
  created_at          timestamptz not null,
  updated_at          timestamptz not null default now(),
  check ((latitude is null) = (longitude is null)),
  check ((verification_status = 'verified') = (verified_at is not null))
);
create index practitioner_s2 on catalog.practitioner (s2_cell);
create index practitioner_queue on catalog.practitioner (verification_status, created_at);
create trigger practitioner_touch before update on catalog.practitioner for each row execute function platform.touch();

-- Every slug a practitioner ever had, the current one with retired_at null: old addresses of a page keep redirecting and
-- are never given to somebody else.
create table catalog.slug_history (
  slug            text primary key,
  practitioner_id uuid not null references catalog.practitioner,
  retired_at      timestamptz
);
create index slug_history_of on catalog.slug_history (practitioner_id);

-- +goose StatementBegin
create function catalog.keep_slug() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    update catalog.slug_history set retired_at = now() where slug = old.slug;
  end if;
  insert into catalog.slug_history as h (slug, practitioner_id) values (new.slug, new.id)
    on conflict (slug) do update set retired_at = null where h.practitioner_id = excluded.practitioner_id;
  if not found then
    raise exception 'slug % belongs to another page', new.slug
      using errcode = 'unique_violation', constraint = 'slug_history_pkey', schema = 'catalog', table = 'slug_history';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger practitioner_slug_added after insert on catalog.practitioner
  for each row execute function catalog.keep_slug();
create trigger practitioner_slug_changed after update of slug on catalog.practitioner
  for each row when (old.slug is distinct from new.slug) execute function catalog.keep_slug();

create table catalog.service (
  id                  uuid primary key,
  practitioner_id     uuid not null references catalog.practitioner,
  category_id         uuid not null references catalog.category,
  external_key        text,
  name                text not null check (length(name) between 1 and 160),
  description         text not null default '' check (length(description) <= 2000),
  duration_min        int not null check (duration_min between 5 and 1440),
  interval_min        int check (interval_min between 5 and 1440), -- null: the duration
  price_minor         bigint not null check (price_minor between 0 and 100000000000),
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  modes               text[] not null check (modes <@ array['online', 'at_practitioner', 'at_customer'] and cardinality(modes) > 0),
  buffer_before_min   int not null default 0 check (buffer_before_min between 0 and 480),
  buffer_after_min    int not null default 0 check (buffer_after_min between 0 and 480),
  notice_min          int not null default 0 check (notice_min between 0 and 129600),
  window_kind         text not null default 'rolling_days' check (window_kind in ('none', 'rolling_days', 'rolling_business_days', 'available_days', 'range')),
  window_days         int check (window_days between 0 and 730),
  window_from         date,
  window_to           date,
  capacity            int not null default 1 check (capacity between 1 and 1000),
  per_day             int check (per_day > 0),
  per_week            int check (per_week > 0),
  pending_blocks      boolean not null default true,
  free_cancel_hours   int not null default 24 check (free_cancel_hours between 0 and 720),
  late_cancel_fee_bps int not null default 10000 check (late_cancel_fee_bps between 0 and 10000),
  active              boolean not null default true,
  sort_order          int not null default 0,
  version             bigint not null default 1,
  created_at          timestamptz not null,
  updated_at          timestamptz not null default now(),
  unique (practitioner_id, external_key),
  check (window_kind not in ('rolling_days', 'rolling_business_days', 'available_days') or window_days is not null),
  check (window_kind <> 'range' or (window_from is not null and window_to >= window_from))
);
create index service_practitioner on catalog.service (practitioner_id, sort_order) where active;
create index service_category on catalog.service (category_id) where active;
create trigger service_touch before update on catalog.service for each row execute function platform.touch();

create table catalog.verification_document (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  kind            text not null check (kind in ('registration', 'degree', 'identity', 'insurance', 'other')),
  blob_key        text not null,      -- content sealed with the person's key
  name_sealed     bytea not null,
  content_type    text not null,
  size_bytes      bigint not null check (size_bytes between 1 and 15728640),
  uploaded_at     timestamptz not null
);
create index verification_document_of on catalog.verification_document (practitioner_id);

-- Who decided what and why; append-only.
create table catalog.verification_decision (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  decided_by      uuid references identity.person, -- null: by an operator's import, whose file says how it was checked
  decision        text not null check (decision in ('verified', 'rejected')),
  method          text not null default '' check (length(method) <= 200),
  reason          text not null check (length(reason) between 1 and 1000),
  decided_at      timestamptz not null
);
create index verification_decision_of on catalog.verification_decision (practitioner_id, decided_at);
create trigger verification_decision_append_only before update or delete on catalog.verification_decision
  for each row execute function platform.refuse_change();

-- What search may know: one row for each practitioner who may be found, that is verified, listed, not suspended and with
-- something to book. No addresses of any kind are in it. revision differs whenever anything that the row shows differs.
create view catalog.v_searchable as
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
  hashtextextended(p.version || ' ' || o.versions, 0) as revision
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
where p.verification_status = 'verified' and p.listed and not p.suspended and o.price_from is not null;

select platform.open_schema('catalog');
revoke update, delete on catalog.verification_decision from klear_app;
