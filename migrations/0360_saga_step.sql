-- +goose Up
-- The steps of a booking from its hold to its earning, one row each, under the key by which the gateway knows the call.
-- The bookings, payments and refunds are the truth; these rows are written by their own triggers, in the statement that
-- moves them, and by nobody else: the application may read them, and note how often it asked a gateway. So a step cannot
-- say anything else than the booking and its money do.

-- What was decided about a payment and has to happen at its gateway. Who decides notes it in the transaction of the
-- decision: the sweep finds what a lost job left undone, and giving up is written down before the time is released.
alter table payment.payment
  add column authorised_at    timestamptz, -- when the gateway first said that the money is reserved or taken
  add column capture_asked_at timestamptz,
  add column void_asked_at    timestamptz;
update payment.payment set authorised_at = checked_at where status in ('authorised', 'captured', 'returned');
create index payment_asked on payment.payment (checked_at)
  where (capture_asked_at is not null or void_asked_at is not null) and status in ('authorised', 'unknown', 'requires_action', 'processing', 'created');

create table payment.saga_step (
  key         text primary key check (length(key) between 3 and 200), -- one key, one effect
  subject_id  uuid not null,                  -- the booking, or the package that is bought
  payment_id  uuid references payment.payment, -- null: a step of the booking alone
  step        text not null check (step in ('hold', 'authorise', 'confirm', 'capture', 'complete', 'earn', 'void', 'refund')),
  state       text not null check (state in ('pending', 'done', 'failed', 'unknown', 'compensated')),
  attempts    int not null default 1 check (attempts > 0), -- calls that were begun
  error_code  text not null default '' check (length(error_code) <= 60),
  started_at  timestamptz not null,
  finished_at timestamptz,
  moved       bigint generated always as identity, -- the order in which steps were taken and taken back
  check ((finished_at is null) = (state in ('pending', 'unknown')))
);
create index saga_step_subject on payment.saga_step (subject_id, moved);
create index saga_step_open on payment.saga_step (started_at) where state in ('pending', 'unknown') and step in ('authorise', 'capture', 'void', 'refund');

-- +goose StatementBegin
create function payment.note_step(key text, subject uuid, payment uuid, step text, state text, code text, at timestamptz) returns void
language sql security definer set search_path = '' as $$
  insert into payment.saga_step as s (key, subject_id, payment_id, step, state, error_code, started_at, finished_at)
  values (key, subject, payment, step, state, code, at, case when state not in ('pending', 'unknown') then at end)
  on conflict (key) do update set state = excluded.state, finished_at = excluded.finished_at, moved = default,
    error_code = coalesce(nullif(excluded.error_code, ''), s.error_code)
  where s.state <> excluded.state
$$;

-- The steps of a payment are a function of its row.
create function payment.steps_of(p payment.payment) returns table (key text, step text, state text, code text) language sql stable as $$
  select 'auth:' || p.id, 'authorise',
    case when p.status = 'voided' and p.authorised_at is not null then 'compensated'
      when p.status in ('declined', 'voided') then 'failed'
      when p.authorised_at is not null then 'done'
      when p.status = 'unknown' then 'unknown' else 'pending' end,
    p.decline_code
  where p.prepaid_by is null
  union all
  select 'cap:' || p.id, 'capture',
    case when p.captured_minor > 0 and p.refunded_minor = p.captured_minor then 'compensated'
      when p.captured_minor > 0 then 'done'
      when p.void_asked_at is not null or p.status in ('declined', 'voided') then 'failed'
      when p.status = 'unknown' then 'unknown' else 'pending' end,
    p.decline_code
  where p.captured_minor > 0 or p.capture_asked_at is not null
  union all
  select 'void:' || p.id, 'void',
    case when p.status in ('declined', 'voided') then 'done' when p.captured_minor > 0 then 'failed'
      when p.status = 'unknown' then 'unknown' else 'pending' end,
    ''
  where p.void_asked_at is not null
  union all
  select 'earn:' || p.id, 'earn', 'done', '' where p.earned_at is not null
$$;

create function payment.note_authorised() returns trigger language plpgsql as $$
begin
  if new.authorised_at is null and new.status in ('authorised', 'captured', 'returned') then
    new.authorised_at := new.checked_at;
  end if;
  return new;
end $$;

create function payment.note_payment() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform payment.note_step(s.key, new.booking_id, new.id, s.step, s.state, s.code,
    greatest(new.checked_at, new.capture_asked_at, new.void_asked_at, new.earned_at))
  from payment.steps_of(new) s;
  return null;
end $$;

create function payment.note_refund() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform payment.note_step('refund:' || new.id, p.booking_id, p.id, 'refund',
    case new.status when 'succeeded' then 'done' else new.status end, '', coalesce(new.settled_at, new.created_at))
  from payment.payment p where p.id = new.payment_id;
  return null;
end $$;
-- +goose StatementEnd

create trigger payment_authorised before insert or update of status on payment.payment for each row execute function payment.note_authorised();
create trigger payment_steps after insert or update of status, refunded_minor, earned_at, capture_asked_at, void_asked_at on payment.payment
  for each row execute function payment.note_payment();
create trigger refund_steps after insert or update of status on payment.refund for each row execute function payment.note_refund();

select payment.note_step(s.key, p.booking_id, p.id, s.step, s.state, s.code, greatest(p.checked_at, p.earned_at))
from payment.payment p cross join lateral payment.steps_of(p) s;
select payment.note_step('refund:' || r.id, p.booking_id, p.id, 'refund', case r.status when 'succeeded' then 'done' else r.status end, '', coalesce(r.settled_at, r.created_at))
from payment.refund r join payment.payment p on p.id = r.payment_id;

revoke all on function payment.note_step(text, uuid, uuid, text, text, text, timestamptz), payment.note_payment(), payment.note_refund() from public;
grant select on payment.saga_step to klear_app;
grant update (attempts, error_code) on payment.saga_step to klear_app;

-- What an operator has to look at: steps at a gateway that are open. It takes the place of a view that knew payments only. A payer who is with their bank is not stuck.
drop view payment.v_unsettled;
drop index payment.payment_unsettled;
create view payment.v_open_step as
select s.key, s.step, s.state, s.attempts, s.error_code, s.started_at, s.payment_id, p.booking_id, p.status, p.gateway,
  coalesce(r.amount_minor, p.amount_minor) as amount_minor, p.currency
from payment.saga_step s
join payment.payment p on p.id = s.payment_id
left join payment.refund r on r.id = case s.step when 'refund' then substr(s.key, 8)::uuid end
where s.state in ('pending', 'unknown') and s.step in ('authorise', 'capture', 'void', 'refund') and not (s.step = 'authorise' and p.status = 'requires_action');
grant select on payment.v_open_step to klear_app;

-- What bookings compare themselves with (module booking, legal.go).
create view payment.v_live as
select p.id, p.booking_id, p.status, p.captured_minor, p.refunded_minor, p.earned_at, p.prepaid_by, p.checked_at, p.capture_asked_at, p.void_asked_at
from payment.payment p where p.status not in ('declined', 'voided', 'returned');
create view payment.v_step as select s.key, s.subject_id, s.step, s.state, s.moved from payment.saga_step s;
grant select on payment.v_live, payment.v_step to klear_app;
