-- +goose Up
-- One service in several lengths or sizes. Every variant is a service of its own, so that times, prices, limits and
-- bookings need not know of variants; it points at the service it is a variant of, which is bookable itself.
alter table catalog.service
  add column variant_of uuid,
  add column variant_label text not null default '' check (length(variant_label) <= 60),
  -- The two columns make the rule below a foreign key: what is pointed at is of the same practitioner and no variant itself.
  add column is_variant boolean not null generated always as (variant_of is not null) stored,
  add column heads_none boolean generated always as (case when variant_of is not null then false end) stored,
  add constraint service_variant_label check (variant_of is null or variant_label <> ''),
  add constraint service_heading_key unique (id, practitioner_id, is_variant),
  add constraint service_variant_heading foreign key (variant_of, practitioner_id, heads_none)
    references catalog.service (id, practitioner_id, is_variant);
create index service_variants on catalog.service (variant_of) where variant_of is not null;
