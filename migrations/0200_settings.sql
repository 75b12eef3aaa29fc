-- +goose Up
-- What an operator changes of the running product without a developer: which areas are on, and how letters read. What
-- nobody changed has no row and follows the files of the program.
create schema settings;

-- The flags that the code knows. A flag comes with a migration beside the code that asks for it; nothing that keeps
-- people safe may have one, whoever asks.
create table settings.flag (
  name text primary key check (name ~ '^[a-z][a-z_]{1,39}$'),
  constraint flag_never_safety check (name !~ 'help|crisis|safety|report|consent|erasure|refund|cancel|sign')
);
insert into settings.flag (name) values ('waiting_list'), ('series'), ('embed'), ('saved');

-- The reference refuses names that no code knows. What nobody changed is version 1 and has no row.
create table settings.flag_value (
  brand      text not null check (brand ~ '^[a-z0-9-]{1,40}$'),
  name       text not null references settings.flag,
  is_on      boolean not null,
  version    bigint not null check (version > 1),
  changed_by uuid not null references identity.person,
  changed_at timestamptz not null,
  primary key (brand, name)
);

-- A letter in an operator's words. After the original was restored the row stays with nothing in it: its version goes on, so
-- that a form that was open meanwhile is still refused.
create table settings.letter (
  brand      text not null check (brand ~ '^[a-z0-9-]{1,40}$'),
  name       text not null check (name ~ '^[a-z_]{2,60}$'),
  lang       text not null check (lang ~ '^[a-z]{2,3}$'),
  subject    text check (length(subject) between 1 and 200),
  body       text check (length(body) between 1 and 8000),
  version    bigint not null check (version > 1),
  changed_by uuid not null references identity.person,
  changed_at timestamptz not null,
  primary key (brand, name, lang),
  check ((subject is null) = (body is null))
);

-- Who changed what when, and from what to what. Never changed itself.
create table settings.change (
  id         uuid primary key,
  brand      text not null,
  kind       text not null check (kind in ('flag', 'letter')),
  subject    text not null check (length(subject) between 1 and 80), -- the flag, or language/letter
  before     jsonb,
  after      jsonb,
  person_id  uuid not null references identity.person,
  at         timestamptz not null
);
create index change_subject on settings.change (brand, kind, subject, at desc);
create trigger change_append_only before update or delete on settings.change for each row execute function platform.refuse_change();

-- One number that grows with every change, for all processes to look at: they read the rest only when it has grown. The
-- row is locked by whoever changes something, so numbers become visible in order.
create table settings.revision (
  one boolean primary key default true check (one),
  n   bigint not null
);
insert into settings.revision (n) values (1);

-- +goose StatementBegin
create function settings.grow() returns trigger language plpgsql as $$
begin
  update settings.revision set n = n + 1;
  return null;
end $$;
-- +goose StatementEnd
create trigger flag_value_grows after insert or update or delete on settings.flag_value for each statement execute function settings.grow();
create trigger letter_grows after insert or update or delete on settings.letter for each statement execute function settings.grow();

select platform.open_schema('settings');
revoke insert, update, delete on settings.flag from klear_app;
revoke update, delete on settings.change from klear_app;
revoke insert, delete on settings.revision from klear_app;
revoke delete on settings.flag_value, settings.letter from klear_app;
