package razorpay_test

import (
	"testing"
	"time"

	"klear/internal/modules/payment"
)

// TestAPaymentIsReportedWhenItIsSettled, days after it was made, and within what the gateway says of itself.
func TestAPaymentIsReportedWhenItIsSettled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const friday = 5 * 24 * time.Hour // T+3 with a weekend in between
	w.server.SettleAfter(friday)
	g := w.node()
	i := paid(t, w, g, 1000)
	told := map[payment.ReportKind]time.Duration{}
	for range 12 {
		rows, err := g.Report(t.Context(), w.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if told[r.Kind] = r.At.Sub(at); r.Kind == payment.ReportCapture && (r.Reference != i.Reference || r.Amount.Minor != 1000) {
				t.Errorf("%+v", r)
			}
		}
		w.clock.Advance(24 * time.Hour)
	}
	if told[payment.ReportCapture] != friday || told[payment.ReportFee] != friday || told[payment.ReportSettlement] != friday {
		t.Errorf("reported after %v", told)
	}
	if lag := g.Lag(); lag.Within <= friday || !lag.DisputesWhenLost {
		t.Errorf("the gateway says %+v of itself", lag)
	}
}
