package reconcile_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/jackc/pgx/v5"
)

// TestADayAgrees: what both sides know is paired, and what only the gateway can tell of is posted, once.
func TestADayAgrees(t *testing.T) {
	h := open(t)
	a, b := src.ID(), src.ID()
	h.moved("capture", a, 120_000, noon)
	h.moved("capture", b, 80_000, noon)
	h.moved("refund", b, -30_000, noon.Add(time.Hour))
	h.moved("refund", b, -30_000, noon.Add(2*time.Hour))
	h.report.add(row("txn_1", payment.ReportCapture, a, 120_000, noon), row("txn_2", payment.ReportFee, a, -2_700, noon),
		row("txn_3", payment.ReportCapture, b, 80_000, noon), row("txn_4", payment.ReportRefund, b, -30_000, noon), row("txn_5", payment.ReportRefund, b, -30_000, noon),
		row("txn_6", payment.ReportSettlement, [16]byte{}, -100_000, noon))
	for range 3 { // again changes nothing
		if left := h.day(); len(left) != 0 {
			t.Fatalf("open: %+v", left)
		}
	}
	if fee, bank, clearing := h.balance(ledger.PSPFees, "stripe"), h.balance(ledger.Bank, "house"), h.balance(ledger.PSPClearing, "stripe"); fee != 2_700 || bank != 100_000 || clearing != 37_300 {
		t.Errorf("fees %d, bank %d, clearing %d", fee, bank, clearing)
	}
	days, total, err := h.Days(t.Context(), h.admin, "", 1, 10)
	if err != nil || total != 1 || len(days) != 1 || !days[0].Settled() || days[0].Rows != 6 || days[0].Sums[0].Gateway.Minor != 37_300 || days[0].Sums[0].Books.Minor != 37_300 {
		t.Errorf("%+v, %d, %v", days, total, err)
	}
}

// TestAMovementNearMidnightIsOnTwoDays and yet one pair.
func TestAMovementNearMidnightIsOnTwoDays(t *testing.T) {
	h := open(t)
	midnight := noon.Truncate(24*time.Hour).AddDate(0, 0, 1)
	a := src.ID()
	h.moved("capture", a, 500, midnight.Add(3*time.Second))
	h.report.add(row("txn_1", payment.ReportCapture, a, 500, midnight.Add(-time.Second)))
	if left := h.day(); len(left) != 0 {
		t.Errorf("open: %+v", left)
	}
}

// TestADifferenceIsAnAlarmAndMendedByNobody (failure 28 of payments.md §7), on either side.
func TestADifferenceIsAnAlarmAndMendedByNobody(t *testing.T) {
	h := open(t)
	ours, theirs, off := src.ID(), src.ID(), src.ID()
	h.moved("capture", ours, 900, noon)
	h.moved("capture", off, 1_000, noon)
	h.report.add(row("txn_theirs", payment.ReportCapture, theirs, 700, noon), row("txn_off", payment.ReportCapture, off, 1_001, noon))
	left, clearing := h.day(), h.balance(ledger.PSPClearing, "stripe")
	if len(left) != 4 || clearing != 1_900 {
		t.Fatalf("open: %+v; clearing %d", left, clearing)
	}
	if _, n, err := h.Late(t.Context(), h.admin, 1, 10); err != nil || n != 0 {
		t.Errorf("%d late at once, %v", n, err)
	}
	h.clock.Advance(48 * time.Hour)
	late, n, err := h.Late(t.Context(), h.admin, 1, 10)
	if err != nil || n != 4 || len(late) != 4 {
		t.Errorf("%+v, %v", late, err)
	}
	counts, err := h.CountLate(t.Context(), h.db)
	if err != nil || len(counts) != 2 || counts[0].N != 2 || counts[1].N != 2 {
		t.Errorf("%+v, %v", counts, err)
	}
	if n := h.value("select count(*) from ledger.transaction"); n != 2 {
		t.Errorf("%d postings: something was mended", n)
	}
}

