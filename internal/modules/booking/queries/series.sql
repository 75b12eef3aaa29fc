-- name: MakeSeries :exec
insert into booking.series (id, practitioner_id, service_id, size, created_at) values (@id, @practitioner_id, @service_id, @size, @created_at);

-- name: HeldSeries :one
-- Whether a caller holds a series already.
select exists (select from booking.booking where access_hash = @access_hash and status = 'held' and expires_at > @now::timestamptz and series_id is not null);

-- name: SeriesOf :many
-- The bookings of a series, in order, for an update.
select * from booking.booking where series_id = @series_id::uuid and series_no >= @first::smallint order by series_no for update;

-- name: SizesOf :many
select id, size from booking.series where id = any(@ids::uuid[]);

-- name: InSeries :many
-- The bookings of a series, in order, to be shown.
select * from booking.booking where series_id = @series_id::uuid order by series_no;

-- name: OwnOverlaps :one
-- Another booking of the same person that the time of one of these meets.
select b.code from booking.booking h join booking.booking b on b.seeker_id = @seeker_id and b.status in ('pending', 'confirmed', 'in_session')
  and b.starts_at < h.ends_at and b.ends_at > h.starts_at
where h.id = any(@ids::uuid[]) and b.id <> all(@ids::uuid[])
order by b.starts_at limit 1;
