-- +goose Up
-- What a practitioner asks before a session: intake questions, and waivers to sign. A form is what is attached to
-- services; what a person sees and answers is one version of it, which never changes again.
create table catalog.form (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  kind            text not null check (kind in ('intake', 'waiver')),
  version         int not null check (version > 0), -- the current one
  active          boolean not null default true,    -- false: asked no more; what was answered stays
  created_at      timestamptz not null,
  updated_at      timestamptz not null default now(),
  unique (id, practitioner_id)
);
create index form_of on catalog.form (practitioner_id, created_at);
create trigger form_touch before update on catalog.form for each row execute function platform.touch();

-- canonical is the document as one text, word for word what is shown; a signature stands for its hash.
create table catalog.form_version (
  form_id    uuid not null references catalog.form,
  version    int not null check (version > 0),
  document   jsonb not null,
  canonical  text not null check (length(canonical) between 1 and 200000),
  sha256     bytea not null check (sha256 = sha256(convert_to(canonical, 'UTF8'))),
  created_at timestamptz not null,
  primary key (form_id, version),
  unique (form_id, version, sha256) -- what an answer refers to
);
create trigger form_version_append_only before update or delete on catalog.form_version
  for each row execute function platform.refuse_change();
alter table catalog.form add constraint form_current_version foreign key (id, version)
  references catalog.form_version (form_id, version) deferrable initially deferred;

-- Which services ask for which form. Both are the same practitioner's. Variants ask what their heading asks.
alter table catalog.service add constraint service_owner_key unique (id, practitioner_id);
create table catalog.service_form (
  service_id      uuid not null,
  form_id         uuid not null,
  practitioner_id uuid not null,
  position        int not null default 0,
  primary key (service_id, form_id),
  foreign key (service_id, practitioner_id) references catalog.service (id, practitioner_id),
  foreign key (form_id, practitioner_id) references catalog.form (id, practitioner_id)
);
create index service_form_of on catalog.service_form (form_id);

-- What has to be answered before a service is booked, at this moment.
create view catalog.v_required_form as
select s.id as service_id, f.id as form_id, f.version, v.sha256, sf.position
from catalog.service s
join catalog.service_form sf on sf.service_id = coalesce(s.variant_of, s.id)
join catalog.form f on f.id = sf.form_id and f.active
join catalog.form_version v on v.form_id = f.id and v.version = f.version;

grant select, insert, update on catalog.form to klear_app;
grant select, insert on catalog.form_version to klear_app;
grant select, insert, delete on catalog.service_form to klear_app;
grant select on catalog.v_required_form to klear_app;
