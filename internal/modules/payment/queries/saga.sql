-- name: AskVoid :exec
update payment.payment set void_asked_at = @now::timestamptz
where id = @id and void_asked_at is null and status not in ('captured', 'declined', 'voided', 'returned');

-- name: AskCapture :exec
update payment.payment set capture_asked_at = @now::timestamptz
where id = @id and capture_asked_at is null and status not in ('captured', 'declined', 'voided', 'returned');

-- name: AskedPayments :many
-- What was decided and did not happen at the gateway: whoever was to do it is late, or gone.
select * from payment.payment
where (capture_asked_at < @older_than::timestamptz or void_asked_at < @older_than::timestamptz) and checked_at < @older_than::timestamptz
  and status in ('authorised', 'unknown', 'requires_action', 'processing', 'created')
order by checked_at limit @max_rows;

-- name: NoteCall :exec
-- A call that got no answer, or a refusal; another will follow.
update payment.saga_step set attempts = attempts + 1, error_code = @error_code where key = @key and state in ('pending', 'unknown');

-- name: StepByKey :one
select key, step, state, attempts, error_code, started_at, payment_id from payment.saga_step where key = @key and payment_id is not null;

-- name: StepsOf :many
select key, step, state, attempts, error_code, started_at, finished_at from payment.saga_step where subject_id = @subject_id order by moved;

-- name: StuckSteps :many
-- But for refunds that wait for a bank: an operator can do nothing about them.
select step, count(*) as stuck from payment.v_open_step where started_at <= @stuck_before::timestamptz and not disputed group by step;

-- name: StepsOffPayments :many
-- Steps that say anything else than the payment or refund they belong to; the triggers that write them keep this empty.
select key from (
  select s.key, s.state from payment.saga_step s where s.payment_id is not null
  except select f.key, f.state from payment.payment p cross join lateral payment.steps_of(p) f(key, step, state, code)
  except select 'refund:' || r.id, case r.status when 'succeeded' then 'done' else r.status end from payment.refund r
) stray
union
select key from (
  (select f.key, f.state from payment.payment p cross join lateral payment.steps_of(p) f(key, step, state, code)
   union all select 'refund:' || r.id, case r.status when 'succeeded' then 'done' else r.status end from payment.refund r)
  except select s.key, s.state from payment.saga_step s
) missing
order by key limit 1000;
