-- name: InsertPackage :one
insert into catalog.package (id, practitioner_id, service_id, sessions, price_minor, currency, valid_days, active, created_at)
values (@id, @practitioner_id, @service_id, @sessions, @price_minor, @currency, @valid_days, @active, @now::timestamptz)
returning *;

-- name: UpdatePackage :one
update catalog.package set sessions = @sessions, price_minor = @price_minor, currency = @currency, valid_days = @valid_days, active = @active,
  version = version + 1
where id = @id and practitioner_id = @practitioner_id and service_id = @service_id and version = @version
returning *;

-- name: ClosePackage :one
update catalog.package set active = false, version = version + case when active then 1 else 0 end
where id = @id and practitioner_id = @practitioner_id
returning *;

-- name: PackageByID :one
select * from catalog.package where id = @id;

-- name: CountPackages :one
select count(*) from catalog.package where service_id = @service_id;

-- name: PackagesOf :many
select * from catalog.package where practitioner_id = @practitioner_id order by service_id, sessions, id limit 500;
