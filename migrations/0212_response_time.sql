-- +goose Up
-- When a request came and when its practitioner answered it: what the time to answer is reckoned from. Written by the
-- change of the status itself, so that no way to answer forgets it. A request that ran out or was withdrawn has no answer.
alter table booking.booking add column requested_at timestamptz, add column answered_at timestamptz;

-- +goose StatementBegin
create function booking.note_answer() returns trigger language plpgsql as $$
begin
  if new.status = 'pending' then
    new.requested_at := now();
  elsif old.status = 'pending' and new.requested_at is not null
    and (new.status = 'confirmed' or new.status = 'declined' and new.ended_by = 'practitioner') then
    new.answered_at := now();
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger booking_answer before update of status on booking.booking
  for each row when (old.status <> new.status) execute function booking.note_answer();
create index booking_answered on booking.booking (practitioner_person_id, answered_at) include (requested_at) where answered_at is not null;
