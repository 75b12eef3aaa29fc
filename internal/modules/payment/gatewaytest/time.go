package gatewaytest

import (
	"time"

	"klear/internal/modules/payment"
)

func (s *suite) authorisationEnds() {
	if s.AuthorisedFor == 0 {
		return
	}
	r := s.request(s.Succeeds, 150_000, false)
	i := s.authorise(r)
	if left := i.ExpiresAt.Sub(s.Now()); left < s.AuthorisedFor-time.Hour || left > s.AuthorisedFor+time.Hour {
		s.Fatalf("ends in %s, want %s", left, s.AuthorisedFor)
	}
	s.wait(s.AuthorisedFor - time.Minute)
	s.want(s.read(r), r, payment.Authorised, 0)
	before := s.toldOf(payment.AboutPayment, r.Reference)
	s.wait(2 * time.Minute)
	got := s.read(r)
	s.want(got, r, payment.Voided, 0)
	if got.DeclineCode != payment.DeclineAuthExpired || !got.ExpiresAt.IsZero() {
		s.Fatalf("got %+v; want it expired", got)
	}
	if s.toldOf(payment.AboutPayment, r.Reference) == before {
		s.Fatal("no webhook told of the end")
	}
	_, err := s.capture(i, 150_000)
	s.refused(err)
}

func (s *suite) fees() {
	if s.Advance == nil {
		return
	}
	whole, part := s.request(s.Succeeds, 150_000, true), s.request(s.Succeeds, 150_000, false)
	s.authorise(whole)
	_, err := s.capture(s.authorise(part), 50_000)
	s.ok(err)
	free := s.request(s.Succeeds, 150_000, false)
	s.authorise(free)
	s.wait(s.Within / 100)
	all, some := s.read(whole).FeeMinor, s.read(part).FeeMinor
	if some <= 0 || all <= some != s.WholeFee || all < some || all >= 150_000 {
		s.Fatalf("fees of %d and %d; want a part of what was captured", all, some)
	}
	if fee := s.read(free).FeeMinor; fee != 0 {
		s.Fatalf("a fee of %d for what was not captured", fee)
	}
}

func (s *suite) refundWaits() {
	if s.RefundPends == (payment.Method{}) {
		return
	}
	s.slowRefund(s.RefundPends, []payment.RefundStatus{payment.RefundPending}, payment.RefundSucceeded)
}

func (s *suite) refundFails() {
	if s.RefundFails == (payment.Method{}) {
		return
	}
	s.slowRefund(s.RefundFails, []payment.RefundStatus{payment.RefundPending, payment.RefundSucceeded}, payment.RefundFailed)
}

func (s *suite) slowRefund(m payment.Method, first []payment.RefundStatus, last payment.RefundStatus) {
	s.Helper()
	r := s.request(m, 150_000, true)
	made, err := s.refund(s.authorise(r), "refund:"+r.Reference.String(), 60_000)
	s.ok(err)
	now := s.onlyRefund(r)
	if now.Status != made.Status || !has(first, made.Status) {
		s.Fatalf("made %s, found %s; want one of %v", made.Status, now.Status, first)
	}
	before := s.toldOf(payment.AboutPayment, r.Reference)
	s.wait(s.Within)
	if got := s.onlyRefund(r); got.Status != last || got.AmountMinor != 60_000 || got.Ref != made.Ref {
		s.Fatalf("became %+v, want %s", got, last)
	}
	if s.toldOf(payment.AboutPayment, r.Reference) == before {
		s.Fatal("no webhook told of it")
	}
}

func (s *suite) onlyRefund(r payment.AuthoriseRequest) payment.GatewayRefund {
	s.Helper()
	i := s.read(r)
	if len(i.Refunds) != 1 {
		s.Fatalf("refunds %+v, want one", i.Refunds)
	}
	return i.Refunds[0]
}

func has[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
