-- +goose Up
-- A closed business takes nobody in: neither its rooms nor what it offers together. Who closes a business locks its row
-- and then counts what is ahead; these triggers read the row under a lock that waits for that, so that no session slips
-- in between.
-- +goose StatementBegin
create function business.refuse_closed(wanted uuid) returns void language plpgsql as $$
begin
  if not (select b.open from business.business b where b.id = wanted for key share) then
    raise exception 'business % is closed', wanted using errcode = 'check_violation', constraint = 'business_open', schema = 'business', table = 'business';
  end if;
end $$;

create function booking.refuse_closed_business() returns trigger language plpgsql as $$
begin
  perform business.refuse_closed(new.business_id);
  return new;
end $$;

create function schedule.refuse_closed_business() returns trigger language plpgsql as $$
begin
  perform business.refuse_closed((select r.business_id from business.room r where r.id = new.room_id));
  return new;
end $$;
-- +goose StatementEnd
create trigger booking_business_open before insert on booking.booking
  for each row when (new.business_id is not null) execute function booking.refuse_closed_business();
create trigger room_occupancy_business_open before insert on schedule.room_occupancy
  for each row execute function schedule.refuse_closed_business();

-- An invitation ends with the membership of whoever sent it.
delete from business.invitation i where not exists (select from business.membership m
  where m.business_id = i.business_id and m.person_id = i.invited_by and m.role in ('manager', 'owner'));
alter table business.invitation add constraint invitation_of_member
  foreign key (business_id, invited_by) references business.membership (business_id, person_id) on delete cascade;
create index invitation_sent on business.invitation (invited_by, business_id);
