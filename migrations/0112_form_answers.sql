-- +goose Up
-- Which versions a booking has to answer: those that were current when it was held. Written by the database itself, so
-- that no way of holding a time forgets it. Bookings from before ask for nothing, and a form attached later changes none.
create table booking.required_form (
  booking_id uuid not null references booking.booking,
  form_id    uuid not null,
  version    int not null,
  sha256     bytea not null,
  position   int not null,
  primary key (booking_id, form_id),
  unique (booking_id, form_id, version, sha256),
  foreign key (form_id, version, sha256) references catalog.form_version (form_id, version, sha256)
);

-- What was answered: the words, the typed name and the address of the network are sealed with the seeker's key and go with
-- it; what stays is that this document was answered, and when.
create table booking.form_answer (
  booking_id      uuid not null,
  form_id         uuid not null,
  version         int not null,
  document_sha256 bytea not null,
  answers_sealed  bytea check (length(answers_sealed) <= 262144), -- null: forgotten
  answered_at     timestamptz not null,
  primary key (booking_id, form_id),
  foreign key (booking_id, form_id, version, document_sha256) references booking.required_form (booking_id, form_id, version, sha256)
);
create index form_answer_of on booking.form_answer (form_id, version, answered_at);

-- +goose StatementBegin
create function booking.require_forms() returns trigger language plpgsql as $$
begin
  insert into booking.required_form (booking_id, form_id, version, sha256, position)
  select new.id, r.form_id, r.version, r.sha256, r.position from catalog.v_required_form r where r.service_id = new.service_id;
  return null;
end $$;
-- +goose StatementEnd
create trigger booking_requires_forms after insert on booking.booking for each row execute function booking.require_forms();

-- No hold becomes a request or a booking before every form is answered in the version that it was held with.
-- +goose StatementBegin
create function booking.check_forms() returns trigger language plpgsql as $$
begin
  if exists (select from booking.required_form r where r.booking_id = new.id and not exists
      (select from booking.form_answer a where a.booking_id = r.booking_id and a.form_id = r.form_id and a.answers_sealed is not null)) then
    raise exception 'booking %: a form is not answered', new.id using errcode = 'KL006';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger booking_forms_answered before update of status on booking.booking
  for each row when (old.status = 'held' and new.status in ('pending', 'confirmed')) execute function booking.check_forms();

grant select, insert on booking.required_form to klear_app;
grant select, insert, update on booking.form_answer to klear_app;
