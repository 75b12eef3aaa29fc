package payment_test

import (
	"context"
	"errors"
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// named is a gateway of which only the name matters, and a limit.
type named struct {
	payment.Gateway
	name string
}

func (g named) Name() string { return g.name }

func (g named) Takes(a money.Amount) error {
	if a.Minor < 50 {
		return payment.PriceFault(payment.PriceTooLow, money.Amount{Minor: 50, Currency: a.Currency})
	}
	return nil
}

func TestRulesChooseTheGateway(t *testing.T) {
	t.Parallel()
	india, asked := uuid.New(), 0
	s := payment.Routed(func(_ context.Context, practitioner uuid.UUID) (string, error) {
		asked++
		if practitioner == india {
			return "IN", nil
		}
		return "DE", nil
	}, []payment.Rule{{"EUR", "DE", "german"}, {"", "IN", "indian"}, {"EUR", "", "european"}}, named{name: "german"}, named{name: "indian"}, named{name: "european"})
	for _, tt := range []struct {
		who      uuid.UUID
		currency string
		want     string // "": nobody
	}{{uuid.New(), "EUR", "german"}, {india, "EUR", "indian"}, {india, "INR", "indian"}, {uuid.New(), "USD", ""}} {
		w, err := s.WayOf(t.Context(), tt.who, tt.currency)
		if w.Gateway != tt.want || (tt.want == "") != errors.Is(err, payment.ErrPrice) {
			t.Errorf("%s: got %+v, %v; want %q", tt.currency, w, err, tt.want)
		}
	}
	if asked != 4 {
		t.Errorf("asked for a country %d times, want once a payment", asked)
	}
	plain := payment.Routed(nil, []payment.Rule{{Gateway: "european"}}, named{name: "european"})
	if w, err := plain.WayOf(t.Context(), india, "JPY"); err != nil || w.Gateway != "european" {
		t.Errorf("got %+v, %v", w, err)
	}
}

func TestPricesAreJudgedByTheirGateway(t *testing.T) {
	t.Parallel()
	s := payment.Routed(nil, []payment.Rule{{Currency: "EUR", Gateway: "european"}}, named{name: "european"})
	for price, want := range map[money.Amount]payment.PriceReason{
		{Minor: 50, Currency: "EUR"}: "", {Minor: 0, Currency: "EUR"}: "", {Minor: 0, Currency: "USD"}: "",
		{Minor: 49, Currency: "EUR"}: payment.PriceTooLow, {Minor: 50, Currency: "USD"}: payment.PriceCurrency,
	} {
		var why payment.PriceReason
		if e, ok := apperr.As(s.Payable(price, "")); ok && errors.Is(e, payment.ErrPrice) {
			d, _ := e.Details.(payment.PriceDetails)
			why = d.Reason
		}
		if why != want {
			t.Errorf("%+v: got %q, want %q", price, why, want)
		}
	}
}
