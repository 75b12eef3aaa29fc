-- +goose Up
-- A client says that a session did not take place (payments.md, saga step 5: contested). While that is open nothing of the
-- session is earned, and what was earned before is not paid out. What both sides say is sealed with their own keys.
create table booking.contest (
  id            uuid primary key,
  booking_id    uuid not null references booking.booking,
  client_id     uuid not null references identity.person, -- whose key seals the words
  reason        text not null check (reason in ('absent', 'cut_short', 'not_as_booked')),
  words_sealed  bytea check (length(words_sealed) <= 8192),
  status        text not null default 'open' check (status in ('open', 'withdrawn', 'admitted', 'took_place', 'not_held', 'moot')),
  answer        text check (answer in ('took_place', 'not_there')),
  answered_by   uuid references identity.person, -- the practitioner, whose key seals their words
  answer_sealed bytea check (length(answer_sealed) <= 8192),
  answered_at   timestamptz,
  answer_by     timestamptz not null, -- until when the practitioner is waited for
  created_at    timestamptz not null,
  closed_at     timestamptz,
  constraint contest_once_per_reason unique (booking_id, reason),
  check ((status = 'open') = (closed_at is null)),
  check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)),
  check (status <> 'admitted' or answer = 'not_there'),
  check (answer is not null or answer_sealed is null)
);
-- One at a time.
create unique index contest_open on booking.contest (booking_id) where status = 'open';
create index contest_queue on booking.contest (created_at, id) where status = 'open';
create index contest_closed on booking.contest (closed_at desc, id desc) where status <> 'open';
create index contest_client on booking.contest (client_id);
create index contest_answerer on booking.contest (answered_by) where answered_by is not null;

-- +goose StatementBegin
-- What was decided stays decided; only words may still go, when somebody is erased.
create function booking.contest_ends_once() returns trigger language plpgsql as $$
begin
  if old.status <> 'open' and (new.status, new.closed_at, new.answer, new.answered_at) is distinct from (old.status, old.closed_at, old.answer, old.answered_at)
      or (new.booking_id, new.reason, new.created_at) is distinct from (old.booking_id, old.reason, old.created_at) then
    raise exception 'contest %: it is over', old.id using errcode = 'KL510';
  end if;
  return new;
end $$;

-- Only a session whose time had come is contested. The booking and its payments are held until the transaction ends: who
-- completes or earns meanwhile waits, and then sees it.
create function booking.contest_begins() returns trigger language plpgsql as $$
declare b booking.booking;
begin
  select * into b from booking.booking where id = new.booking_id for update;
  if b.status not in ('confirmed', 'in_session', 'completed', 'no_show') or new.created_at < b.starts_at then
    raise exception 'booking % cannot be contested', b.id using errcode = 'KL511';
  end if;
  perform from payment.payment p where p.booking_id = new.booking_id for update;
  return new;
end $$;

-- A contested booking stays as it is until the contest is over.
create function booking.contested_stays() returns trigger language plpgsql as $$
begin
  if exists (select from booking.contest c where c.booking_id = new.id and c.status = 'open') then
    raise exception 'booking % is contested', new.id using errcode = 'KL512';
  end if;
  return null;
end $$;

-- Its money stays in escrow.
create function booking.contested_earns_nothing() returns trigger language plpgsql as $$
begin
  if exists (select from booking.contest c where c.booking_id = new.booking_id and c.status = 'open') then
    raise exception 'payment % is of a contested booking', new.id using errcode = 'KL513';
  end if;
  return null;
end $$;

-- Nobody is paid with what is frozen, whichever way a payout was put together.
create function payout.frozen_unpaid() returns trigger language plpgsql as $$
begin
  if exists (select from ledger.v_entry e join payout.v_frozen f on f.booking_id = e.booking_id where e.transaction_id = new.transaction_id) then
    raise exception 'posting % is frozen', new.transaction_id using errcode = 'KL514';
  end if;
  return null;
end $$;

-- As in 0361; a session that did not take place after all takes its steps back.
create or replace function booking.note_steps() returns trigger language plpgsql security definer set search_path = '' as $$
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
      if was in ('in_session', 'completed', 'no_show') then
        perform payment.note_step('complete:' || new.id, new.id, null, 'complete', 'compensated', new.status, at);
      end if;
      if was = 'pending' then
        perform payment.note_step('confirm:' || new.id, new.id, null, 'confirm', 'failed', new.status, at);
      elsif was in ('confirmed', 'in_session', 'completed', 'no_show') then
        perform payment.note_step('confirm:' || new.id, new.id, null, 'confirm', 'compensated', new.status, at);
      end if;
      perform payment.note_step('hold:' || new.id, new.id, null, 'hold', 'compensated', new.status, at);
  end case;
  return null;
end $$;
-- +goose StatementEnd
create trigger contest_ends before update on booking.contest for each row execute function booking.contest_ends_once();
create trigger contest_begins before insert on booking.contest for each row execute function booking.contest_begins();
create trigger booking_contested after update of status on booking.booking for each row
  when (old.status <> new.status) execute function booking.contested_stays();
create trigger payment_contested after update of earned_at on payment.payment for each row
  when (old.earned_at is null and new.earned_at is not null) execute function booking.contested_earns_nothing();

-- A session that did not take place ends like one that its practitioner cancelled, whatever somebody noted before.
insert into booking.transition values
  ('in_session', 'cancelled', '{system}'),
  ('completed',  'cancelled', '{system}'),
  ('no_show',    'cancelled', '{system}');

-- Bookings that are contested now.
create view booking.v_contested as
select c.id as contest_id, c.booking_id, c.created_at from booking.contest c where c.status = 'open';

-- Bookings whose earnings are not paid out at the moment, and for whose sake: the payer's bank, or the client.
create view payout.v_frozen as
select f.booking_id, min(f.why) as why
from (select d.booking_id, 'bank' as why from payment.v_disputed d union all select c.booking_id, 'contest' from booking.v_contested c) f
group by f.booking_id;

create trigger line_frozen after insert on payout.line for each row when (new.amount_minor > 0) execute function payout.frozen_unpaid();

grant select, insert, update on booking.contest to klear_app;
grant select on booking.v_contested, payout.v_frozen to klear_app;
