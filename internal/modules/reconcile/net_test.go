package reconcile_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// TestNettingHidesNothing: whatever is open, what is taken out is used once, is about one thing, sums to zero and is not known to the
// other side; so what remains of each thing sums to what it summed to before, and a sum other than zero stays to be seen.
func TestNettingHidesNothing(t *testing.T) {
	about := src.ID()
	abouts := []uuid.UUID{about, about, src.ID(), uuid.Nil}
	families := [][]string{{"refund", "refund_failed", "capture"}, {"payout", "payout_paid", "payout_returned"}, {"dispute", "dispute_opened", "dispute_won"}, {"capture", "refund", "refund_failed", "payout_returned", "dispute_won"}}
	sides := [][]reconcile.Side{{reconcile.Row}, {reconcile.Line}, {reconcile.Line, reconcile.Line, reconcile.Line, reconcile.Row}, {reconcile.Row, reconcile.Line}}
	type thing struct {
		side     reconcile.Side
		about    uuid.UUID
		currency string
	}
	rapid.Check(t, func(t *rapid.T) {
		var open []reconcile.Item
		sums := map[thing]int64{}
		of := func(i reconcile.Item) thing { return thing{i.Side, i.Reference, i.Amount.Currency} }
		side, kinds := rapid.SampledFrom(sides).Draw(t, "sides"), rapid.SampledFrom(families).Draw(t, "kinds")
		for n := range rapid.IntRange(2, 8).Draw(t, "n") {
			i := reconcile.Item{Side: rapid.SampledFrom(side).Draw(t, "side"), Gateway: "stripe", Subject: fmt.Sprint(n),
				Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Reference: rapid.SampledFrom(abouts).Draw(t, "about"),
				Amount: money.Amount{Minor: rapid.SampledFrom([]int64{-1, -1, 1, 1, 2}).Draw(t, "minor"), Currency: rapid.SampledFrom([]string{"INR", "INR", "KWD"}).Draw(t, "currency")},
				LateAt: noon.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "late")) * time.Hour)}
			open = append(open, i)
			sums[of(i)] += i.Amount.Minor
		}
		left := slices.Clone(open)
		for _, two := range reconcile.Opposites(open, noon) {
			was, back := two[0], two[1]
			if of(was) != of(back) || was.Reference == uuid.Nil || was.Amount.Minor+back.Amount.Minor != 0 || !was.Late(noon) && !back.Late(noon) {
				t.Fatalf("netted: %+v", two)
			}
			for _, x := range open {
				if x.Side != was.Side && x.Reference == was.Reference && (x.Amount == was.Amount || x.Amount == back.Amount) {
					t.Fatalf("%+v could be paired with %+v", x, two)
				}
			}
			for _, x := range two {
				n := len(left)
				if left = slices.DeleteFunc(left, func(y reconcile.Item) bool { return y.Subject == x.Subject }); len(left) != n-1 {
					t.Fatalf("%+v is used twice", x)
				}
			}
		}
		for _, x := range left {
			sums[of(x)] -= x.Amount.Minor
		}
		for of, rest := range sums {
			if rest != 0 {
				t.Fatalf("%+v: %d went out of sight", of, rest)
			}
		}
	})
}