// TestAPayoutIsInTheBooksDaysLater: the gateway takes it when it is sent, the books when it has arrived.
func TestAPayoutIsInTheBooksDaysLater(t *testing.T) {
	h := open(t)
	payout := src.ID()
	h.moved("capture", src.ID(), 5_000, noon.AddDate(0, 0, -3))
	h.postTx(ledger.Posting{ID: src.ID(), EventKey: "po:" + payout.String() + ":sent", Event: "payout_sent", At: noon, Lines: []ledger.Line{
		ledger.Debit(account(ledger.BookingEscrow, "b", "INR"), 5_000), ledger.Credit(account(ledger.PractitionerInTransit, "p", "INR"), 5_000)}})
	h.report.add(row("txn_po", payment.ReportPayout, payout, -5_000, noon))
	if left := h.day(); len(left) != 1 {
		t.Fatalf("open: %+v", left)
	}
	h.clock.Advance(72 * time.Hour)
	if _, n, err := h.Late(t.Context(), h.admin, 1, 10); err != nil || n != 0 {
		t.Errorf("%d late after three days, %v", n, err)
	}
	arrived := noon.Add(72 * time.Hour)
	h.postTx(ledger.Posting{ID: src.ID(), EventKey: "po:" + payout.String() + ":paid", Event: "payout_paid", At: arrived, Lines: []ledger.Line{
		ledger.Debit(account(ledger.PractitionerInTransit, "p", "INR"), 5_000), ledger.Credit(account(ledger.PSPClearing, "stripe", "INR"), 5_000)}})
	h.ok(h.ReadDay(t.Context(), "stripe", arrived))
	if left := h.day(); len(left) != 0 {
		t.Errorf("open: %+v", left)
	}
}

// TestAGatewayThatChangesItsWord: the first one stands, the second is an alarm at once.
func TestAGatewayThatChangesItsWord(t *testing.T) {
	h := open(t)
	a := src.ID()
	h.moved("capture", a, 1_000, noon)
	h.report.add(row("txn_1", payment.ReportCapture, a, 1_000, noon))
	h.day()
	h.report.rows[0].Amount.Minor = 990
	h.day()
	late, n, err := h.Late(t.Context(), h.admin, 1, 10)
	if err != nil || n != 1 || late[0].Side != reconcile.Restated || late[0].Amount.Minor != 990 {
		t.Fatalf("%+v, %v", late, err)
	}
	if _, err := h.Explain(t.Context(), h.admin, reconcile.Explain{Side: reconcile.Restated, Gateway: "stripe", Subject: "txn_1", Against: reconcile.ToFees, Words: "A fee inside"}); err != nil {
		t.Fatal(err)
	}
	if fees, clearing := h.balance(ledger.PSPFees, "stripe"), h.balance(ledger.PSPClearing, "stripe"); fees != 10 || clearing != 990 {
		t.Errorf("fees %d, clearing %d", fees, clearing)
	}
	h.clock.Advance(48 * time.Hour)
	if late, n, err := h.Late(t.Context(), h.admin, 1, 10); err != nil || n != 0 {
		t.Errorf("%+v, %v", late, err)
	}
}

