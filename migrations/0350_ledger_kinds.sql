-- +goose Up
-- The accounts that the rest of the business events need: subscriptions paid ahead, conversions, tax collected at source.
alter table ledger.account drop constraint account_kind_check;
alter table ledger.account add constraint account_kind_check check (kind in ('psp_clearing', 'bank', 'booking_escrow', 'practitioner_payable',
  'practitioner_in_transit', 'practitioner_receivable', 'platform_revenue', 'tax_payable', 'tcs_payable', 'psp_fees', 'dispute_loss', 'goodwill',
  'client_credit', 'package_liability', 'deferred_revenue', 'dispute_reserve', 'fx', 'rounding'));

-- A transaction in several currencies is a conversion: each currency's side stands on an fx account, so that the rate can
-- be read in the books. Two sides that merely balance each would be two events under one key.
-- +goose StatementBegin
create or replace function ledger.check_balanced() returns trigger language plpgsql as $$
declare
  n bigint;
  currencies bigint;
  sound boolean;
begin
  select sum(g.n), count(*), bool_and(g.total = 0) into n, currencies, sound
  from (select count(*) as n, sum(e.amount_minor) as total from ledger.entry e where e.transaction_id = new.id group by e.currency) g;
  if n is distinct from new.lines or not sound then
    raise exception 'ledger transaction % is not complete or does not sum to zero', new.id using errcode = 'KL002';
  end if;
  if currencies > 1 and currencies <> (select count(distinct e.currency) from ledger.entry e
      join ledger.account a on a.id = e.account_id and a.currency = e.currency where e.transaction_id = new.id and a.kind = 'fx') then
    raise exception 'ledger transaction % has two currencies and no conversion', new.id using errcode = 'KL002';
  end if;
  return null;
end $$;
-- +goose StatementEnd
