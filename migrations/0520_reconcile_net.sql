-- +goose Up
-- How far the report of a gateway is behind what happened, as its adapter says; written whenever the days to read are planned.
create table reconcile.gateway (
  gateway            text primary key check (gateway ~ '^[a-z_]{1,40}$'),
  reports_within     interval not null check (reports_within >= interval '0'),
  disputes_when_lost boolean not null, -- the money of a dispute is taken when that is lost; the books set it aside when it is opened
  until              timestamptz -- when it was found not to be configured any more: later days are not expected
);

-- A movement of a kind that we have no word for is kept, too: else nothing of its day could be.
alter table reconcile.row drop constraint row_kind_check, add constraint row_kind check (length(kind) between 1 and 60);

-- What one side has twice, once each way, and the other side not at all: a refund that was refused, a payout that a bank sent back
-- on its way. The two are recorded as each other's opposite; the keys see to it that both say so and that they sum to zero.
alter table reconcile.row
  add column offset_ref text,
  add column opposite_minor bigint not null generated always as (-amount_minor) stored,
  add constraint row_amount unique (gateway, ref, currency, amount_minor),
  add constraint row_offset_pair unique (gateway, ref, offset_ref),
  add constraint row_offset foreign key (gateway, offset_ref, currency, opposite_minor)
    references reconcile.row (gateway, ref, currency, amount_minor) deferrable initially deferred,
  add constraint row_offset_both foreign key (gateway, offset_ref, ref)
    references reconcile.row (gateway, ref, offset_ref) deferrable initially deferred,
  add constraint row_once check (transaction_id is null or offset_ref is null);
alter table reconcile.line
  add constraint line_offset_pair unique (transaction_id, line, offset_transaction_id, offset_line),
  add constraint line_offset_both foreign key (offset_transaction_id, offset_line, transaction_id, line)
    references reconcile.line (transaction_id, line, offset_transaction_id, offset_line) deferrable initially deferred,
  add constraint line_offset_done check (done or offset_transaction_id is null);

-- A line is a row's, or its opposite's, never both.
alter table reconcile.line
  add column free boolean not null generated always as (offset_transaction_id is null) stored,
  add constraint line_free unique (transaction_id, line, gateway, currency, amount_minor, free);
alter table reconcile.row
  add column line_free boolean generated always as (case when transaction_id is not null then true end) stored,
  drop constraint row_line,
  add constraint row_line foreign key (transaction_id, line, gateway, currency, amount_minor, line_free)
    references reconcile.line (transaction_id, line, gateway, currency, amount_minor, free);

drop index reconcile.row_open;
create index row_open on reconcile.row (gateway, at) where transaction_id is null and offset_ref is null;
create index row_about on reconcile.row (gateway, reference) where reference is not null;
create index line_about on reconcile.line (gateway, reference) where reference is not null;
grant update (offset_ref) on reconcile.row to klear_app;
grant select, insert, update on reconcile.gateway to klear_app;

-- Lines that an operator explained and that the gateway reported after all, each once: the explanation is taken back by the posting.
create table reconcile.reported (
  transaction_id uuid not null,
  line           smallint not null,
  gateway        text not null,
  ref            text not null,
  event_key      text not null unique references ledger.transaction (event_key),
  primary key (transaction_id, line),
  unique (gateway, ref),
  constraint reported_line foreign key (transaction_id, line) references reconcile.line (transaction_id, line),
  constraint reported_row foreign key (gateway, ref) references reconcile.row (gateway, ref)
);

grant select, insert on reconcile.reported to klear_app;

-- When a dispute was decided, for the posting that set its money aside; null while it is open.
create view payment.v_dispute_decided as
select d.payment_id, 'disp:' || d.id || ':open' as event_key, d.decided_at from payment.dispute d;
grant select on payment.v_dispute_decided to klear_app;

-- The first movement on an account: ids of postings are in the order of time.
create view ledger.v_first_entry as
select a.kind as account_kind, a.owner as account_owner, a.currency, f.occurred_at
from ledger.account a
cross join lateral (
  select t.occurred_at from ledger.entry e join ledger.transaction t on t.id = e.transaction_id and t.lines = e.lines
  where e.account_id = a.id order by e.transaction_id limit 1
) f;
grant select on ledger.v_first_entry to klear_app;

-- An alarm is one query: what has waited longer than its counterpart takes. A gateway may take days to report what our books have;
-- our books take 36 hours at most to have what it reported. The books know of a payout when it arrived, days after it was sent. A
-- refund waits for the bank that decides about its payment; where a dispute costs money only when it is lost, so does the dispute.
create or replace view reconcile.v_open as
select 'row' as side, r.gateway, r.ref as subject, r.kind, r.currency, r.amount_minor, r.at,
       r.at + case when r.kind in ('payout', 'payout_returned') then interval '10 days' else interval '36 hours' end as late_at,
       r.reference, null::uuid as transaction_id, null::smallint as line
from reconcile.row r where r.transaction_id is null and r.offset_ref is null
union all
select 'line', l.gateway, l.event_key, l.event, l.currency, l.amount_minor, l.at,
       greatest(l.at, (select w.until from payment.v_refund_waited w where w.event_key = l.event_key), d.decided_at)
         + greatest(case when l.event like 'payout%' then interval '10 days' else interval '36 hours' end, g.reports_within),
       l.reference, l.transaction_id, l.line
from reconcile.line l
left join reconcile.gateway g on g.gateway = l.gateway
left join payment.v_dispute_decided d on g.disputes_when_lost and d.payment_id = l.reference and d.event_key = l.event_key
where not l.done and not exists (select from payment.v_refund_waits w where w.event_key = l.event_key) and (d.event_key is null or d.decided_at is not null)
union all
select 'restated', s.gateway, s.ref, s.kind, s.currency, s.amount_minor, s.at, s.found_at, null, null, null
from reconcile.restated s
where not exists (select from reconcile.note n where n.gateway = s.gateway and n.subject = s.ref and n.side = 'restated');
