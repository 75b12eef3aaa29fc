package booking_test

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/pack"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// dinars is a stage whose prices are in dinars, and whose gateway moves tens of fils.
func dinars(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	s := newStage(t, catalogtest.PractitionerSpec{Currency: "KWD"}, catalogtest.ServiceSpec{PriceMinor: 1_200})
	s.gateway.tens = true
	return s
}

// erase is the end of an account, as far as packages go.
func (s *stage) erase(c booking.Caller) {
	s.t.Helper()
	want(s.t, s.db.InTx(s.t.Context(), func(tx db.Tx) error { return s.packs.GuardErasureTx(s.t.Context(), tx, c.PersonID) }), nil)
}

// sent is what the gateway was told to give back for a package.
func (s *stage) sent(p pack.Pack) (sum int64) {
	s.t.Helper()
	list, err := s.payments.Refunds(s.t.Context(), s.db, p.PaymentID)
	want(s.t, err, nil)
	for _, r := range list {
		want(s.t, s.payments.TryStep(s.t.Context(), "refund:"+r.ID.String()), nil)
	}
	i, err := s.gateway.Find(s.t.Context(), p.PaymentID)
	want(s.t, err, nil)
	for _, r := range i.Refunds {
		if r.AmountMinor%10 != 0 {
			s.t.Errorf("the gateway was asked for %d", r.AmountMinor)
		}
		sum += r.AmountMinor
	}
	return sum
}

// TestSessionsGoInStepsOfTheCurrency: ten sessions for 9.990 are nine of 1.000 and one of 0.990, and what is unused of them can be
// sent back at any time.
func TestSessionsGoInStepsOfTheCurrency(t *testing.T) {
	s := dinars(t)
	c := s.seeker()
	p := s.bought(c, 10, 9_990, 180)
	var sum int64
	for i, part := range p.Parts() {
		if part.ListMinor != 1_000 && part.ListMinor != 990 {
			t.Errorf("session %d costs %d", i+1, part.ListMinor)
		}
		sum += part.ListMinor
	}
	if sum != 9_990 {
		t.Errorf("the sessions cost %d", sum)
	}
	b := s.drawn(c, p, monday)
	now := s.pack(c, p)
	if back, err := s.packs.Refund(t.Context(), c.Principal, p.ID, now.Unused()); err != nil || back != now.Unused() {
		t.Fatalf("refunded %v, %v; shown was %v", back, err, now.Unused())
	}
	if got := s.sent(now); got != 9_990-b.Price.Minor || s.account("client_credit") != 0 {
		t.Errorf("%d sent, credit %d", got, s.account("client_credit"))
	}
	s.wantBooks(books{Escrow: b.Price.Minor})
}

// TestOddSessionsOfThePastGoBackAllTheSame: of a package that was sold before parts went in steps, and nobody's account is kept for
// it. What the gateway cannot send of it is credit.
func TestOddSessionsOfThePastGoBackAllTheSame(t *testing.T) {
	for name, end := range map[string]func(*stage, booking.Caller, pack.Pack){
		"its owner asks": func(s *stage, c booking.Caller, p pack.Pack) {
			back, err := s.packs.Refund(s.t.Context(), c.Principal, p.ID, money.Amount{Minor: 8_991, Currency: "KWD"})
			if want(s.t, err, nil); back.Minor != 8_991 {
				s.t.Errorf("%v came back", back)
			}
		},
		"its owner goes":          func(s *stage, c booking.Caller, _ pack.Pack) { s.erase(c) },
		"its practitioner leaves": func(s *stage, _ booking.Caller, _ pack.Pack) { s.erase(s.practitioner) },
	} {
		t.Run(name, func(t *testing.T) {
			s := dinars(t)
			c := s.seeker()
			p := s.bought(c, 10, 9_990, 180)
			want(t, s.owner("update pack.pack set step_minor = 1"), nil)
			p = s.pack(c, p)
			b := s.drawn(c, p, monday)
			if b.Price.Minor != 999 {
				t.Fatalf("the session costs %d", b.Price.Minor)
			}
			end(s, c, p)
			if sent, credit := s.sent(p), -s.account("client_credit"); sent != 8_990 || credit != 1 {
				t.Errorf("%d sent, %d credit", sent, credit)
			}
			s.wantBooks(books{Escrow: 999})
			if _, _, err := s.Cancel(t.Context(), s.practitioner, b.ID, booking.Cancellation{Reason: "ill"}); err != nil {
				t.Fatal(err)
			}
			s.clock.Advance(time.Minute)
			s.erase(c) // the session that came back
			if sent, credit := s.sent(p), -s.account("client_credit"); sent != 9_980 || credit != 10 {
				t.Errorf("%d sent, %d credit", sent, credit)
			}
			s.wantBooks(books{})
			if off := s.off(); len(off) > 0 {
				t.Error(off)
			}
		})
	}
}
