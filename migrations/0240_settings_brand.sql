-- +goose Up
-- What an operator changes of the running brand: its names, where people write to, and the numbers its colours grow from.
-- Null follows the file of the brand. Whether the colours are legible is checked before they are stored: the pairs to
-- measure are in the style sheet, which the database does not know.
create table settings.brand (
  brand          text primary key check (brand ~ '^[a-z0-9-]{1,40}$'),
  name           text check (length(name) between 1 and 40),
  legal_name     text check (length(legal_name) between 1 and 120),
  support_mail   text check (length(support_mail) between 3 and 254),
  primary_hue    double precision check (primary_hue between 0 and 360),
  primary_chroma double precision check (primary_chroma between 0 and 0.4),
  accent_hue     double precision check (accent_hue between 0 and 360),
  accent_chroma  double precision check (accent_chroma between 0 and 0.4),
  neutral_hue    double precision check (neutral_hue between 0 and 360),
  neutral_chroma double precision check (neutral_chroma between 0 and 0.4),
  version        bigint not null check (version > 1),
  changed_by     uuid not null references identity.person,
  changed_at     timestamptz not null,
  -- Colours belong together: they were measured with each other.
  constraint brand_colours_whole check (num_nulls(primary_hue, primary_chroma, accent_hue, accent_chroma, neutral_hue, neutral_chroma) in (0, 6))
);
create trigger brand_grows after insert or update or delete on settings.brand for each statement execute function settings.grow();

alter table settings.change drop constraint change_kind_check, add constraint change_kind_check check (kind in ('flag', 'letter', 'brand'));

grant select, insert, update on settings.brand to klear_app;
