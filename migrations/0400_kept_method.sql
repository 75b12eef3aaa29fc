-- +goose Up
-- Ways to pay that a person lets a gateway keep, and payments that are charged with one when the session is near: an
-- authorisation lives for days, a booking may be made months ahead. The gateway has the card; here is its reference.
create table payment.method (
  id          uuid primary key,             -- by which the gateway knows it, too
  person_id   uuid not null references identity.person,
  gateway     text not null check (length(gateway) between 1 and 40),
  gateway_ref text check (length(gateway_ref) <= 200),
  status      text not null check (status in ('asked', 'kept', 'failed', 'removed')),
  label       text not null default '' check (length(label) <= 60), -- "Visa ending 4242": never more of a card
  action_url  text not null default '' check (length(action_url) <= 2000),
  preferred   boolean not null default false, -- the one that is offered first
  created_at  timestamptz not null,
  kept_at     timestamptz,                  -- when its owner's consent was complete
  removed_at  timestamptz,
  constraint method_kept check ((status in ('kept', 'removed')) = (kept_at is not null and gateway_ref is not null)),
  constraint method_removed check ((status = 'removed') = (removed_at is not null)),
  constraint method_preferred check (not preferred or status = 'kept')
);
create unique index method_one_preferred on payment.method (person_id) where preferred;
create index method_of_person on payment.method (person_id, id);
create index method_asked on payment.method (created_at) where status = 'asked';
grant select, insert, update on payment.method to klear_app;

alter table payment.payment
  add column method_id       uuid references payment.method, -- what it is charged with, of those that are kept
  add column charge_at       timestamptz, -- the payer agreed to be charged then, and not before
  add column consented_at    timestamptz, -- when they agreed, to this amount
  add column kept_at         timestamptz, -- from when on the booking stands on it
  add column charge_asked_at timestamptz, -- when the charge was begun
  drop constraint payment_status_check,
  add constraint payment_status_check check (status in ('created', 'requires_action', 'processing', 'unknown', 'kept', 'authorised', 'captured',
    'declined', 'voided', 'returned')),
  add constraint payment_consent check ((charge_at is null) = (consented_at is null)
    and (charge_at is null or method_id is not null and purpose = 'booking' and prepaid_by is null)),
  add constraint payment_kept check (status <> 'kept' or charge_at is not null and kept_at is not null and charge_asked_at is null),
  -- no sooner than agreed, and no money that was not asked for
  add constraint payment_not_before check (charge_asked_at >= charge_at),
  add constraint payment_asked check (charge_at is null or charge_asked_at is not null or status not in ('authorised', 'captured', 'returned'));
create index payment_to_charge on payment.payment (charge_at) where status = 'kept';
create index payment_charging on payment.payment (charge_asked_at) where charge_asked_at is not null and status in ('created', 'unknown');
create index payment_with_method on payment.payment (method_id) where status in ('created', 'requires_action', 'processing', 'unknown', 'kept');

-- A booking stands on a method only while it is kept; whichever of the two comes second sees the other.
-- +goose StatementBegin
create function payment.method_stands() returns trigger language plpgsql as $$
begin
  perform from payment.method m where m.id = new.method_id and m.status = 'kept' for share;
  if not found then
    raise exception 'payment % stands on a method that is not kept', new.id using errcode = 'KL400';
  end if;
  return null;
end $$;
create function payment.method_needed() returns trigger language plpgsql as $$
begin
  if exists (select from payment.payment p where p.method_id = new.id and p.status in ('created', 'requires_action', 'processing', 'unknown', 'kept')) then
    raise exception 'method % is needed', new.id using errcode = 'KL401';
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger payment_method_stands after insert or update of status, method_id on payment.payment for each row
  when (new.status = 'kept') execute function payment.method_stands();
create trigger method_needed after update of status on payment.method for each row
  when (new.status = 'removed') execute function payment.method_needed();

-- The steps of a payment that is charged later: its method is kept first, and the charge is a step of its own time.
alter table payment.saga_step drop constraint saga_step_step_check,
  add constraint saga_step_step_check check (step in ('hold', 'keep', 'authorise', 'confirm', 'capture', 'complete', 'earn', 'void', 'refund'));
-- +goose StatementBegin
create or replace function payment.steps_of(p payment.payment) returns table (key text, step text, state text, code text) language sql stable as $$
  select 'keep:' || p.id, 'keep',
    case when p.kept_at is not null then 'done' when p.status in ('declined', 'voided') then 'failed'
      when p.status = 'unknown' then 'unknown' else 'pending' end,
    case when p.kept_at is null then p.decline_code else '' end
  where p.charge_at is not null
  union all
  select 'auth:' || p.id, 'authorise',
    case when p.status = 'voided' and p.authorised_at is not null then 'compensated'
      when p.status in ('declined', 'voided') then 'failed'
      when p.authorised_at is not null then 'done'
      when p.status = 'unknown' then 'unknown' else 'pending' end,
    p.decline_code
  where p.prepaid_by is null and (p.charge_at is null or p.charge_asked_at is not null)
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
-- +goose StatementEnd
drop trigger payment_steps on payment.payment;
create trigger payment_steps after insert or update of status, refunded_minor, earned_at, capture_asked_at, void_asked_at, charge_asked_at on payment.payment
  for each row execute function payment.note_payment();

create or replace view payment.v_open_step as
select s.key, s.step, s.state, s.attempts, s.error_code, s.started_at, s.payment_id, p.booking_id, p.status, p.gateway,
  coalesce(r.amount_minor, p.amount_minor) as amount_minor, p.currency
from payment.saga_step s
join payment.payment p on p.id = s.payment_id
left join payment.refund r on r.id = case s.step when 'refund' then substr(s.key, 8)::uuid end
where s.state in ('pending', 'unknown') and s.step in ('keep', 'authorise', 'capture', 'void', 'refund') and not (s.step in ('keep', 'authorise') and p.status = 'requires_action');
drop index payment.saga_step_open;
create index saga_step_open on payment.saga_step (started_at) where state in ('pending', 'unknown') and step in ('keep', 'authorise', 'capture', 'void', 'refund');

create or replace view payment.v_live as
select p.id, p.booking_id, p.status, p.captured_minor, p.refunded_minor, p.earned_at, p.prepaid_by, p.checked_at, p.capture_asked_at, p.void_asked_at, p.charge_at
from payment.payment p where p.status not in ('declined', 'voided', 'returned');
