-- name: Counts :many
-- How much waits in each queue of the database, and since when the longest.
select 'verification'::text as queue, count(*) as waiting, coalesce(min(v.since), 'epoch')::timestamptz as oldest from catalog.v_verification_waiting v
union all
select 'requests', count(*), coalesce(min(v.created_at), 'epoch') from booking.v_unanswered v where v.status = 'pending' or v.finished_at > @ran_out_since::timestamptz
union all
select 'payments', count(*), coalesce(min(v.started_at), 'epoch') from desk.v_step v where v.started_at <= @stuck_before::timestamptz
union all
select 'calendars', count(*), coalesce(min(v.good_at), 'epoch') from schedule.v_failing_calendar v where v.good_at <= @unread_before::timestamptz
union all
select 'refunds', count(*), coalesce(min(v.failed_at), 'epoch') from payment.v_refund_failed v
  where not exists (select from desk.refund_handled h where h.refund_id = v.refund_id)
union all
select 'reports', count(*), coalesce(min(r.created_at), 'epoch') from desk.report r where r.status = 'open'
union all
select 'contests', count(*), coalesce(min(v.created_at), 'epoch') from booking.v_contested v
union all
select 'differences', count(*), coalesce(min(v.at), 'epoch') from reconcile.v_open v where v.late_at <= @now::timestamptz
union all
-- On the desk since 60 days before the end.
select 'licences', count(*), coalesce(min(v.licence_until) - interval '60 days', 'epoch') from catalog.v_licence_ending v where v.licence_until <= @ends_before::timestamptz;

-- name: Differences :many
-- Movements at a gateway and in the books that have had no counterpart for too long.
select v.side, v.gateway, v.subject, v.kind, v.currency, v.amount_minor, v.at from reconcile.v_open v where v.late_at <= @now::timestamptz
order by v.at, v.side, v.subject limit @row_limit::int offset @row_offset::int;

-- name: Licences :many
select v.* from catalog.v_licence_ending v where v.licence_until <= @ends_before::timestamptz
order by v.licence_until, v.practitioner_id limit @row_limit::int offset @row_offset::int;

-- name: Requests :many
select v.* from booking.v_unanswered v where v.status = 'pending' or v.finished_at > @ran_out_since::timestamptz
order by v.created_at, v.booking_id limit @row_limit::int offset @row_offset::int;

-- name: Payments :many
select v.* from desk.v_step v
where v.started_at <= @stuck_before::timestamptz
order by v.started_at, v.key limit @row_limit::int offset @row_offset::int;

-- name: PaymentStep :one
select v.* from desk.v_step v
where v.key = @key and v.started_at <= @stuck_before::timestamptz;

-- name: Calendars :many
select v.*, p.display_name, p.person_id from schedule.v_failing_calendar v join catalog.v_page p on p.practitioner_id = v.practitioner_id
where v.good_at <= @unread_before::timestamptz
order by v.good_at, v.source_id limit @row_limit::int offset @row_offset::int;

-- name: Refunds :many
select v.*, b.code from payment.v_refund_failed v join booking.v_code b on b.booking_id = v.booking_id
where not exists (select from desk.refund_handled h where h.refund_id = v.refund_id)
order by v.failed_at, v.refund_id limit @row_limit::int offset @row_offset::int;

-- name: RefundByID :one
select v.*, b.code, exists (select from desk.refund_handled h where h.refund_id = v.refund_id) as handled
from payment.v_refund_failed v join booking.v_code b on b.booking_id = v.booking_id where v.refund_id = @refund_id;

-- name: HandleRefund :execrows
insert into desk.refund_handled (refund_id, action_id) values (@refund_id, @action_id) on conflict (refund_id) do nothing;

-- name: InsertAction :exec
insert into desk.action (id, person_id, verb, subject, reason, at) values (@id, @person_id, @verb, @subject, @reason, @at);
