-- name: StartRun :execrows
insert into payout.run (id, kind, on_day, started_by, started_at) values (@id, @kind, @on_day::date, sqlc.narg(started_by)::uuid, @now::timestamptz) on conflict do nothing;

-- name: AddDue :execrows
-- Everybody with something to be paid whose day has come.
insert into payout.run_item (run_id, practitioner_id, currency)
select @run_id, a.practitioner_id, b.currency
from payout.account a join ledger.v_practitioner_balance b on b.practitioner = a.practitioner_id::text
where a.gateway <> '' and a.next_on <= @on_day::date and b.payable_minor > 0;

-- name: AddItem :exec
insert into payout.run_item (run_id, practitioner_id, currency) values (@run_id, @practitioner_id, @currency);

-- name: Facts :many
-- What a decision about a payout looks at: of one practitioner, or of everybody who is due. One query for the decision, for
-- the dry run of all, and for what the practitioner is told, so that the three cannot differ.
select a.practitioner_id, a.person_id, a.gateway, a.payee_ref, a.ready, a.held, a.bank, a.minimum_minor, a.cadence, a.next_on, b.currency, b.receivable_minor,
  coalesce(v.display_name, '')::text as name, coalesce(v.verification_status = 'verified', false)::boolean as verified, coalesce(v.suspended, true)::boolean as suspended,
  exists (select from payout.payout p where p.practitioner_id = a.practitioner_id and p.currency = b.currency and p.status = 'sending')::boolean as sending,
  (select coalesce(sum(e.amount_minor), 0) from payout.earning e
   where e.practitioner = b.practitioner and e.currency = b.currency
     and not exists (select from payout.line l where l.transaction_id = e.transaction_id and not l.released)
     and (e.amount_minor < 0 or (e.occurred_at <= @matured::timestamptz and not exists (select from payout.v_frozen d where d.booking_id = e.booking_id))))::bigint as available_minor
from payout.account a
join ledger.v_practitioner_balance b on b.practitioner = a.practitioner_id::text
left join catalog.v_page v on v.practitioner_id = a.practitioner_id
where case when sqlc.narg(practitioner_id)::uuid is null then a.gateway <> '' and a.next_on <= @on_day::date and b.payable_minor > 0
           else a.practitioner_id = sqlc.narg(practitioner_id)::uuid end
order by a.practitioner_id, b.currency limit @max_rows;

-- name: WithoutAccount :one
select count(distinct b.practitioner) from ledger.v_practitioner_balance b
where b.payable_minor > 0 and not exists (select from payout.account a where a.practitioner_id::text = b.practitioner and a.gateway <> '');

-- name: OpenItems :many
select practitioner_id, currency from payout.run_item where run_id = @run_id and outcome is null order by practitioner_id, currency limit @max_rows;

-- name: LockItem :one
select outcome from payout.run_item where run_id = @run_id and practitioner_id = @practitioner_id and currency = @currency for update;

-- name: DecideItem :exec
update payout.run_item set outcome = @outcome::text, available_minor = @available_minor, decided_at = @now::timestamptz
where run_id = @run_id and practitioner_id = @practitioner_id and currency = @currency;

-- name: FinishRun :execrows
update payout.run set finished_at = @now::timestamptz where id = @id and finished_at is null
  and not exists (select from payout.run_item i where i.run_id = @id and i.outcome is null);

-- name: UnfinishedRuns :many
select id from payout.run where finished_at is null and started_at < @older_than::timestamptz order by started_at limit 100;

-- name: Run :one
select r.*, count(i.*) as items, count(i.outcome) as decided, count(*) filter (where i.outcome = 'sent') as sent
from payout.run r left join payout.run_item i on i.run_id = r.id where r.id = @id group by r.id;

-- name: Runs :many
select r.*, i.items, i.decided, i.sent, count(*) over () as total
from payout.run r cross join lateral (
  select count(*) as items, count(x.outcome) as decided, count(*) filter (where x.outcome = 'sent') as sent from payout.run_item x where x.run_id = r.id) i
where r.kind <> 'asked'
order by r.started_at desc, r.id desc limit @max_rows offset @skip;

-- name: Items :many
select i.practitioner_id, i.currency, i.outcome, i.available_minor, i.decided_at, p.id as payout_id, p.status, coalesce(v.display_name, '')::text as name, count(*) over () as total
from payout.run_item i
left join payout.payout p on p.run_id = i.run_id and p.practitioner_id = i.practitioner_id and p.currency = i.currency
left join catalog.v_page v on v.practitioner_id = i.practitioner_id
where i.run_id = @run_id order by i.practitioner_id, i.currency limit @max_rows offset @skip;
