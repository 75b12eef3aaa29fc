-- +goose Up
-- What the gateways report, beside what the books say went through them. A row of a report and an entry of the books that
-- are the same movement are one pair; what has no counterpart stays open until it gets one, or until an operator explains
-- it with a posting. Nothing is mended silently.
create schema reconcile;

-- The days that were read. A day is read again on the days after: gateways add to their reports.
create table reconcile.day (
  gateway    text not null check (gateway ~ '^[a-z_]{1,40}$'),
  day        date not null,
  fetched_at timestamptz not null,
  told_at    timestamptz, -- when the operators were written to about it
  primary key (gateway, day)
);

-- Our side: the lines on psp_clearing, collected day by day. offset_* is the correction that took a line back, and the
-- other way round; that the two amounts are opposite is what the second key says.
create table reconcile.line (
  transaction_id uuid not null,
  line           smallint not null,
  gateway        text not null,
  event_key      text not null,
  event          text not null,
  reference      uuid, -- the payment, or of a payout the payout
  booking_id     uuid,
  currency       text not null,
  amount_minor   bigint not null,
  opposite_minor bigint not null generated always as (-amount_minor) stored,
  at             timestamptz not null,
  done           boolean not null default false, -- paired with a row, or offset
  offset_transaction_id uuid,
  offset_line    smallint,
  primary key (transaction_id, line),
  unique (transaction_id, line, gateway, currency, amount_minor),
  unique (offset_transaction_id, offset_line),
  constraint line_entry foreign key (transaction_id, line) references ledger.entry (transaction_id, line),
  constraint line_offset foreign key (offset_transaction_id, offset_line, gateway, currency, opposite_minor)
    references reconcile.line (transaction_id, line, gateway, currency, amount_minor) deferrable initially deferred
);
create index line_open on reconcile.line (gateway, at) where not done;
create index line_day on reconcile.line (gateway, at);

-- The gateway's side, unique by its own id of the movement. The pair's amounts are equal, because the key holds them.
create table reconcile.row (
  gateway        text not null,
  ref            text not null check (length(ref) between 1 and 200),
  day            date not null,
  kind           text not null check (kind in ('capture', 'refund', 'refund_failed', 'fee', 'dispute', 'dispute_won', 'payout', 'payout_returned', 'settlement')),
  reference      uuid, -- what the gateway says it belongs to: our payment or payout
  currency       text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor   bigint not null check (amount_minor <> 0), -- positive: money that came
  at             timestamptz not null,
  transaction_id uuid,
  line           smallint,
  primary key (gateway, ref),
  constraint row_day foreign key (gateway, day) references reconcile.day (gateway, day),
  constraint row_line_once unique (transaction_id, line),
  constraint row_line foreign key (transaction_id, line, gateway, currency, amount_minor)
    references reconcile.line (transaction_id, line, gateway, currency, amount_minor),
  check ((transaction_id is null) = (line is null))
);
create index row_open on reconcile.row (gateway, at) where transaction_id is null;
create index row_day_of on reconcile.row (gateway, day);

-- A gateway that says something else about a movement than it said before. The first word stands; this is an alarm.
create table reconcile.restated (
  gateway      text not null,
  ref          text not null,
  kind         text not null,
  currency     text not null,
  amount_minor bigint not null,
  at           timestamptz not null,
  found_at     timestamptz not null,
  primary key (gateway, ref),
  constraint restated_row foreign key (gateway, ref) references reconcile.row (gateway, ref)
);

-- What an operator said about an open row or line, and the posting that followed.
create table reconcile.note (
  id        uuid primary key,
  gateway   text not null,
  subject   text not null check (length(subject) <= 250), -- the row's ref, or the line's event key
  side      text not null check (side in ('row', 'line', 'restated')),
  person_id uuid not null references identity.person,
  words     text not null check (length(words) between 1 and 2000),
  event_key text not null unique references ledger.transaction (event_key),
  at        timestamptz not null
);
create index note_subject on reconcile.note (gateway, subject);

-- An alarm is one query: what has waited longer than its counterpart takes. The books know of a payout when it arrived,
-- days after the gateway sent it.
create view reconcile.v_open as
select 'row' as side, r.gateway, r.ref as subject, r.kind, r.currency, r.amount_minor, r.at,
       r.at + case when r.kind in ('payout', 'payout_returned') then interval '10 days' else interval '36 hours' end as late_at
from reconcile.row r where r.transaction_id is null
union all
select 'line', l.gateway, l.event_key, l.event, l.currency, l.amount_minor, l.at,
       l.at + case when l.event like 'payout%' then interval '10 days' else interval '36 hours' end
from reconcile.line l where not l.done
union all
select 'restated', s.gateway, s.ref, s.kind, s.currency, s.amount_minor, s.at, s.found_at
from reconcile.restated s
where not exists (select from reconcile.note n where n.gateway = s.gateway and n.subject = s.ref and n.side = 'restated');

-- The books by day: reconciliation, and the operators' search by date.
create index transaction_occurred on ledger.transaction (occurred_at);

select platform.open_schema('reconcile');
revoke update, delete on reconcile.row, reconcile.line, reconcile.restated, reconcile.note from klear_app;
grant update (transaction_id, line) on reconcile.row to klear_app;
grant update (done, offset_transaction_id, offset_line) on reconcile.line to klear_app;
revoke delete on reconcile.day from klear_app;
