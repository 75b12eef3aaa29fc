package catalog_test

import (
	"errors"
	"testing"

	"klear/internal/platform/apperr"
	"klear/internal/platform/money"
)

// A price that no gateway takes is refused where it is set, and not where somebody wants to pay it.
func TestAPriceThatNobodyCouldPayIsRefused(t *testing.T) {
	t.Parallel()
	k := setup(t)
	who, p, s := k.offering(t)
	asked := ""
	k.Payable = func(price money.Amount, country string) error {
		asked = country
		if price.Minor == 49 {
			return apperr.New(apperr.Unprocessable, "price_not_payable", "Online payments start at 0.50 INR.")
		}
		return nil
	}
	for minor, want := range map[int64]bool{49: false, 50: true, 0: true} {
		s.Price.Minor = minor
		out, err := k.UpsertService(t.Context(), who, p.ID, s)
		if e, ok := apperr.As(err); want != (err == nil) || !want && (!ok || !errors.Is(err, apperr.ErrValidation) || e.Fields[0].Path != "price" || e.Fields[0].Code != "not_payable") {
			t.Fatalf("%d: got %v", minor, err)
		}
		if err == nil {
			s.Version = out.Version
		}
	}
	if asked != p.Country {
		t.Errorf("asked for country %q, want %q", asked, p.Country)
	}
}