// TestAnItemIsPairedOrNettedOnce: the database refuses what the code would have to be wrong to try.
func TestAnItemIsPairedOrNettedOnce(t *testing.T) {
	h := open(t)
	about := src.ID()
	h.moved("refund", about, -500, noon)
	h.report.add(row("a", payment.ReportPayout, src.ID(), -500, noon), row("b", payment.ReportPayoutBack, src.ID(), 500, noon),
		row("c", payment.ReportPayoutBack, src.ID(), 499, noon), row("d", payment.ReportRefund, about, -500, noon))
	h.day()
	free := h.moved("refund", src.ID(), -500, noon)
	back := h.moved("refund_failed", src.ID(), 500, noon)
	h.day()
	undo := errors.New("undone")
	try := func(list ...string) string {
		err := h.db.InTx(t.Context(), func(tx db.Tx) error {
			for _, sql := range append(list, "set constraints all immediate") {
				if _, err := tx.Exec(t.Context(), sql); err != nil {
					return err
				}
			}
			return undo
		})
		return db.Code(err)
	}
	net := func(ref, by string) string {
		return fmt.Sprintf("update reconcile.row set offset_ref = '%s' where ref = '%s'", by, ref)
	}
	offset := func(one, by uuid.UUID) string {
		return fmt.Sprintf("update reconcile.line set done = true, offset_transaction_id = '%s', offset_line = 1 where transaction_id = '%s'", by, one)
	}
	for name, c := range map[string]struct {
		want string
		do   []string
	}{
		"two rows that sum to zero":  {"", []string{net("a", "b"), net("b", "a")}},
		"another sum":                {db.CodeForeignKeyViolation, []string{net("a", "c"), net("c", "a")}},
		"only one of them says so":   {db.CodeForeignKeyViolation, []string{net("a", "b")}},
		"a row that has its line":    {"23514", []string{net("d", "b"), net("b", "d")}},
		"a netted row gets a line":   {"23514", []string{net("a", "b"), net("b", "a"), fmt.Sprintf("update reconcile.row set transaction_id = '%s', line = 1 where ref = 'a'", free.ID)}},
		"two lines that sum to zero": {"", []string{offset(free.ID, back.ID), offset(back.ID, free.ID)}},
		"only one line says so":      {db.CodeForeignKeyViolation, []string{offset(free.ID, back.ID)}},
		"a netted line gets a row":   {db.CodeForeignKeyViolation, []string{offset(free.ID, back.ID), offset(back.ID, free.ID), fmt.Sprintf("update reconcile.row set transaction_id = '%s', line = 1 where ref = 'a'", free.ID)}},
		"a line that has its row":    {db.CodeForeignKeyViolation, []string{fmt.Sprintf("update reconcile.row set transaction_id = '%s', line = 1 where ref = 'a'", free.ID), offset(free.ID, back.ID), offset(back.ID, free.ID)}},
		"netted, and still open":     {"23514", []string{fmt.Sprintf("update reconcile.line set offset_transaction_id = '%s', offset_line = 1 where transaction_id = '%s'", back.ID, free.ID)}},
		"two lines for one opposite": {db.CodeUniqueViolation, []string{offset(free.ID, back.ID), fmt.Sprintf("update reconcile.line set done = true, offset_transaction_id = '%s', offset_line = 1 where event = 'refund' and reference = '%s'", back.ID, about)}},
		"a row is written over":      {"42501", []string{"update reconcile.row set amount_minor = 1"}},
	} {
		if got := try(c.do...); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestWhatTookItselfBackIsOnThePage: each names the other, and nothing is open on the day.
func TestWhatTookItselfBackIsOnThePage(t *testing.T) {
	h := open(t)
	about := src.ID()
	h.happened(about, movement{reconcile.Row, "payout", -500, 0}, movement{reconcile.Row, "payout_returned", 500, time.Hour},
		movement{reconcile.Line, "refund", -700, 0}, movement{reconcile.Line, "refund_failed", 700, time.Minute})
	h.pass(11 * day)
	all, _, err := h.Items(t.Context(), h.admin, "stripe", noon, 1, 100)
	h.ok(err)
	with := map[string]string{}
	for _, i := range all {
		if i.TakenBack {
			with[i.Subject] = i.With
		}
	}
	if len(with) != 4 {
		t.Fatalf("%+v", all)
	}
	for one, other := range with {
		if with[other] != one {
			t.Errorf("%s names %s, which names %q", one, other, with[other])
		}
	}
	days, _, err := h.Days(t.Context(), h.admin, "", 1, 1)
	if err != nil || !days[0].Settled() {
		t.Errorf("%+v, %v", days, err)
	}
	if _, err := h.Explain(t.Context(), h.admin, reconcile.Explain{Side: reconcile.Row, Gateway: "stripe", Subject: "payout_0_" + about.String(), Against: reconcile.ToLoss, Words: "Gone"}); !errors.Is(err, reconcile.ErrExplained) {
		t.Errorf("explained: %v", err)
	}
}
