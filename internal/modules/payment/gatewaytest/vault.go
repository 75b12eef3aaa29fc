package gatewaytest

import (
	"errors"
	"sync"

	"klear/internal/modules/payment"
)

// vault gives nil when the gateway keeps no methods.
func (s *suite) vault() payment.Vault {
	v, _ := s.Gateway.(payment.Vault)
	return v
}

func (s *suite) saveRequest(m payment.Method) payment.SaveRequest {
	ref := src.ID()
	return payment.SaveRequest{IdempotencyKey: "save:" + ref.String(), Reference: ref, Payer: src.ID(), Method: m, ReturnURL: "https://klear.example/return"}
}

func (s *suite) saved(r payment.SaveRequest, want payment.Status) payment.SavedMethod {
	s.Helper()
	m, err := s.vault().Save(s.ctx, r)
	s.ok(err)
	if m.Ref == "" || m.Reference != r.Reference || m.Status != want || m.Method == "" && want == payment.Authorised {
		s.Fatalf("got %+v, want %s for %s", m, want, r.Reference)
	}
	return m
}

func (s *suite) readSaved(r payment.SaveRequest) payment.SavedMethod {
	s.Helper()
	m, err := s.vault().FindSaved(s.ctx, r.Reference)
	s.ok(err)
	return m
}

// away is a charge while the payer is not there.
func (s *suite) away(m payment.SavedMethod) payment.AuthoriseRequest {
	r := s.request(payment.Kept(m), 150_000, true)
	r.OffSession, r.ReturnURL = true, ""
	return r
}

func (s *suite) keep() {
	v := s.vault()
	if v == nil {
		return
	}
	r := s.saveRequest(s.Succeeds)
	if _, err := v.FindSaved(s.ctx, r.Reference); !errors.Is(err, payment.ErrNoIntent) {
		s.Fatalf("got %v, want ErrNoIntent", err)
	}
	refs := make([]string, 20)
	var wg sync.WaitGroup
	for n := range refs {
		wg.Go(func() {
			m, err := v.Save(s.ctx, r)
			if err != nil {
				s.Error(err)
			}
			refs[n] = m.Ref
		})
	}
	wg.Wait()
	m := s.saved(r, payment.Authorised)
	for _, ref := range refs {
		if ref != m.Ref {
			s.Fatalf("one key kept several methods: %v", refs)
		}
	}
	if got := s.readSaved(r); got != m {
		s.Fatalf("found %+v, want %+v", got, m)
	}
	for range 2 { // a method is kept to be charged again
		charge := s.away(m)
		s.want(s.authorise(charge), charge, payment.Captured, 150_000)
	}
}

func (s *suite) keepWithAction() {
	if s.vault() == nil || s.NeedsAction == (payment.Method{}) {
		return
	}
	for approve, want := range map[bool]payment.Status{true: payment.Authorised, false: payment.Declined} {
		r := s.saveRequest(s.NeedsAction)
		m := s.saved(r, payment.RequiresAction)
		if m.ActionURL == "" {
			s.Fatal("an action without a URL")
		}
		_, err := s.Gateway.Authorise(s.ctx, s.away(m))
		s.refused(err) // not before the payer agreed
		s.ok(s.Act(s.ctx, m.Ref, approve))
		m = s.readSaved(r)
		if m.Status != want || m.ActionURL != "" {
			s.Fatalf("got %+v, want %s", m, want)
		}
		if s.toldOf(payment.AboutSaved, r.Reference) == 0 {
			s.Fatal("no webhook told of it")
		}
		if approve {
			charge := s.away(m)
			s.want(s.authorise(charge), charge, payment.Captured, 150_000)
		}
	}
}

func (s *suite) keepDeclined() {
	if s.vault() == nil || s.Declines == (payment.Method{}) {
		return
	}
	if m := s.saved(s.saveRequest(s.Declines), payment.Declined); m.DeclineCode != s.DeclineCode {
		s.Fatalf("declined with %q, want %q", m.DeclineCode, s.DeclineCode)
	}
}

func (s *suite) offSessionDeclined() {
	if s.OffSessionDeclines == (payment.Method{}) {
		return
	}
	charge := s.away(s.saved(s.saveRequest(s.OffSessionDeclines), payment.Authorised))
	i := s.authorise(charge)
	s.want(i, charge, payment.Declined, 0)
	if i.ActionURL != "" || i.DeclineCode == "" {
		s.Fatalf("got %+v; nobody is there to act", i)
	}
}

func (s *suite) forget() {
	v := s.vault()
	if v == nil {
		return
	}
	r := s.saveRequest(s.Succeeds)
	m := s.saved(r, payment.Authorised)
	for range 2 {
		s.ok(v.Forget(s.ctx, m.Ref))
	}
	if got := s.readSaved(r); got.Status != payment.Voided {
		s.Fatalf("got %s, want voided", got.Status)
	}
	_, err := s.Gateway.Authorise(s.ctx, s.away(m))
	s.refused(err)
}
