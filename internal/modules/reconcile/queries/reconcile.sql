-- name: LockGateway :exec
-- One at a time per gateway; until the transaction's end.
select pg_advisory_xact_lock(hashtextextended('reconcile ' || @gateway::text, 0));

-- name: FirstMovement :one
-- The first movement through a gateway: there is nothing to reconcile before its day.
select min(f.occurred_at)::timestamptz from ledger.v_first_entry f where f.account_kind = 'psp_clearing' and f.account_owner = @gateway
having min(f.occurred_at) is not null;

-- name: KeepGateway :exec
-- What a gateway says of its reports; it is configured.
insert into reconcile.gateway (gateway, reports_within, disputes_when_lost)
values (@gateway, make_interval(secs => @within_seconds::float8), @disputes_when_lost)
on conflict (gateway) do update set reports_within = excluded.reports_within, disputes_when_lost = excluded.disputes_when_lost, until = null
where (reconcile.gateway.reports_within, reconcile.gateway.disputes_when_lost) is distinct from (excluded.reports_within, excluded.disputes_when_lost)
  or reconcile.gateway.until is not null;

-- name: CloseGateways :exec
-- Gateways that are not configured any more.
update reconcile.gateway set until = @now::timestamptz where until is null and gateway <> all(@configured::text[]);

-- name: DaysSince :many
select day, fetched_at from reconcile.day where gateway = @gateway and day >= @since;

-- name: KeepDay :exec
insert into reconcile.day (gateway, day, fetched_at) values (@gateway, @day, @fetched_at)
on conflict (gateway, day) do update set fetched_at = excluded.fetched_at;

-- name: KeepRows :exec
-- The first word about a movement stands.
insert into reconcile.row (gateway, ref, day, kind, reference, currency, amount_minor, at)
select @gateway::text, unnest(@refs::text[]), @day::date, unnest(@kinds::text[]), nullif(unnest(@reference_ids::uuid[]), '00000000-0000-0000-0000-000000000000'),
       unnest(@currencies::text[]), unnest(@amounts::bigint[]), unnest(@instants::timestamptz[])
on conflict (gateway, ref) do nothing;

-- name: KeepRestated :exec
insert into reconcile.restated (gateway, ref, kind, currency, amount_minor, at, found_at)
select r.gateway, r.ref, n.kind, n.currency, n.amount_minor, n.at, @found_at::timestamptz
from (select unnest(@refs::text[]) as ref, unnest(@kinds::text[]) as kind, unnest(@currencies::text[]) as currency,
             unnest(@amounts::bigint[]) as amount_minor, unnest(@instants::timestamptz[]) as at) n
join reconcile.row r on r.gateway = @gateway and r.ref = n.ref
where (r.currency, r.amount_minor) <> (n.currency, n.amount_minor)
on conflict (gateway, ref) do nothing;

-- name: UncollectedLines :many
-- The books' lines of a time that were not collected yet.
select e.transaction_id, e.line, e.event_key, e.event, e.payment_id, e.booking_id, e.currency, e.amount_minor, e.occurred_at
from ledger.v_entry e
where e.account_kind = 'psp_clearing' and e.account_owner = @gateway and e.occurred_at >= @since::timestamptz and e.occurred_at < @until::timestamptz
  and not exists (select from reconcile.line l where l.transaction_id = e.transaction_id and l.line = e.line);

-- name: KeepLines :exec
insert into reconcile.line (transaction_id, line, gateway, event_key, event, reference, booking_id, currency, amount_minor, at)
select unnest(@transactions::uuid[]), unnest(@numbers::smallint[]), @gateway::text, unnest(@event_keys::text[]), unnest(@kinds::text[]),
       nullif(unnest(@reference_ids::uuid[]), '00000000-0000-0000-0000-000000000000'), nullif(unnest(@bookings::uuid[]), '00000000-0000-0000-0000-000000000000'),
       unnest(@currencies::text[]), unnest(@amounts::bigint[]), unnest(@instants::timestamptz[])
on conflict do nothing;

