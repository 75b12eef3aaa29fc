package gatewaytest

import (
	"errors"
	"sync"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"
)

// payoutGateway gives nil when the gateway pays nobody, or its test mode has no banks.
func (s *suite) payoutGateway() payment.PayoutGateway {
	g, _ := s.Gateway.(payment.PayoutGateway)
	if s.Bank == nil {
		return nil
	}
	return g
}

func (s *suite) payeeRequest() payment.PayeeRequest {
	ref := src.ID()
	return payment.PayeeRequest{IdempotencyKey: "payee:" + ref.String(), Reference: ref, Country: "IN", Currency: "INR", ReturnURL: "https://klear.example/pro"}
}

// payee is a practitioner with a bank account, and a balance to pay from.
func (s *suite) payee(bank string) payment.GatewayPayee {
	s.Helper()
	s.authorise(s.request(s.Succeeds, 500_000, true))
	r := s.payeeRequest()
	p, err := s.payoutGateway().OpenPayee(s.ctx, r)
	s.ok(err)
	s.ok(s.Bank(s.ctx, p.Ref, bank))
	p, err = s.payoutGateway().FindPayee(s.ctx, r.Reference)
	s.ok(err)
	if !p.Ready || p.Bank == "" || p.URL != "" {
		s.Fatalf("got %+v, want it ready", p)
	}
	return p
}

func (s *suite) payoutRequest(p payment.GatewayPayee, minor int64) payment.PayoutRequest {
	ref := src.ID()
	return payment.PayoutRequest{IdempotencyKey: "po:" + ref.String(), Reference: ref, PayeeRef: p.Ref, Amount: money.Amount{Minor: minor, Currency: "INR"}}
}

func (s *suite) pay(r payment.PayoutRequest) payment.GatewayPayout {
	s.Helper()
	p, err := s.payoutGateway().Payout(s.ctx, r)
	s.ok(err)
	if p.Ref == "" || p.Reference != r.Reference || p.Amount != r.Amount || p.Status != payment.PayoutInTransit {
		s.Fatalf("got %+v; want %+v in transit", p, r)
	}
	return p
}

func (s *suite) readPayout(r payment.PayoutRequest) payment.GatewayPayout {
	s.Helper()
	p, err := s.payoutGateway().FindPayout(s.ctx, r.Reference)
	s.ok(err)
	return p
}

func (s *suite) payees() {
	g := s.payoutGateway()
	if g == nil {
		return
	}
	r := s.payeeRequest()
	if _, err := g.FindPayee(s.ctx, r.Reference); !errors.Is(err, payment.ErrNoIntent) {
		s.Fatalf("got %v, want ErrNoIntent", err)
	}
	p, err := g.OpenPayee(s.ctx, r)
	s.ok(err)
	if again, err := g.OpenPayee(s.ctx, r); err != nil || again != p || p.Ready || p.URL == "" || p.Reference != r.Reference {
		s.Fatalf("got %+v, then %+v, %v; want one payee, not ready, with a page to go to", p, again, err)
	}
	_, err = g.Payout(s.ctx, s.payoutRequest(p, 1000))
	s.refused(err)
	r.Country = "GB"
	_, err = g.OpenPayee(s.ctx, r)
	s.refused(err)
	s.ok(s.Bank(s.ctx, p.Ref, s.BankPays))
	if s.toldOf(payment.AboutPayee, r.Reference) == 0 {
		s.Fatal("no webhook told of the bank account")
	}
	s.ok(s.Bank(s.ctx, p.Ref, ""))
	if p, err = g.FindPayee(s.ctx, r.Reference); err != nil || p.Ready || p.URL == "" {
		s.Fatalf("got %+v, %v; want it not ready any more", p, err)
	}
}

func (s *suite) payout() {
	g := s.payoutGateway()
	if g == nil {
		return
	}
	r := s.payoutRequest(s.payee(s.BankPays), 120_000)
	if _, err := g.FindPayout(s.ctx, r.Reference); !errors.Is(err, payment.ErrNoIntent) {
		s.Fatalf("got %v, want ErrNoIntent", err)
	}
	p := s.pay(r)
	if got := s.readPayout(r); got != p {
		s.Fatalf("found %+v, want %+v", got, p)
	}
	s.wait(s.Within)
	if got := s.readPayout(r); got.Status != payment.PayoutPaid || got.FailureCode != "" || got.Amount != r.Amount {
		s.Fatalf("got %+v, want it paid", got)
	}
	if s.toldOf(payment.AboutPayout, r.Reference) == 0 {
		s.Fatal("no webhook told of the payout")
	}
}

