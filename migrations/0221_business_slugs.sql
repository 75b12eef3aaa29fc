-- +goose Up
-- Every slug a business ever had, the current one with retired_at null, as for practitioners: old addresses of a page keep
-- redirecting and are never given to somebody else.
create table business.slug_history (
  slug        text primary key,
  business_id uuid not null references business.business,
  retired_at  timestamptz
);
create index slug_history_of on business.slug_history (business_id);
insert into business.slug_history (slug, business_id) select slug, id from business.business;

-- +goose StatementBegin
create function business.keep_slug() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    update business.slug_history set retired_at = now() where slug = old.slug;
  end if;
  insert into business.slug_history as h (slug, business_id) values (new.slug, new.id)
    on conflict (slug) do update set retired_at = null where h.business_id = excluded.business_id;
  if not found then
    raise exception 'slug % belongs to another business', new.slug
      using errcode = 'unique_violation', constraint = 'slug_history_pkey', schema = 'business', table = 'slug_history';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger business_slug_added after insert on business.business
  for each row execute function business.keep_slug();
create trigger business_slug_changed after update of slug on business.business
  for each row when (old.slug is distinct from new.slug) execute function business.keep_slug();

grant select, insert, update, delete on business.slug_history to klear_app;
