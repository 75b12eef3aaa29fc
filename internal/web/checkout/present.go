package checkout

import (
	"context"
	"errors"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/schedule"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// view is the page of a hold that is not paid.
func (h *Handler) view(w http.ResponseWriter, r *http.Request, b hold) (View, error) {
	v := View{Page: h.Private(w, r), State: b.state(h.Clock.Now()), Gateway: b.way.Title, Hosted: b.way.Hosted, Tax: h.Brand().TaxName}
	v.Page.Area, v.Page.Section = layout.Focus, "checkout"
	v.Page.Sandbox = b.way.Gateway == sandbox.Name
	who, err := h.practitioner(r.Context(), b.PractitionerID)
	if err != nil {
		return View{}, err
	}
	v.Hold = h.holdView(v, b, who)
	if v.Hold.Seats, err = h.seats(r.Context(), b); err != nil {
		return v, err
	}
	v.Page.Title = title(v)
	v.Total = ui.Price{Amount: b.Price, Minutes: v.Hold.Minutes}
	if err := h.codeOf(r.Context(), &v, b); err != nil {
		return v, err
	}
	v.Lines = priceLines(v, b.Booking)
	if b.series != nil {
		priceDates(&v, b)
	}
	v.Policy = policyOf(b.Booking, h.Clock.Now())
	switch v.State {
	case Action:
		v.ActionURL = b.attempt.ActionURL
	case Unknown:
		v.StatusURL = b.path() + "/status"
	case Expired:
		err = h.offerMore(r.Context(), &v, b, who)
	case Declined:
		v.Reason = declineWords(v, b.attempt.DeclineCode)
	}
	if err == nil && (v.State == Open || v.State == Declined) {
		err = h.payWith(r.Context(), &v, b)
	}
	if err == nil && (v.State == Open || v.State == Declined) {
		err = h.ask(r.Context(), &v, b)
	}
	return v, err
}

// practitioner is nil when the profile is gone; the hold remembers enough.
func (h *Handler) practitioner(ctx context.Context, id uuid.UUID) (*catalog.Practitioner, error) {
	p, err := h.Catalog.PractitionerByID(ctx, id)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return &p, nil
}

func (h *Handler) holdView(v View, b hold, who *catalog.Practitioner) Hold {
	out := Hold{
		ID: b.ID.String(), Person: h.BookedPerson(b.Booking, who), Service: b.ServiceName, Minutes: int(b.End.Sub(b.Start).Minutes()),
		Mode: page.Mode(catalog.Mode(b.Mode)), Start: b.Start, Place: page.Location(b.PractitionerZone), Until: b.ExpiresAt,
		CanMore: !b.Extended && b.attempt == nil, Request: b.Approval,
	}
	if who != nil {
		out.Where = page.Where(v.Page.L, catalog.Mode(b.Mode), who.Area, who.City)
	}
	return out
}

// seats is how full the group session is; zero for a private one.
func (h *Handler) seats(ctx context.Context, b hold) (schedule.Seats, error) {
	if !b.Group {
		return schedule.Seats{}, nil
	}
	seats, err := h.Schedule.SeatsOf(ctx, h.Clock.Now(), []uuid.UUID{b.OccupancyID})
	return seats[b.OccupancyID], err
}

func taxNote(v View) string {
	if v.Tax == "" {
		return ""
	}
	return v.Page.L.T("price.includes", d("Tax", v.Tax))
}

func policyOf(b *booking.Booking, now time.Time) Policy {
	t := booking.TermsOf(b)
	switch {
	case b.LateCancelFeeBps == 0:
		return Policy{Free: b.Start}
	case !now.Before(t.FreeUntil):
		return Policy{LatePct: b.LateCancelFeeBps / 100}
	}
	return Policy{Free: t.FreeUntil, LatePct: b.LateCancelFeeBps / 100}
}

// payThere offers to pay when the two meet, after the other ways.
func (h *Handler) payThere(ctx context.Context, v *View, b hold) error {
	may, err := h.Bookings.PayableAtVenue(ctx, b.Booking)
	if err != nil || !may {
		return err
	}
	v.AtVenue = true
	v.Methods = append(v.Methods, ui.Choice{Value: string(payment.Venue), Hint: v.Page.L.T("checkout.venue_hint", d("Name", b.PractitionerName))})
	return nil
}

// payWith fills in the ways to pay and who pays.
func (h *Handler) payWith(ctx context.Context, v *View, b hold) error {
	if b.Price.Minor > 0 {
		v.Methods = []ui.Choice{{Value: string(payment.Card)}}
		if b.Price.Currency == "INR" {
			v.Methods = []ui.Choice{{Value: string(payment.UPI)}, {Value: string(payment.Card)}}
		}
		if b.way.Hosted { // card, UPI or a wallet is chosen over there
			v.Methods = []ui.Choice{{Value: string(payment.Online)}}
		}
		v.Methods[0].Selected = true
	}
	if err := h.payThere(ctx, v, b); err != nil {
		return err
	}
	if err := h.keptWays(ctx, v, b); err != nil {
		return err
	}
	if err := h.drawFrom(ctx, v, b); err != nil {
		return err
	}
	if err := h.creditOf(ctx, v, b); err != nil {
		return err
	}
	if v.Page.Sandbox {
		v.TestCards = []TestCard{
			{sandbox.CardSucceeds, "ok"}, {sandbox.CardDeclined, "declined"}, {sandbox.CardNoFunds, "insufficient"},
			{sandbox.CardNeedsAction, "action"}, {sandbox.CardAnswersLater, "slow"},
		}
	}
	payer := b.SeekerID // of an attempt that failed: what they typed then
	if b.caller.SignedIn() {
		payer = b.caller.PersonID
		if err := h.family(ctx, v, b); err != nil {
			return err
		}
	}
	if payer == uuid.Nil {
		return nil
	}
	p, err := h.People.PersonByID(ctx, h.DB, payer)
	if p.Kind != identity.Guest && !b.caller.SignedIn() {
		return err // an account that claimed the booking meanwhile is none of this browser's business
	}
	v.Contact = Contact{Name: p.Name, Email: p.Email, Phone: p.Phone}
	return err
}

// family offers the people whom a signed-in person books for, themself first.
func (h *Handler) family(ctx context.Context, v *View, b hold) error {
	list, err := h.People.Family(ctx, b.caller.Principal)
	if err != nil || len(list) == 0 {
		return err
	}
	v.Family = []ui.Choice{{Value: "", Label: v.Page.L.T("checkout.for_me"), Selected: true}}
	for _, d := range list {
		v.Family = append(v.Family, ui.Choice{Value: d.ID.String(), Label: d.Name, Hint: v.Page.L.T("relation." + string(d.Relation))})
	}
	return nil
}

// offerMore says whether the time is still free, and if not what is near.
func (h *Handler) offerMore(ctx context.Context, v *View, b hold, who *catalog.Practitioner) error {
	if who == nil || !who.Visible() || b.series != nil {
		return nil // dates of a series are chosen anew on the practitioner's page
	}
	if b.TeamServiceID != uuid.Nil {
		return h.teamAgain(ctx, v, b)
	}
	svc, ok := who.Service(b.ServiceID)
	if !ok {
		return nil
	}
	near, err := h.Schedule.Near(ctx, schedule.OfferingFrom(svc, who.Zone), b.Start, alternatives)
	if err != nil {
		return err
	}
	if len(near) > 0 && near[0].Equal(b.Start) {
		v.RenewURL = b.path() + "/renew"
		return nil
	}
	for _, t := range near {
		v.Other = append(v.Other, ui.Alternative{Person: v.Hold.Person, Service: b.ServiceID.String(), Mode: v.Hold.Mode, Start: t})
	}
	return nil
}

// teamAgain says whether a time with a team is still free.
func (h *Handler) teamAgain(ctx context.Context, v *View, b hold) error {
	wish := b.PractitionerID
	if b.Collective() {
		wish = uuid.Nil
	}
	_, list, err := h.Bookings.TeamTimes(ctx, b.TeamServiceID, wish, b.Start, b.Start.Add(time.Second))
	if errors.Is(err, booking.ErrServiceClosed) || errors.Is(err, catalog.ErrNoTeam) {
		return nil
	}
	if len(list) > 0 {
		v.RenewURL = b.path() + "/renew"
	}
	return err
}

// alternatives is how many times are offered instead of one that is gone.
const alternatives = 3

// priceLines are the price as the practitioner set it, what a code takes off, what the platform charges on top, and what is paid.
func priceLines(v View, b *booking.Booking) []ui.PriceLine {
	of := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: b.Price.Currency} }
	lines := []ui.PriceLine{{Label: b.ServiceName, Note: v.Page.L.Duration(v.Hold.Minutes), Amount: of(b.Price.Minor - b.Quote.ClientMinor() + b.Quote.OffMinor)}}
	if off := b.Quote.OffMinor; off > 0 {
		lines = append(lines, ui.PriceLine{Label: v.Page.L.T("checkout.code_off", d("Code", v.Code)), Amount: of(-off)})
	}
	if fee := b.Quote.ClientMinor(); fee > 0 {
		lines = append(lines, ui.PriceLine{Label: v.Page.L.T("commission.client_fee"), Amount: of(fee)})
	}
	return append(lines, ui.PriceLine{Label: v.Page.L.T("price.total"), Note: taxNote(v), Amount: b.Price, Total: true})
}