// payoutSteps: dinars have three decimals, and not every gateway sends the last of them.
func (s *suite) payoutSteps() {
	g, funds := s.payoutGateway(), s.request(s.Succeeds, 0, true)
	funds.Amount = money.Amount{Minor: 500_000, Currency: "KWD"}
	if limits, ok := s.Gateway.(payment.Limits); g == nil || ok && limits.Takes(funds.Amount) != nil {
		return
	}
	s.authorise(funds)
	pr := s.payeeRequest()
	pr.Country, pr.Currency = "KW", "KWD"
	p, err := g.OpenPayee(s.ctx, pr)
	s.ok(err)
	s.ok(s.Bank(s.ctx, p.Ref, s.BankPays))
	step := int64(1)
	if by, ok := g.(payment.PayoutStepper); ok {
		step = by.PayoutStep("KWD")
	}
	r := s.payoutRequest(p, 16_118)
	r.Amount.Currency = "KWD"
	if r.Amount.Minor%step != 0 {
		_, err := g.Payout(s.ctx, r)
		s.refused(err)
		if _, err := g.FindPayout(s.ctx, r.Reference); !errors.Is(err, payment.ErrNoIntent) {
			s.Fatalf("a refused payout was found, or %v", err)
		}
	}
	r.Amount.Minor -= r.Amount.Minor % step
	if s.pay(r); s.readPayout(r).Amount != r.Amount {
		s.Fatalf("found %+v, want %v", s.readPayout(r), r.Amount)
	}
}

func (s *suite) oneKeyOnePayout() {
	if s.payoutGateway() == nil {
		return
	}
	r := s.payoutRequest(s.payee(s.BankPays), 300_000) // twice is more than there is
	refs := make([]string, 20)
	var wg sync.WaitGroup
	for n := range refs {
		wg.Go(func() {
			p, err := s.payoutGateway().Payout(s.ctx, r)
			if err != nil {
				s.Error(err)
			}
			refs[n] = p.Ref
		})
	}
	wg.Wait()
	for _, ref := range refs {
		if ref == "" || ref != refs[0] {
			s.Fatalf("one key made several payouts: %v", refs)
		}
	}
	r.Amount.Minor++
	_, err := s.payoutGateway().Payout(s.ctx, r)
	s.refused(err)
}

func (s *suite) payoutReturned() {
	if s.payoutGateway() == nil || s.BankReturns == "" {
		return
	}
	s.bounced(s.BankReturns)
}

func (s *suite) payoutFails() {
	if s.payoutGateway() == nil || s.BankFails == "" {
		return
	}
	s.bounced(s.BankFails)
}

func (s *suite) bounced(bank string) {
	s.Helper()
	p := s.payee(bank)
	r := s.payoutRequest(p, 400_000)
	s.pay(r)
	s.wait(s.Within)
	if got := s.readPayout(r); got.Status != payment.PayoutReturned || got.FailureCode == "" {
		s.Fatalf("got %+v, want it returned with a code", got)
	}
	s.pay(s.payoutRequest(p, 400_000)) // the money is there again
}

func (s *suite) payoutsRefused() {
	g := s.payoutGateway()
	if g == nil {
		return
	}
	p := s.payee(s.BankPays)
	foreign, nobody := s.payoutRequest(p, 1000), s.payoutRequest(p, 1000)
	foreign.Amount.Currency, nobody.PayeeRef = "JPY", "nobody"
	for name, r := range map[string]payment.PayoutRequest{
		"nothing": s.payoutRequest(p, 0), "less than nothing": s.payoutRequest(p, -1), "more than there is": s.payoutRequest(p, 500_001),
		"another currency": foreign, "nobody": nobody,
	} {
		if _, err := g.Payout(s.ctx, r); !errors.Is(err, payment.ErrGatewayRefused) {
			s.Errorf("%s: got %v, want ErrGatewayRefused", name, err)
		}
		if _, err := g.FindPayout(s.ctx, r.Reference); !errors.Is(err, payment.ErrNoIntent) {
			s.Errorf("%s: a refused payout was found, or %v", name, err)
		}
	}
}
