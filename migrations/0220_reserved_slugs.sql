-- +goose Up
-- Only erasure gives the addresses "deleted-<id>" and "closed-<id>": whoever took that of somebody else would stop their
-- erasure at the unique key. Pages that have one without being erased move, and leave no redirect behind.
update catalog.practitioner set slug = 'page-' || id, version = version + 1
where slug ~ '^deleted-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' and erased_at is null;
delete from catalog.slug_history h using catalog.practitioner p
where p.id = h.practitioner_id and p.erased_at is null and h.slug ~ '^deleted-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
alter table catalog.practitioner add constraint practitioner_slug_reserved
  check (erased_at is not null or slug !~ '^deleted-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}');

update business.business set slug = 'page-' || id, version = version + 1
where slug ~ '^closed-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' and open;
alter table business.business add constraint business_slug_reserved
  check (not open or slug !~ '^closed-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}');
