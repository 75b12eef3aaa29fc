package payment_test

import (
	"sync/atomic"
	"testing"

	"klear/internal/modules/payment"

	"github.com/jackc/pgx/v5/pgxpool"
)

// takeStep writes one step under one key twenty times at once, as the owner of the tables that the triggers write as, and
// says how many rows that made.
func (h *house) takeStep(owner *pgxpool.Pool, p payment.Payment) int {
	h.Helper()
	var made atomic.Int64
	race(h.TB.(*testing.T), 20, func() error {
		tag, err := owner.Exec(ctx, `insert into payment.saga_step (key, subject_id, payment_id, step, state, started_at)
			values ('cap:' || $1::uuid, $2, $1, 'capture', 'pending', $3) on conflict do nothing`, p.ID, p.BookingID, at)
		made.Add(tag.RowsAffected())
		return err
	})
	return int(made.Load())
}

func (h *house) owner() *pgxpool.Pool {
	h.Helper()
	pool, err := pgxpool.New(ctx, h.url+"&pool_max_conns=20")
	h.ok(err)
	h.Cleanup(pool.Close)
	return pool
}

// TestOneKeyIsOneStep, whoever takes it first (saga_step_pkey).
func TestOneKeyIsOneStep(t *testing.T) {
	t.Parallel()
	h := open(t)
	if n := h.takeStep(h.owner(), h.begin(h.offer())); n != 1 {
		t.Errorf("%d steps under one key", n)
	}
}

// Without the key the same race takes the step twenty times.
func TestWithoutItsKeyAStepIsTakenTwice(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, p := h.owner(), h.begin(h.offer())
	_, err := owner.Exec(ctx, "alter table payment.saga_step drop constraint saga_step_pkey")
	h.ok(err)
	if n := h.takeStep(owner, p); n != 20 {
		t.Errorf("%d steps", n)
	}
}