// TestAnExplanationIsAPosting, shown before it is made, made once, and then the difference is gone.
func TestAnExplanationIsAPosting(t *testing.T) {
	h := open(t)
	ours := h.moved("capture", src.ID(), 900, noon)
	h.report.add(row("txn_theirs", payment.ReportCapture, src.ID(), 700, noon))
	h.day()
	for _, e := range []reconcile.Explain{
		{Side: reconcile.Line, Gateway: "stripe", Subject: ours.EventKey, Against: reconcile.ToLoss, Words: "Never arrived"},
		{Side: reconcile.Row, Gateway: "stripe", Subject: "txn_theirs", Against: reconcile.ToGoodwill, Words: "A gift"},
	} {
		before := h.value("select count(*) from ledger.transaction")
		p, err := h.Preview(t.Context(), h.admin, e)
		if err != nil || len(p.Lines) != 2 || h.value("select count(*) from ledger.transaction") != before {
			t.Fatalf("preview: %+v, %v", p, err)
		}
		won, refused, other := race(8, reconcile.ErrExplained, func() error { _, err := h.Explain(t.Context(), h.admin, e); return err })
		if won != 1 || refused != 7 || other != 0 || h.value("select count(*) from ledger.transaction") != before+1 {
			t.Errorf("%s: %d won, %d were refused, %d failed", e.Subject, won, refused, other)
		}
	}
	if loss, gift, clearing := h.balance(ledger.DisputeLoss, ""), h.balance(ledger.Goodwill, ""), h.balance(ledger.PSPClearing, "stripe"); loss != 900 || gift != -700 || clearing != 700 {
		t.Errorf("loss %d, goodwill %d, clearing %d", loss, gift, clearing)
	}
	if left := h.day(); len(left) != 0 {
		t.Errorf("open: %+v", left)
	}
	notes, err := h.Notes(t.Context(), h.admin, "stripe", []string{ours.EventKey})
	if err != nil || len(notes) != 1 || notes[0].Words != "Never arrived" || notes[0].PersonID != h.admin.PersonID {
		t.Errorf("%+v, %v", notes, err)
	}
	if n := h.value("select count(*) from ledger.transaction where corrects = $1", ours.EventKey); n != 1 {
		t.Errorf("%d postings correct ours", n)
	}
}

func TestWhoMayAndWhatIsWrong(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	if _, _, err := h.Days(ctx, h.seeker, "", 1, 10); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("days for a seeker: %v", err)
	}
	good := reconcile.Explain{Side: reconcile.Row, Gateway: "stripe", Subject: "txn_1", Against: reconcile.ToFees, Words: "x"}
	if _, err := h.Explain(ctx, h.seeker, good); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a seeker explains: %v", err)
	}
	if _, err := h.Explain(ctx, h.admin, good); !errors.Is(err, reconcile.ErrNoItem) {
		t.Errorf("nothing to explain: %v", err)
	}
	if _, err := h.Preview(ctx, h.admin, reconcile.Explain{Side: reconcile.Row, Gateway: "stripe", Subject: "txn_1"}); !errors.Is(err, apperr.ErrValidation) {
		t.Errorf("without words: %v", err)
	}
	if _, _, err := h.Items(ctx, h.admin, "stripe", noon, 1, 10); !errors.Is(err, reconcile.ErrNoDay) {
		t.Errorf("a day that was not read: %v", err)
	}
	if err := h.ReadDay(ctx, "razorpay", noon); !errors.Is(err, payment.ErrGateway) {
		t.Errorf("a gateway without reports: %v", err)
	}
}

// TestManyReadersOfOneDay: one fee, one settlement, one pair each.
func TestManyReadersOfOneDay(t *testing.T) {
	h := open(t)
	for i := range 20 {
		a := src.ID()
		h.moved("capture", a, 1_000, noon)
		h.report.add(row(fmt.Sprintf("txn_%d", i), payment.ReportCapture, a, 1_000, noon), row(fmt.Sprintf("fee_%d", i), payment.ReportFee, a, -30, noon))
	}
	if won, _, other := race(8, nil, func() error { return h.ReadDay(t.Context(), "stripe", noon) }); won != 8 {
		t.Fatalf("%d failed", other)
	}
	if left := h.day(); len(left) != 0 || h.balance(ledger.PSPFees, "stripe") != 600 {
		t.Errorf("open: %+v; fees %d", left, h.balance(ledger.PSPFees, "stripe"))
	}
}

