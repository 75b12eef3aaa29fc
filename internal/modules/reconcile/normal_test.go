package reconcile_test

import (
	"fmt"
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile"

	"github.com/google/uuid"
)

const day = 24 * time.Hour

// slow is a gateway that settles days later, and takes the money of a dispute when that is lost.
var slow = payment.Lag{Within: 8 * day, DisputesWhenLost: true}

// TestASettlementTakesDays: what the gateway has time to report is no alarm before that is over, and one afterwards.
func TestASettlementTakesDays(t *testing.T) {
	h := open(t)
	h.report.lag = slow
	settled, never := src.ID(), src.ID()
	h.moved("capture", settled, 1_000, noon)
	h.moved("capture", never, 2_000, noon)
	h.report.add(row("pay_1", payment.ReportCapture, settled, 1_000, noon.Add(5*day)))
	h.day()
	if h.pass(3 * day); len(h.late()) != 0 {
		t.Fatalf("after three days: %+v", h.late())
	}
	h.pass(2 * day)
	h.ok(h.ReadDay(t.Context(), "stripe", noon.Add(5*day)))
	if left := h.day(); len(left) != 1 || left[0].Amount.Minor != 2_000 {
		t.Fatalf("open: %+v", left)
	}
	if h.pass(3*day - time.Hour); len(h.late()) != 0 {
		t.Errorf("before it is over: %+v", h.late())
	}
	if h.pass(time.Hour); len(h.late()) != 1 {
		t.Errorf("when it is over: %+v", h.late())
	}
	// What only the gateway has is late as ever: our books do not take days.
	h.report.add(row("pay_2", payment.ReportCapture, src.ID(), 3_000, h.clock.Now()))
	h.ok(h.ReadDay(t.Context(), "stripe", h.clock.Now()))
	if h.pass(37 * time.Hour); len(h.late()) != 2 {
		t.Errorf("what only the gateway has: %+v", h.late())
	}
}

// TestWhatWasExplainedIsReportedAfterAll: the explanation is taken back by a posting, once, and the books have what the gateway has.
func TestWhatWasExplainedIsReportedAfterAll(t *testing.T) {
	h := open(t)
	about := src.ID()
	ours := h.moved("capture", about, 900, noon)
	h.day()
	h.clock.Advance(3 * day)
	p, err := h.Explain(t.Context(), h.admin, reconcile.Explain{Side: reconcile.Line, Gateway: "stripe", Subject: ours.EventKey, Against: reconcile.ToLoss, Words: "Never arrived"})
	if err != nil || h.balance(ledger.DisputeLoss, "") != 900 {
		t.Fatal(err)
	}
	h.report.add(row("pay_late", payment.ReportCapture, about, 900, noon.Add(2*day)))
	for range 3 {
		h.ok(h.ReadDay(t.Context(), "stripe", noon.Add(2*day)))
	}
	h.clock.Advance(3 * day)
	if late := h.late(); len(late) != 0 {
		t.Errorf("late: %+v", late)
	}
	if loss, clearing := h.balance(ledger.DisputeLoss, ""), h.balance(ledger.PSPClearing, "stripe"); loss != 0 || clearing != 900 {
		t.Errorf("loss %d, clearing %d", loss, clearing)
	}
	if n := h.value("select count(*) from ledger.transaction where corrects = $1", p.EventKey); n != 1 {
		t.Errorf("%d postings take the explanation back", n)
	}
	// It is used up: the next one like it is a difference.
	h.report.add(row("pay_again", payment.ReportCapture, about, 900, noon.Add(2*day)))
	h.ok(h.ReadDay(t.Context(), "stripe", noon.Add(2*day)))
	if late := h.late(); len(late) != 1 || late[0].Subject != "pay_again" || h.balance(ledger.PSPClearing, "stripe") != 900 {
		t.Errorf("late: %+v", late)
	}
}

// movement is what one side has.
type movement struct {
	side  reconcile.Side
	event string
	minor int64
	after time.Duration
}

