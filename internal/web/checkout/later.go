package checkout

import (
	"context"
	"net/url"
	"slices"

	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// The values of the field "when".
const (
	whenLater = "later" // the payer agrees to be charged when the session is near
	whenNow   = "now"
)

// keptWays offers what is kept for a signed-in payer before other cards, and paying later where that is possible.
func (h *Handler) keptWays(ctx context.Context, v *View, b hold) error {
	if !b.caller.SignedIn() || b.Price.Minor == 0 {
		return nil
	}
	if b.series == nil {
		at, may, err := h.Bookings.LaterOf(ctx, b.Booking, h.Clock.Now())
		if err != nil {
			return err
		}
		if may {
			v.Later = at
			v.When = []ui.Choice{
				{Value: whenLater, Label: v.Page.L.T("checkout.later", d("When", v.Page.L.WhenYear(at, v.Page.Zone))), Hint: v.Page.L.T("checkout.later_hint", d("Amount", v.Page.L.MoneyExact(b.Price))), Selected: true},
				{Value: whenNow, Label: v.Page.L.T("checkout.now")},
			}
		}
	}
	list, err := h.Payments.Methods(ctx, b.caller.Principal)
	if err != nil || len(list) == 0 {
		return err
	}
	ways := page.KeptChoices(list, b.way)
	for i := range v.Methods {
		v.Methods[i].Selected = v.Methods[i].Selected && !slices.ContainsFunc(ways, func(c ui.Choice) bool { return c.Selected })
	}
	v.Methods = append(ways, v.Methods...)
	return nil
}

// keptChoice reads which kept method a form pays with, if any, and whether later. A form without the question pays now.
func keptChoice(form url.Values) (method uuid.UUID, later bool) {
	if id, kept := page.KeptOf(form); kept {
		method, _ = uuid.Parse(id) // what cannot be read is no method, and no card either
	}
	return method, form.Get("when") == whenLater
}
