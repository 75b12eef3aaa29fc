-- name: Days :many
-- Newest first. Sums are per currency; a day without any movement has one line without a currency.
select d.gateway, d.day, d.fetched_at, coalesce(g.currency, '')::text as currency, coalesce(g.n_rows, 0)::bigint as n_rows,
       coalesce(g.row_minor, 0)::bigint as row_minor, coalesce(g.line_minor, 0)::bigint as line_minor, coalesce(g.n_open, 0)::bigint as n_open
from (select x.gateway, x.day, x.fetched_at from reconcile.day x where (sqlc.narg(gateway)::text is null or x.gateway = sqlc.narg(gateway))
      order by x.day desc, x.gateway limit @most offset @skip) d
left join lateral (
  select s.currency, count(*) filter (where s.side = 'row') as n_rows, sum(s.minor) filter (where s.side = 'row') as row_minor,
         sum(s.minor) filter (where s.side = 'line') as line_minor, count(*) filter (where s.is_open) as n_open
  from (
    select 'row'::text as side, r.currency, r.amount_minor as minor, r.transaction_id is null and r.offset_ref is null as is_open from reconcile.row r where r.gateway = d.gateway and r.day = d.day
    union all
    select 'line', l.currency, l.amount_minor, not l.done from reconcile.line l
    where l.gateway = d.gateway and l.at >= d.day::timestamp at time zone 'UTC' and l.at < (d.day + 1)::timestamp at time zone 'UTC'
  ) s group by s.currency
) g on true
order by d.day desc, d.gateway, g.currency;

-- name: CountDays :one
select count(*) from reconcile.day where (sqlc.narg(gateway)::text is null or gateway = sqlc.narg(gateway));

-- name: Day :one
select gateway, day, fetched_at from reconcile.day where gateway = @gateway and day = @day;

-- name: DayItems :many
-- Open ones first, then by time. counterpart is what something agrees with, or, when it was taken back, what took it back.
select s.side, s.subject, s.kind, s.reference, s.booking_id, s.currency, s.amount_minor, s.at, s.paired::boolean as paired, s.taken_back::boolean as taken_back,
       coalesce(s.counterpart, '')::text as counterpart, count(*) over () as total from (
  select 'row'::text as side, r.ref as subject, r.kind, r.reference, null::uuid as booking_id, r.currency, r.amount_minor, r.at,
         (r.transaction_id is not null or r.offset_ref is not null)::boolean as paired, (r.offset_ref is not null)::boolean as taken_back,
         coalesce(r.offset_ref, l.event_key) as counterpart
  from reconcile.row r left join reconcile.line l on l.transaction_id = r.transaction_id and l.line = r.line
  where r.gateway = @gateway and r.day = @day::date
  union all
  select 'line', l.event_key, l.event, l.reference, l.booking_id, l.currency, l.amount_minor, l.at, l.done::boolean, (l.offset_transaction_id is not null)::boolean,
         coalesce(o.event_key, r.ref)
  from reconcile.line l
  left join reconcile.line o on o.transaction_id = l.offset_transaction_id and o.line = l.offset_line
  left join reconcile.row r on r.transaction_id = l.transaction_id and r.line = l.line
  where l.gateway = @gateway and l.at >= @since::timestamptz and l.at < @until::timestamptz
) s
order by s.paired, s.at, s.side desc, s.subject limit @most offset @skip;

-- name: Unread :many
-- Days of gateways of which no report was read after they had ended: those that are configured here, and those that a server has
-- configured, or had on that day. Nothing can be compared before the first movement.
select g.gateway::text as gateway, d.day::date as day, count(*) over () as total
from (
  select unnest(@configured::text[]) as gateway, null::timestamptz as until
  union
  select x.gateway, x.until from reconcile.gateway x where x.gateway <> all(@configured::text[])
) g
cross join lateral (
  select min(f.occurred_at) as at from ledger.v_first_entry f where f.account_kind = 'psp_clearing' and f.account_owner = g.gateway
) first
cross join lateral generate_series(date_trunc('day', first.at at time zone 'UTC'), least(@last::date, date_trunc('day', g.until at time zone 'UTC') - interval '1 day'), interval '1 day') d(day)
where not exists (select from reconcile.day r where r.gateway = g.gateway and r.day = d.day::date and r.fetched_at >= (d.day + interval '1 day') at time zone 'UTC')
order by d.day, g.gateway limit @most;

-- name: Late :many
select v.side, v.gateway, v.subject, v.kind, v.currency, v.amount_minor, v.at, v.late_at::timestamptz as late_at, count(*) over () as total from reconcile.v_open v where v.late_at <= @now::timestamptz
order by v.at, v.side, v.subject limit @most offset @skip;

-- name: CountLate :many
select v.gateway, v.side, count(*) as n from reconcile.v_open v where v.late_at <= @now::timestamptz group by v.gateway, v.side order by v.gateway, v.side;

-- name: UntoldGateways :many
-- The days of gateways with something late of which the operators do not know.
select v.gateway, count(*) as n, min(v.at)::timestamptz as since from reconcile.v_open v
where v.late_at <= @now::timestamptz
  and not exists (select from reconcile.day d where d.gateway = v.gateway and d.told_at > @told_since::timestamptz)
group by v.gateway order by v.gateway;

-- name: Told :exec
update reconcile.day d set told_at = @now::timestamptz
where d.gateway = @gateway and d.day = (select max(x.day) from reconcile.day x where x.gateway = @gateway);

-- name: NotesOf :many
select gateway, subject, side, person_id, words, event_key, at from reconcile.note
where gateway = @gateway and subject = any(@subjects::text[]) order by at;
