-- +goose Up
-- What is owed to a client as credit, and in gifts that nobody redeemed, kept beside the entries in the statement that writes
-- them. A posting that would spend more than is there is refused whatever the code does; whoever decides how much is spent
-- locks this row first, after the practitioner's where both are needed (docs/adr/0040).
create table ledger.credit_balance (
  owner    text not null, -- of the account: a person, or gift:<id>
  currency text not null,
  minor    bigint not null default 0, -- credit balance of client_credit
  primary key (owner, currency),
  constraint client_credit_not_negative check (minor >= 0)
);

insert into ledger.credit_balance (owner, currency, minor)
select a.owner, a.currency, -sum(e.amount_minor)
from ledger.entry e join ledger.account a on a.id = e.account_id and a.currency = e.currency
where a.kind = 'client_credit' group by a.owner, a.currency;

-- Once per posting, practitioners before clients, each in the order of the key: two postings cannot deadlock.
-- +goose StatementBegin
create or replace function ledger.keep_practitioner_balance() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare d record;
begin
  for d in
    select a.kind = 'client_credit' as credit, a.owner, a.currency,
      coalesce(-sum(f.amount_minor) filter (where a.kind = 'practitioner_payable'), 0) as payable,
      coalesce(-sum(f.amount_minor) filter (where a.kind = 'practitioner_in_transit'), 0) as in_transit,
      coalesce(sum(f.amount_minor) filter (where a.kind = 'practitioner_receivable'), 0) as receivable,
      -sum(f.amount_minor) as owed
    from fresh f join ledger.account a on a.id = f.account_id and a.currency = f.currency
    where a.kind in ('practitioner_payable', 'practitioner_in_transit', 'practitioner_receivable', 'client_credit')
    group by a.kind = 'client_credit', a.owner, a.currency order by a.kind = 'client_credit', a.owner, a.currency
  loop
    if d.credit then
      insert into ledger.credit_balance (owner, currency) values (d.owner, d.currency) on conflict do nothing;
      update ledger.credit_balance b set minor = b.minor + d.owed where b.owner = d.owner and b.currency = d.currency;
    else
      insert into ledger.practitioner_balance (practitioner, currency) values (d.owner, d.currency) on conflict do nothing;
      update ledger.practitioner_balance b set payable_minor = b.payable_minor + d.payable,
        in_transit_minor = b.in_transit_minor + d.in_transit, receivable_minor = b.receivable_minor + d.receivable
      where b.practitioner = d.owner and b.currency = d.currency;
    end if;
  end loop;
  return null;
end $$;

-- lock_credit reads an owner's row and keeps it from changing until the end of the transaction.
create function ledger.lock_credit(p_owner text, p_currency text) returns bigint
language sql security definer set search_path = pg_catalog as $$
  insert into ledger.credit_balance as b (owner, currency) values (p_owner, p_currency)
  on conflict (owner, currency) do update set owner = excluded.owner
  returning b.minor;
$$;
-- +goose StatementEnd
grant select on ledger.credit_balance to klear_app;

-- A payment may be for a gift, which is the platform's to sell; and a booking may be paid from the credit of its payer, whole and
-- at once: no gateway is asked, and what goes back is credit again.
alter table payment.payment
  drop constraint payment_purpose_check,
  add constraint payment_purpose_check check (purpose in ('booking', 'package', 'subscription', 'gift')),
  drop constraint payment_of_platform,
  add constraint payment_of_platform check ((purpose in ('subscription', 'gift')) = (practitioner_id is null) and (practitioner_id is null) = (practitioner_person_id is null)),
  drop constraint payment_platform_whole,
  add constraint payment_platform_whole check (purpose not in ('subscription', 'gift') or commission_minor = 0),
  add constraint payment_of_credit check (gateway <> 'credit' or status = 'captured' and purpose = 'booking' and prepaid_by is null
    and charge_at is null and captured_minor = amount_minor);

create or replace view payment.v_live as
select p.id, p.booking_id, p.status, p.captured_minor, p.refunded_minor, p.earned_at, p.prepaid_by, p.checked_at, p.capture_asked_at, p.void_asked_at, p.charge_at, p.gateway
from payment.payment p where p.status not in ('declined', 'voided', 'returned');
