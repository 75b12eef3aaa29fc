-- +goose Up
-- The booking's own steps, beside those of its money: see payment.saga_step.
-- +goose StatementBegin
create function booking.note_steps() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  was text := case when tg_op = 'UPDATE' then old.status end;
  at timestamptz := case when tg_op = 'UPDATE' then now() else new.created_at end;
begin
  if new.status = was then
    return null;
  end if;
  case new.status
    when 'held' then perform payment.note_step('hold:' || new.id, new.id, null, 'hold', 'done', '', at);
    when 'pending' then perform payment.note_step('confirm:' || new.id, new.id, null, 'confirm', 'pending', '', at);
    when 'confirmed' then perform payment.note_step('confirm:' || new.id, new.id, null, 'confirm', 'done', '', at);
    when 'in_session' then perform payment.note_step('complete:' || new.id, new.id, null, 'complete', 'pending', '', at);
    when 'completed' then perform payment.note_step('complete:' || new.id, new.id, null, 'complete', 'done', '', at);
    when 'no_show' then perform payment.note_step('complete:' || new.id, new.id, null, 'complete', 'failed', 'no_show', at);
    else -- it ends: what was taken is given back before, see below; the time is released last
      if was = 'pending' then
        perform payment.note_step('confirm:' || new.id, new.id, null, 'confirm', 'failed', new.status, at);
      elsif was = 'confirmed' then
        perform payment.note_step('confirm:' || new.id, new.id, null, 'confirm', 'compensated', new.status, at);
      end if;
      perform payment.note_step('hold:' || new.id, new.id, null, 'hold', 'compensated', new.status, at);
  end case;
  return null;
end $$;

-- A booking does not end, and its time is not released, before it is decided what becomes of its money.
create function booking.money_first() returns trigger language plpgsql as $$
begin
  if exists (select from payment.payment p where p.booking_id = new.id
      and ((p.status = 'captured' and p.refunded_minor < p.captured_minor and p.earned_at is null)
        or (p.status not in ('captured', 'declined', 'voided', 'returned') and p.void_asked_at is null))) then
    raise exception 'booking % ends before its money is given back', new.id using errcode = 'KL360';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger booking_steps after insert or update of status on booking.booking for each row execute function booking.note_steps();
create trigger booking_money_first after update of status on booking.booking for each row
  when (new.status in ('cancelled', 'declined', 'expired') and old.status <> new.status) execute function booking.money_first();
revoke all on function booking.note_steps() from public;

select payment.note_step('hold:' || b.id, b.id, null, 'hold', case when b.status in ('cancelled', 'declined', 'expired') then 'compensated' else 'done' end, '', b.created_at)
from booking.booking b;
select payment.note_step('confirm:' || b.id, b.id, null, 'confirm', case b.status when 'pending' then 'pending' else 'done' end, '', b.updated_at)
from booking.booking b where b.status in ('pending', 'confirmed', 'in_session', 'completed', 'no_show');
select payment.note_step('complete:' || b.id, b.id, null, 'complete', case b.status when 'in_session' then 'pending' when 'completed' then 'done' else 'failed' end, '', b.updated_at)
from booking.booking b where b.status in ('in_session', 'completed', 'no_show');