// TestAPairHasEqualAmountsAndIsOne: the database refuses what the code would have to be wrong to try.
func TestAPairHasEqualAmountsAndIsOne(t *testing.T) {
	h := open(t)
	a := h.moved("capture", src.ID(), 1_000, noon)
	h.report.add(row("txn_1", payment.ReportCapture, src.ID(), 999, noon), row("txn_2", payment.ReportCapture, src.ID(), 1_000, noon), row("txn_3", payment.ReportCapture, src.ID(), 1_000, noon))
	h.day()
	pair := func(ref string) string {
		_, err := h.db.Exec(t.Context(), "update reconcile.row set transaction_id = $2, line = 1 where ref = $1", ref, a.ID)
		return db.Code(err)
	}
	if got := []string{pair("txn_1"), pair("txn_2"), pair("txn_3")}; got[0] != db.CodeForeignKeyViolation || got[1] != "" || got[2] != db.CodeUniqueViolation {
		t.Errorf("another amount %q, the pair %q, a second row of it %q", got[0], got[1], got[2])
	}
	if _, err := h.db.Exec(t.Context(), "update reconcile.row set amount_minor = 1"); db.Code(err) != "42501" {
		t.Errorf("a row is rewritten: %v", err)
	}
	owner, err := pgx.Connect(context.WithoutCancel(t.Context()), h.url)
	h.ok(err)
	defer owner.Close(context.WithoutCancel(t.Context()))
	_, err = owner.Exec(t.Context(), "alter table reconcile.row drop constraint row_line_once")
	h.ok(err)
	if got := pair("txn_3"); got != "" {
		t.Errorf("without the constraint the second pair is still refused: %s", got)
	}
}

// TestTheHourlyJobReadsWhatIsDue and has one letter a day written to every operator.
func TestTheHourlyJobReadsWhatIsDue(t *testing.T) {
	h := open(t)
	h.moved("capture", src.ID(), 500, noon.AddDate(0, 0, -2))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	h.ok(h.queue.Start(ctx))
	defer func() { h.ok(h.queue.Stop(context.WithoutCancel(ctx))) }()
	h.await("two days are read", "select count(*) from reconcile.day", 2)
	h.await("the letter is on record", "select count(*) from reconcile.day where told_at is not null", 1)
	h.await("the letters are sent", "select count(*) from jobs.river_job where kind = 'reconcile_letter' and state = 'completed'", 2)
	h.post.mu.Lock()
	defer h.post.mu.Unlock()
	if len(h.post.sent) != 2 || h.post.sent[0].Fields.Left != 1 || h.post.sent[0].Name != "books_open" {
		t.Errorf("letters: %+v", h.post.sent)
	}
}

// TestARefundThatWaitsForABankIsNotLate, nor on the day of the decision: the gateway can report it from then on.
func TestARefundThatWaitsForABankIsNotLate(t *testing.T) {
	h := open(t)
	a := src.ID()
	h.moved("capture", a, 120_000, noon)
	refund := h.moved("refund", a, -120_000, noon.Add(time.Hour))
	h.report.add(row("txn_1", payment.ReportCapture, a, 120_000, noon))
	h.disputed(a, refund.EventKey)
	if left := h.day(); len(left) != 1 {
		t.Fatalf("open: %+v", left)
	}
	late := func(want int) {
		t.Helper()
		if list, _, err := h.Late(t.Context(), h.admin, 1, 10); err != nil || len(list) != want {
			t.Errorf("%+v late, %v; want %d", list, err, want)
		}
	}
	h.clock.Advance(30 * 24 * time.Hour)
	late(0)
	_, err := h.db.Exec(t.Context(), "update payment.dispute set status = 'won', decided_at = $1", h.clock.Now())
	h.ok(err)
	late(0)
	h.clock.Advance(37 * time.Hour)
	late(1)
	h.report.add(row("txn_2", payment.ReportRefund, a, -120_000, h.clock.Now()))
	h.ok(h.ReadDay(t.Context(), "stripe", h.clock.Now()))
	late(0)
}
