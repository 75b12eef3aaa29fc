-- +goose Up
create schema search;

-- One document per listed, verified practitioner, rebuilt by a job whenever the catalogue changes. What is not here is
-- never found; nothing unverified or suspended is ever here.
create table search.document (
  practitioner_id uuid primary key references catalog.practitioner,
  slug            text not null,
  name            text not null,
  body            tsvector not null,        -- name A, headline and specialisations B, services and categories C, bio D
  categories      text[] not null,          -- slugs, with all ancestors
  languages       text[] not null,
  specializations text[] not null,
  modes           text[] not null,
  currency        text not null,
  price_from      bigint not null,          -- minor units, of the cheapest active service
  country         text not null,
  city            text not null,
  area            text not null,
  latitude        double precision,
  longitude       double precision,
  s2_cell         bigint not null,
  zone            text not null,
  experience_years int not null,
  indexed_at      timestamptz not null
);
create index document_body on search.document using gin (body);
create index document_categories on search.document using gin (categories);
create index document_s2 on search.document (s2_cell);
create index document_name on search.document using gin (name gin_trgm_ops);
create index document_city on search.document (lower(city));

select platform.open_schema('search');