// TestWhatTookItselfBackIsNoAlarm: two movements of one side that undo one another, of which the other side knows neither.
func TestWhatTookItselfBackIsNoAlarm(t *testing.T) {
	for name, c := range map[string]struct {
		lag  payment.Lag
		list []movement
	}{
		"a refund that the gateway refused":         {list: []movement{{reconcile.Line, "refund", -500, 0}, {reconcile.Line, "refund_failed", 500, time.Minute}}},
		"a refund that was refused hours later":     {list: []movement{{reconcile.Line, "refund", -500, 0}, {reconcile.Line, "refund_failed", 500, 11 * time.Hour}}},
		"a payout that bounced on its way":          {list: []movement{{reconcile.Row, "payout", -500, 0}, {reconcile.Row, "payout_returned", 500, 2 * time.Hour}}},
		"a payout that came and went in our books":  {list: []movement{{reconcile.Line, "payout_paid", -500, 0}, {reconcile.Line, "payout_returned", 500, 2 * time.Hour}}},
		"a dispute that was won, at a slow gateway": {lag: slow, list: []movement{{reconcile.Line, "dispute_opened", -500, 0}, {reconcile.Line, "dispute_won", 500, 3 * time.Hour}}},
		"a refund refused at a slow gateway":        {lag: slow, list: []movement{{reconcile.Line, "refund", -500, 0}, {reconcile.Line, "refund_failed", 500, 3 * time.Hour}}},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			h.report.lag = c.lag
			h.happened(src.ID(), c.list...)
			if left := h.day(); len(left) != len(c.list) {
				t.Errorf("taken back at once, when the other side may still tell of it: %+v", left)
			}
			for range 14 * 12 {
				if h.pass(2 * time.Hour); len(h.late()) != 0 {
					t.Fatalf("after %s: %+v", h.clock.Now().Sub(noon), h.late())
				}
			}
			if left := h.day(); len(left) != 0 {
				t.Errorf("open after two weeks: %+v", left)
			}
		})
	}
}

// happened puts movements about one thing on their sides.
func (h *house) happened(about uuid.UUID, list ...movement) {
	h.Helper()
	for i, m := range list {
		if m.side == reconcile.Row {
			h.report.add(row(fmt.Sprintf("%s_%d_%s", m.event, i, about), payment.ReportKind(m.event), about, m.minor, noon.Add(m.after)))
			continue
		}
		p := ledger.Posting{ID: src.ID(), EventKey: m.event + ":" + src.ID().String(), Event: m.event, PaymentID: about, At: noon.Add(m.after), Lines: []ledger.Line{
			ledger.Debit(account(ledger.PSPClearing, "stripe", "INR"), m.minor), ledger.Credit(account(ledger.Goodwill, "", "INR"), m.minor)}}
		h.postTx(p)
	}
	h.moved("capture", src.ID(), 1, noon) // there is a first movement
	h.report.add(row("first_"+about.String(), payment.ReportCapture, uuid.Nil, 1, noon))
	h.ok(h.ReadDay(h.Context(), "stripe", noon))
	h.asOwner("update reconcile.line set done = true where amount_minor = 1", "delete from reconcile.row where amount_minor = 1")
	h.report.rows = h.report.rows[:len(h.report.rows)-1]
}

// TestWhatDidNotTakeItselfBackIsAnAlarm: netting hides nothing.
func TestWhatDidNotTakeItselfBackIsAnAlarm(t *testing.T) {
	for name, c := range map[string]struct {
		list []movement
		want int
	}{
		"another amount":                         {[]movement{{reconcile.Line, "refund", -500, 0}, {reconcile.Line, "refund_failed", 499, 0}}, 2},
		"a refund does not undo a payment":       {[]movement{{reconcile.Line, "capture", 500, 0}, {reconcile.Line, "refund", -500, 0}}, 2},
		"the payout arrived, its return did not": {[]movement{{reconcile.Line, "payout_paid", -500, 0}, {reconcile.Row, "payout", -500, 0}, {reconcile.Row, "payout_returned", 500, 0}}, 1},
		"one of two refunds was refused":         {[]movement{{reconcile.Line, "refund", -500, 0}, {reconcile.Line, "refund", -500, time.Minute}, {reconcile.Line, "refund_failed", 500, time.Hour}}, 1},
		"the second one was sent":                {[]movement{{reconcile.Line, "refund", -500, 0}, {reconcile.Line, "refund", -500, time.Minute}, {reconcile.Line, "refund_failed", 500, time.Hour}, {reconcile.Row, "refund", -500, 0}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			h.happened(src.ID(), c.list...)
			h.pass(12 * day)
			if late := h.late(); len(late) != c.want {
				t.Errorf("%+v late, want %d", late, c.want)
			}
		})
	}
}

