package gatewaytest

import (
	"time"

	"klear/internal/modules/payment"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// movements sums what the report says of one thing, by kind, over all the days that have passed.
func (s *suite) movements(since time.Time) map[uuid.UUID]map[payment.ReportKind]int64 {
	s.Helper()
	out, seen := map[uuid.UUID]map[payment.ReportKind]int64{}, map[string]bool{}
	for day := since; day.Before(since.Add(s.Within + 48*time.Hour)); day = day.Add(24 * time.Hour) {
		rows, err := s.Gateway.(payment.Reporter).Report(s.ctx, day)
		s.ok(err)
		var last time.Time
		for _, r := range rows {
			if seen[r.Ref] || r.Ref == "" || r.At.Before(last) || r.At.UTC().Format(time.DateOnly) != day.UTC().Format(time.DateOnly) {
				s.Fatalf("row %+v: told twice, out of order or of another day than %s", r, day)
			}
			seen[r.Ref], last = true, r.At
			if out[r.Reference] == nil {
				out[r.Reference] = map[payment.ReportKind]int64{}
			}
			out[r.Reference][r.Kind] += r.Amount.Minor
		}
	}
	return out
}

// reports lives through everything that moves money, and finds it in the report to the last unit.
func (s *suite) reports() {
	if _, ok := s.Gateway.(payment.Reporter); !ok || s.Advance == nil {
		return
	}
	since := s.Now()
	want := map[uuid.UUID]map[payment.ReportKind]int64{}
	part := s.request(s.Succeeds, 150_000, false)
	i, err := s.capture(s.authorise(part), 90_000)
	s.ok(err)
	_, err = s.refund(i, "refund:"+i.Ref, 30_000)
	s.ok(err)
	s.authorise(s.request(s.Succeeds, 70_000, false)) // reserved only: no movement
	var won, lost payment.AuthoriseRequest
	var feeWon, feeLost int64
	if g, r, d := s.disputed(); g != nil {
		won, feeWon = r, d.FeeMinor
		s.ok(s.Decide(s.ctx, d.Ref, true))
		_, r, d = s.disputed()
		lost, feeLost = r, d.FeeMinor
		s.ok(s.Decide(s.ctx, d.Ref, false))
	}
	var back payment.AuthoriseRequest
	if s.RefundFails != (payment.Method{}) {
		back = s.request(s.RefundFails, 80_000, true)
		_, err := s.refund(s.authorise(back), "refund:"+back.Reference.String(), 20_000)
		s.ok(err)
	}
	var paid payment.PayoutRequest
	if s.payoutGateway() != nil && s.BankReturns != "" {
		paid = s.payoutRequest(s.payee(s.BankReturns), 11_000)
		s.pay(paid)
	}
	s.wait(s.Within)
	if paid.Reference != uuid.Nil {
		s.readPayout(paid) // where money that a bank sent back waits at the payee's account, reading brings it home
	}
	want[part.Reference] = map[payment.ReportKind]int64{payment.ReportCapture: 90_000, payment.ReportRefund: -30_000, payment.ReportFee: -s.read(part).FeeMinor}
	if won.Reference != uuid.Nil {
		want[won.Reference] = map[payment.ReportKind]int64{payment.ReportCapture: 150_000, payment.ReportRefund: -40_000, payment.ReportFee: -s.read(won).FeeMinor - feeWon,
			payment.ReportDispute: -110_000, payment.ReportDisputeWon: 110_000}
		if s.TakenWhenLost {
			delete(want[won.Reference], payment.ReportDispute)
			delete(want[won.Reference], payment.ReportDisputeWon)
		}
		want[lost.Reference] = map[payment.ReportKind]int64{payment.ReportCapture: 150_000, payment.ReportRefund: -40_000, payment.ReportFee: -s.read(lost).FeeMinor - feeLost,
			payment.ReportDispute: -110_000}
	}
	if back.Reference != uuid.Nil {
		want[back.Reference] = map[payment.ReportKind]int64{payment.ReportCapture: 80_000, payment.ReportRefund: -20_000, payment.ReportRefundBack: 20_000, payment.ReportFee: -s.read(back).FeeMinor}
	}
	if paid.Reference != uuid.Nil {
		want[paid.Reference] = map[payment.ReportKind]int64{payment.ReportPayout: -11_000, payment.ReportPayoutBack: 11_000}
	}
	got := s.movements(since)
	for reference, kinds := range want {
		if diff := cmp.Diff(kinds, got[reference]); diff != "" {
			s.Errorf("%s (-happened +reported):\n%s", reference, diff)
		}
	}
}
