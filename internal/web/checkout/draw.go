package checkout

import (
	"context"
	"net/url"
	"strings"

	"klear/internal/platform/i18n"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// packagePrefix goes before a package's id where a way to pay is named.
const packagePrefix = "package:"

// fromPackage is the package that a form pays from.
func fromPackage(form url.Values) (id string, ok bool) {
	return strings.CutPrefix(form.Get("method"), packagePrefix)
}

// drawFrom offers the packages that can pay for the hold before every other way.
func (h *Handler) drawFrom(ctx context.Context, v *View, b hold) error {
	if b.TeamServiceID != uuid.Nil || b.Price.Minor == 0 {
		return nil
	}
	list, err := h.Packs.Usable(ctx, b.caller.Principal, b.ServiceID, b.Start)
	if err != nil || len(list) == 0 {
		return err
	}
	late := "checkout.package_hint_free"
	if b.LateCancelFeeBps > 0 {
		late = "checkout.package_hint"
	}
	var ways []ui.Choice
	for _, p := range list {
		ways = append(ways, ui.Choice{Value: packagePrefix + p.ID.String(), Label: v.Page.L.T("checkout.package"), Selected: len(ways) == 0,
			Hint: v.Page.L.N(late, p.Left(), i18n.D{"When": v.Page.L.WhenYear(p.ValidUntil, v.Page.Zone)})})
	}
	for i := range v.Methods {
		v.Methods[i].Selected = false
	}
	v.Methods, v.Drawable = append(ways, v.Methods...), true
	return nil
}
