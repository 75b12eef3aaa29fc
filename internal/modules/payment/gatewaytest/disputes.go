package gatewaytest

import (
	"maps"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// disputed is a payment of 150,000, of which 40,000 were refunded before its payer called the bank; nil gateway: it
// cannot be made here.
func (s *suite) disputed() (payment.DisputeGateway, payment.AuthoriseRequest, payment.GatewayDispute) {
	s.Helper()
	g, ok := s.Gateway.(payment.DisputeGateway)
	if !ok || s.Dispute == nil {
		return nil, payment.AuthoriseRequest{}, payment.GatewayDispute{}
	}
	r := s.request(s.Succeeds, 150_000, true)
	i := s.authorise(r)
	_, err := s.refund(i, "refund:"+i.Ref, 40_000)
	s.ok(err)
	before := s.toldOf(payment.AboutPayment, r.Reference)
	s.ok(s.Dispute(s.ctx, r.Reference))
	d := s.dispute(r)
	if d.Ref == "" || d.Status != payment.DisputeOpen || d.AmountMinor != 110_000 || d.FeeMinor < 0 || d.Reason == "" || !d.EvidenceDue.After(s.Now()) {
		s.Fatalf("got %+v; want what was not refunded, open", d)
	}
	if s.toldOf(payment.AboutPayment, r.Reference) == before {
		s.Fatal("no webhook told of the dispute")
	}
	_, err = s.refund(i, "refund:again:"+i.Ref, 1)
	s.refused(err) // the bank has the money
	return g, r, d
}

func (s *suite) dispute(r payment.AuthoriseRequest) payment.GatewayDispute {
	s.Helper()
	i := s.read(r)
	if len(i.Disputes) != 1 || i.CapturedMinor != 150_000 || i.RefundedMinor != 40_000 {
		s.Fatalf("got %+v, want one dispute", i)
	}
	return i.Disputes[0]
}

func (s *suite) evidence(r payment.AuthoriseRequest, d payment.GatewayDispute) payment.EvidenceRequest {
	return payment.EvidenceRequest{IdempotencyKey: "evidence:" + d.Ref, Reference: r.Reference, Ref: d.Ref, Text: "The session took place on 14 March, 09:00 to 10:00."}
}

func (s *suite) disputeWon() {
	g, r, d := s.disputed()
	if g == nil {
		return
	}
	_, err := g.SubmitEvidence(s.ctx, s.evidence(r, d))
	s.ok(err)
	for range 2 {
		s.ok(s.Decide(s.ctx, d.Ref, true))
	}
	if got := s.dispute(r); got.Status != payment.DisputeWon || got.AmountMinor != 110_000 {
		s.Fatalf("got %+v, want it won", got)
	}
	_, err = s.refund(s.read(r), "refund:after:"+d.Ref, 110_000) // the money is back
	s.ok(err)
}

func (s *suite) disputeLost() {
	g, r, d := s.disputed()
	if g == nil {
		return
	}
	s.ok(s.Decide(s.ctx, d.Ref, false))
	if got := s.dispute(r); got.Status != payment.DisputeLost {
		s.Fatalf("got %+v, want it lost", got)
	}
	_, err := s.refund(s.read(r), "refund:after:"+d.Ref, 1)
	s.refused(err)
	_, err = g.SubmitEvidence(s.ctx, s.evidence(r, d))
	s.refused(err) // too late
}

func (s *suite) evidenceOnce() {
	g, r, d := s.disputed()
	if g == nil {
		return
	}
	e := s.evidence(r, d)
	e.Files = []payment.EvidenceFile{{Name: "visit.pdf", ContentType: "application/pdf", Content: []byte("%PDF-1.7")}}
	for range 2 { // the second is a retry
		got, err := g.SubmitEvidence(s.ctx, e)
		s.ok(err)
		if got.Ref != d.Ref || got.Status != payment.DisputeReview {
			s.Fatalf("got %+v, want it under review", got)
		}
	}
	e.IdempotencyKey += ":more"
	_, err := g.SubmitEvidence(s.ctx, e)
	s.refused(err)
}

func (s *suite) disputeAccepted() {
	g, r, d := s.disputed()
	accepter, ok := g.(payment.DisputeAccepter)
	if !ok {
		return
	}
	for range 2 { // the second is a retry
		got, err := accepter.AcceptDispute(s.ctx, payment.AcceptRequest{IdempotencyKey: "accept:" + d.Ref, Reference: r.Reference, Ref: d.Ref})
		s.ok(err)
		if got.Ref != d.Ref || got.Status != payment.DisputeLost {
			s.Fatalf("got %+v, want it lost", got)
		}
	}
	if got := s.dispute(r); got.Status != payment.DisputeLost {
		s.Fatalf("got %+v, want it lost", got)
	}
	_, err := g.SubmitEvidence(s.ctx, s.evidence(r, d))
	s.refused(err) // it is over
}

// bankNews finds by asking what the webhooks told: a dispute, and a refund that a bank sent back.
func (s *suite) bankNews() {
	g, ok := s.Gateway.(payment.BankReader)
	if !ok || s.Dispute == nil {
		return
	}
	quiet := s.request(s.Succeeds, 150_000, true)
	s.authorise(quiet)
	began := s.Now().Add(-time.Second)
	want := map[uuid.UUID]bool{}
	if d, r, _ := s.disputed(); d != nil {
		want[r.Reference] = true
	}
	if s.RefundFails != (payment.Method{}) {
		r := s.request(s.RefundFails, 80_000, true)
		_, err := s.refund(s.authorise(r), "refund:"+r.Reference.String(), 20_000)
		s.ok(err)
		s.wait(s.Within)
		want[r.Reference] = true
	}
	list, err := g.BankNews(s.ctx, began)
	s.ok(err)
	got := map[uuid.UUID]bool{}
	for _, id := range list {
		got[id] = true
	}
	if !maps.Equal(got, want) {
		s.Fatalf("news of %v, want %v", got, want)
	}
	if list, err = g.BankNews(s.ctx, s.Now().Add(s.Within+time.Hour)); err != nil || len(list) > 0 {
		s.Fatalf("news of the future: %v %v", list, err)
	}
}
