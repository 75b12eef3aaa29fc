-- +goose Up
-- "Every Tuesday, eight times": each occurrence is a booking of its own, with its own state, payment and refund; this joins
-- them. size is how many were held together.
create table booking.series (
  id              uuid primary key,
  practitioner_id uuid not null references catalog.practitioner,
  service_id      uuid not null references catalog.service,
  size            smallint not null check (size between 2 and 52),
  created_at      timestamptz not null
);
alter table booking.booking add column series_id uuid references booking.series;
alter table booking.booking add column series_no smallint check (series_no >= 1);
alter table booking.booking add constraint booking_series_both check ((series_id is null) = (series_no is null));
create unique index booking_series on booking.booking (series_id, series_no) where series_id is not null;

-- Never half a series: when the transaction that made one ends, every occurrence is there, or nothing of it is.
-- +goose StatementBegin
create function booking.check_series() returns trigger language plpgsql as $$
begin
  if (select count(*) from booking.booking b where b.series_id = new.id) <> new.size then
    raise exception 'booking: a series of % is not whole', new.size using errcode = 'check_violation', constraint = 'series_whole';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create constraint trigger series_whole after insert on booking.series
  deferrable initially deferred for each row execute function booking.check_series();

grant select, insert on booking.series to klear_app;
