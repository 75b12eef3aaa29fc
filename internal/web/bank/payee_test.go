package bank_test

import (
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestAPractitionerNamesAnAccount: the page that a payee's URL leads to, a wrong answer, a right one, and the way home.
func TestAPractitionerNamesAnAccount(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	src := ids.NewSource(nil)
	p, err := s.Gateway.OpenPayee(t.Context(), payment.PayeeRequest{IdempotencyKey: "p", Reference: src.ID(), Country: "IN", Currency: "INR", ReturnURL: "https://elsewhere.example/"})
	if err != nil {
		t.Fatal(err)
	}
	b := s.Browser()
	page := b.Get(p.URL)
	for _, wrong := range []string{"", "50100012345678"} {
		if no := b.Send(page.Form(p.URL), "bank", wrong).Want(422, ""); !no.Has("Choose one of the test accounts") {
			t.Errorf("%q:\n%s", wrong, no.Text())
		}
	}
	if yes := b.Send(page.Form(p.URL), "bank", sandbox.BankPays).Want(200, p.URL); !yes.Has("Test bank account ending 6789") { // an address elsewhere is not ours to lead to
		t.Errorf("named\n%s", yes.Text())
	}
	if got, err := s.Gateway.FindPayee(t.Context(), p.Reference); err != nil || !got.Ready {
		t.Errorf("got %+v, %v", got, err)
	}
	b.Get("/sandbox/payee/none").Want(404, "")
}

// TestTheBankAsksToKeepACard: nothing is charged, and the page says so.
func TestTheBankAsksToKeepACard(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	src := ids.NewSource(nil)
	m, err := payment.NewMethod(payment.Card, sandbox.CardNeedsAction)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.Gateway.Save(t.Context(), payment.SaveRequest{IdempotencyKey: "s", Reference: src.ID(), Payer: src.ID(), Method: m})
	if err != nil {
		t.Fatal(err)
	}
	b := s.Browser()
	page := b.Get(kept.ActionURL)
	if !page.Has("keep Test card ending 3155") {
		t.Fatalf("asks\n%s", page.Text())
	}
	b.Send(page.Form(kept.ActionURL), "answer", "yes")
	if got, err := s.Gateway.FindSaved(t.Context(), kept.Reference); err != nil || got.Status != payment.Authorised {
		t.Errorf("got %+v, %v", got, err)
	}
}
