package desk_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"klear/internal/modules/desk"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// sender notes which payouts were tried again.
type sender struct{ tried []uuid.UUID }

func (s *sender) TrySend(_ context.Context, id uuid.UUID) error {
	s.tried = append(s.tried, id)
	return nil
}

// TestAStuckPayout is on the desk beside the payments after a quarter of an hour, can be tried again, and not be given up.
func TestAStuckPayout(t *testing.T) {
	b := setup(t)
	ctx, out := t.Context(), &sender{}
	b.Payouts = out
	stuck, young := uuid.New(), uuid.New()
	owner, err := pgx.Connect(ctx, b.url)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(ctx)
	for id, minutes := range map[uuid.UUID]int{stuck: 16, young: 14} { // without the run, the account and the earnings behind it
		_, err := owner.Exec(ctx, "set session_replication_role = replica", pgx.QueryExecModeSimpleProtocol)
		if err == nil {
			_, err = owner.Exec(ctx, `insert into payout.payout (id, run_id, practitioner_id, person_id, gateway, payee_ref, amount_minor, currency, status, asked_at, created_at, checked_at)
				select $1::uuid, $1, $1, $1, 'bank', 'x', 60000, 'INR', 'sending', t, t, t from (select $2::timestamptz - make_interval(mins => $3) as t) t`, id, b.Clock.Now(), minutes)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	key := "payout:" + stuck.String()
	rows, total, err := b.List(ctx, b.admin, desk.Payments, 1, 10)
	if err != nil || total != 1 || len(rows) != 1 {
		t.Fatalf("%+v of %d, %v", rows, total, err)
	}
	if r := rows[0]; r.ID != key || r.Why != "payout" || r.Tries != 1 || r.Amount != (money.Amount{Minor: 60_000, Currency: "INR"}) {
		t.Errorf("%+v", r)
	}
	if err := b.GiveUpStep(ctx, b.admin, key, "It never answers"); !errors.Is(err, payment.ErrOwed) {
		t.Errorf("given up: %v", err)
	}
	if err := b.TryStep(ctx, b.admin, "payout:"+young.String(), "In a hurry"); !errors.Is(err, payment.ErrNoStep) {
		t.Errorf("it is not stuck: %v", err)
	}
	if err := b.TryStep(ctx, b.admin, key, "The gateway works again"); err != nil || !slices.Equal(out.tried, []uuid.UUID{stuck}) {
		t.Errorf("%v, tried %v", err, out.tried)
	}
	if n := value[int](t, b, "select count(*) from desk.action where verb = 'payment_tried' and subject = $1", key); n != 1 {
		t.Errorf("%d acts on record", n)
	}
}
