package care

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// cardLimit is how long a page waits to hear whether there is a card. Help is in its header and its foot all the same.
const cardLimit = 500 * time.Millisecond

// Handler knows whose card is in sight. All fields are required; Card belongs into page.Kit.Care.
//
//	POST /care/safe   "I am safe for now": what the next visit asked; back to where it was asked, the card stays
type Handler struct {
	Kit    *page.Kit
	Safety *safety.Service
	Log    *slog.Logger
}

// Mount adds the area's route.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("POST /care/safe", h.Kit.SignedIn(h.safe))
}

func (h Handler) safe(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	if err := h.Safety.CheckedIn(r.Context(), who); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "care_safe", page.Local(form.Get("back"), "/"))
}

// Card is what is to stay in sight of whoever reads the page; nil for nearly everybody. It answers within cardLimit and
// safety.OpeningsLimit.
func (h Handler) Card(ctx context.Context, p layout.Page, who identity.Principal) *layout.CareCard {
	short, cancel := context.WithTimeout(ctx, cardLimit)
	defer cancel()
	card, err := h.Safety.CardOf(short, who)
	if err != nil {
		h.Log.WarnContext(ctx, "a page does not know whether it has a card of help", "error", err)
		return nil
	}
	if !card.Pinned(p.Now) {
		return nil
	}
	out := &layout.CareCard{Ask: card.CheckIn, Packs: h.Lines(p, who)}
	for _, o := range h.Safety.Openings(ctx, h.Safety.ZoneCountry(zoneOf(p, who))) {
		out.Slots = append(out.Slots, slot(p.L, o))
	}
	return out
}

// Lines are the help lines of whoever reads a page, those of their country first.
func (h Handler) Lines(p layout.Page, who identity.Principal) (out []layout.CarePack) {
	who.Zone = zoneOf(p, who)
	for _, of := range h.Safety.LinesFor(who, "") {
		out = append(out, layout.CarePack{Country: of.Country, CrisisPack: of.Pack})
	}
	return out
}

// zoneOf is a person's zone; without one that of their device is the best guess there is.
func zoneOf(p layout.Page, who identity.Principal) string {
	if who.Zone == "" {
		return p.Zone.String()
	}
	return who.Zone
}

func slot(l *i18n.Localizer, o safety.Opening) layout.CareSlot {
	return layout.CareSlot{With: o.Slug, Service: o.ServiceID.String(), Start: o.Start, Name: o.Name, Note: l.List(o.Service, l.Duration(o.Minutes), l.Price(o.Price))}
}
