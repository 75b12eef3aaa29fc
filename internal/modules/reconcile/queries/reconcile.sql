-- name: LockGateway :exec
-- One at a time per gateway; until the transaction's end.
select pg_advisory_xact_lock(hashtextextended('reconcile ' || @gateway::text, 0));

-- name: FirstMovement :one
-- The day of the first movement through a gateway: there is nothing to reconcile before it.
select min(t.occurred_at)::timestamptz from (
  select e.occurred_at from ledger.v_entry e where e.account_kind = 'psp_clearing' and e.account_owner = @gateway order by e.seq limit 1
) t having min(t.occurred_at) is not null;

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
select * from reconcile.row where gateway = @gateway and transaction_id is null order by at, ref limit @most;

-- name: OpenLines :many
select * from reconcile.line where gateway = @gateway and not done order by at, transaction_id, line limit @most;

-- name: PairRows :execrows
update reconcile.row r set transaction_id = p.transaction_id, line = p.line
from (select unnest(@refs::text[]) as ref, unnest(@transactions::uuid[]) as transaction_id, unnest(@numbers::smallint[]) as line) p
where r.gateway = @gateway and r.ref = p.ref and r.transaction_id is null;

-- name: DoneLines :execrows
update reconcile.line l set done = true
from (select unnest(@transactions::uuid[]) as transaction_id, unnest(@numbers::smallint[]) as line) p
where l.transaction_id = p.transaction_id and l.line = p.line and not l.done;

-- name: OffsetLines :execrows
-- Lines and their corrections take each other back.
update reconcile.line l set done = true, offset_transaction_id = p.by_transaction_id, offset_line = p.by_line
from (select unnest(@transactions::uuid[]) as transaction_id, unnest(@numbers::smallint[]) as line,
             unnest(@by_transactions::uuid[]) as by_transaction_id, unnest(@by_numbers::smallint[]) as by_line) p
where l.transaction_id = p.transaction_id and l.line = p.line and not l.done;

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
