-- +goose Up
-- A package whose every session was paid back is over, in the transaction of the last refund: nothing lists it as one to draw
-- from. Whose sessions were drawn or lost as well stays what it was: a drawn session may come back, and is then used or paid
-- back by itself.
alter table pack.pack drop constraint pack_status_check, drop constraint pack_check2;
alter table pack.pack
  add constraint pack_status_check check (status in ('unpaid', 'active', 'refunded', 'void')),
  add constraint pack_bought check ((status in ('active', 'refunded')) = (payment_id is not null and bought_at is not null and valid_until is not null));

update pack.pack p set status = 'refunded', version = version + 1
where p.status = 'active' and p.sessions = (select count(*) from pack.use u where u.pack_id = p.id and u.kind = 'refund');

-- Nothing becomes of a session of a package that is not bought, or that is over, whatever the code does. The share lock lets
-- draws go on beside each other, and makes one of a draw and the refund of everything wait for the other.
-- +goose StatementBegin
create function pack.keep_over() returns trigger language plpgsql as $$
begin
  perform from pack.pack p where p.id = new.pack_id and p.status = 'active' for key share;
  if not found then
    raise exception 'package % is over', new.pack_id using errcode = 'KL495', constraint = 'use_of_active';
  end if;
  return new;
end $$;
-- +goose StatementEnd
create trigger use_of_active before insert on pack.use for each row execute function pack.keep_over();
