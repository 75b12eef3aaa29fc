-- name: StuckPayouts :one
select count(*) from payout.v_sending where created_at <= @before::timestamptz;