// TestWhatTookItselfBackIsReportedAfterAll: one of the two is an alarm, both are none.
func TestWhatTookItselfBackIsReportedAfterAll(t *testing.T) {
	h := open(t)
	about := src.ID()
	h.happened(about, movement{reconcile.Line, "refund", -500, 0}, movement{reconcile.Line, "refund_failed", 500, time.Hour})
	h.pass(3 * day)
	h.report.add(row("rfnd_1", payment.ReportRefund, about, -500, h.clock.Now()))
	h.ok(h.ReadDay(t.Context(), "stripe", h.clock.Now()))
	if h.pass(3 * day); len(h.late()) != 1 {
		t.Errorf("the books say that it was refused, the gateway that it went: %+v", h.late())
	}
	h.report.add(row("rfnd_2", payment.ReportRefundBack, about, 500, h.clock.Now()))
	h.ok(h.ReadDay(t.Context(), "stripe", h.clock.Now()))
	if h.pass(3 * day); len(h.late()) != 0 {
		t.Errorf("it came back: %+v", h.late())
	}
}

// TestADisputeThatIsTakenWhenLost waits for the bank, months if it must; then the gateway has its time to report it.
func TestADisputeThatIsTakenWhenLost(t *testing.T) {
	for name, lag := range map[string]payment.Lag{"taken when it is lost": slow, "taken when it is opened": {}} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			h.report.lag = lag
			about, dispute := src.ID(), src.ID()
			h.asOwner("set session_replication_role = replica",
				fmt.Sprintf("insert into payment.dispute (id, payment_id, booking_id, gateway, gateway_ref, status, amount_minor, currency, opened_at) values ('%s', '%s', '%s', 'stripe', 'dp_1', 'open', 500, 'INR', now())", dispute, about, src.ID()))
			h.postTx(ledger.Posting{ID: src.ID(), EventKey: "disp:" + dispute.String() + ":open", Event: "dispute_opened", PaymentID: about, At: noon, Lines: []ledger.Line{
				ledger.Debit(account(ledger.DisputeReserve, about.String(), "INR"), 500), ledger.Credit(account(ledger.PSPClearing, "stripe", "INR"), 500)}})
			h.day()
			h.clock.Advance(60 * day)
			if late := h.late(); (len(late) == 0) != lag.DisputesWhenLost {
				t.Fatalf("while the bank decides: %+v", late)
			}
			if !lag.DisputesWhenLost {
				return
			}
			h.asOwner("set session_replication_role = replica", "update payment.dispute set status = 'lost', borne_by = 'platform', decided_at = '"+h.clock.Now().Format(time.RFC3339)+"'")
			if h.clock.Advance(7 * day); len(h.late()) != 0 {
				t.Errorf("a week after it was lost: %+v", h.late())
			}
			if h.clock.Advance(2 * day); len(h.late()) != 1 {
				t.Errorf("lost, and never taken: %+v", h.late())
			}
		})
	}
}

// TestAMovementOfAnotherKindIsKept: gateways move money for reasons of their own; that is a difference, and no reason to read nothing.
func TestAMovementOfAnotherKindIsKept(t *testing.T) {
	h := open(t)
	about := src.ID()
	h.moved("capture", about, 900, noon)
	h.report.add(row("txn_1", payment.ReportCapture, about, 900, noon), row("txn_2", "reserve_transaction", uuid.Nil, -50, noon))
	if left := h.day(); len(left) != 1 || left[0].Kind != "reserve_transaction" {
		t.Errorf("open: %+v", left)
	}
}