-- name: OpenRows :many
select * from reconcile.row where gateway = @gateway and transaction_id is null and offset_ref is null order by at, ref limit @most;

-- name: OpenLines :many
select * from reconcile.line where gateway = @gateway and not done order by at, transaction_id, line limit @most;

-- name: PairRows :execrows
update reconcile.row r set transaction_id = p.transaction_id, line = p.line
from (select unnest(@refs::text[]) as ref, unnest(@transactions::uuid[]) as transaction_id, unnest(@numbers::smallint[]) as line) p
where r.gateway = @gateway and r.ref = p.ref and r.transaction_id is null and r.offset_ref is null;

-- name: OffsetRows :execrows
-- Rows that take each other back.
update reconcile.row r set offset_ref = p.by_ref
from (select unnest(@refs::text[]) as ref, unnest(@by_refs::text[]) as by_ref) p
where r.gateway = @gateway and r.ref = p.ref and r.transaction_id is null and r.offset_ref is null;

-- name: DoneLines :execrows
update reconcile.line l set done = true
from (select unnest(@transactions::uuid[]) as transaction_id, unnest(@numbers::smallint[]) as line) p
where l.transaction_id = p.transaction_id and l.line = p.line and not l.done;

-- name: OffsetLines :execrows
-- Lines that take each other back: a line and its correction, or what was posted once each way.
update reconcile.line l set done = true, offset_transaction_id = p.by_transaction_id, offset_line = p.by_line
from (select unnest(@transactions::uuid[]) as transaction_id, unnest(@numbers::smallint[]) as line,
             unnest(@by_transactions::uuid[]) as by_transaction_id, unnest(@by_numbers::smallint[]) as by_line) p
where l.transaction_id = p.transaction_id and l.line = p.line and not l.done;

-- name: Waiting :many
-- What is open and is about a payment or payout of ours, and when it becomes an alarm.
select v.side, v.subject, v.kind, v.reference, v.currency, v.amount_minor, v.at, v.late_at::timestamptz as late_at, v.transaction_id, v.line
from reconcile.v_open v where v.gateway = @gateway and v.side in ('row', 'line') and v.reference is not null
order by v.at, v.subject limit @most;

-- name: NearlyLateGateways :many
select distinct v.gateway from reconcile.v_open v where v.late_at <= @soon::timestamptz and v.reference is not null order by v.gateway;

-- name: ExplainedLines :many
-- Lines about something of which an operator said that the gateway never had them, and the line that took each back. What the
-- gateway did report after all is out.
select l.*, c.transaction_id as by_transaction_id, c.event_key as by_event_key
from reconcile.line l join reconcile.line c on c.transaction_id = l.offset_transaction_id and c.line = l.offset_line
where l.gateway = @gateway and l.reference = any(@reference_ids::uuid[]) and c.event_key like 'explain:%'
  and not exists (select from reconcile.reported r where r.transaction_id = l.transaction_id and r.line = l.line)
order by l.at, l.transaction_id, l.line;

-- name: KeepReported :exec
insert into reconcile.reported (transaction_id, line, gateway, ref, event_key)
select unnest(@transactions::uuid[]), unnest(@numbers::smallint[]), @gateway::text, unnest(@refs::text[]), unnest(@event_keys::text[]);

-- name: AddNote :exec
insert into reconcile.note (id, gateway, subject, side, person_id, words, event_key, at)
values (@id, @gateway, @subject, @side, @person_id, @words, @event_key, @at);

-- name: LockRow :one
select * from reconcile.row where gateway = @gateway and ref = @ref for update;

-- name: LockRestated :one
select s.*, r.currency as first_currency, r.amount_minor as first_minor from reconcile.restated s
join reconcile.row r on r.gateway = s.gateway and r.ref = s.ref
where s.gateway = @gateway and s.ref = @ref
  and not exists (select from reconcile.note n where n.gateway = s.gateway and n.subject = s.ref and n.side = 'restated');

-- name: LockLines :many
-- A posting may have several lines on the gateway's account.
select * from reconcile.line where gateway = @gateway and event_key = @event_key order by transaction_id, line for update;
