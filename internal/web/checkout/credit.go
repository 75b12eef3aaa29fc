package checkout

import (
	"context"

	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
)

// CreditUse is how much of their credit somebody may spend here, and what is left to pay then.
type CreditUse struct{ Use, Rest money.Amount }

// creditOf offers the credit of whoever is signed in, and lets them pay otherwise. A series is paid date by date: what is said of one
// would not be true of all.
func (h *Handler) creditOf(ctx context.Context, v *View, b hold) error {
	if !b.caller.SignedIn() || b.series != nil || b.Price.Minor == 0 {
		return nil
	}
	use, err := h.Payments.CreditOffer(ctx, h.DB, b.caller.PersonID, b.PractitionerID, b.Price)
	if err != nil || use.Minor == 0 {
		return err
	}
	v.Credit = &CreditUse{Use: use, Rest: money.Amount{Minor: b.Price.Minor - use.Minor, Currency: use.Currency}}
	return nil
}

func creditLabel(v View) string {
	return v.Page.L.T("checkout.credit_use", i18n.D{"Amount": v.Page.L.MoneyExact(v.Credit.Use)})
}

// creditHint says what is paid otherwise.
func creditHint(v View) string {
	if v.Credit.Rest.Minor == 0 {
		return v.Page.L.T("checkout.credit_all")
	}
	return v.Page.L.T("checkout.credit_rest", i18n.D{"Amount": v.Page.L.MoneyExact(v.Credit.Rest)})
}
