package bookings

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/payment"
	"klear/internal/platform/brand"
	"klear/internal/platform/events"
	"klear/internal/platform/flags"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// refundDays is how long banks take at most to show a refund.
const refundDays = 7

func (h *Handler) card(p layout.Page, b mine) Card {
	c := Card{
		Code: b.Code, Person: h.BookedPerson(b.Booking, b.who), Service: b.ServiceName, Minutes: int(b.End.Sub(b.Start).Minutes()),
		Mode: page.Mode(b.mode()), Start: b.Start, Status: page.Status(b.Booking, p.Now),
	}
	c.Again = rebookable(b, p.Now)
	if b.who != nil {
		c.Where = page.Where(p.L, b.mode(), b.who.Area, b.who.City)
	}
	return c
}

// view is what every page about one booking shows.
func (h *Handler) view(p layout.Page, b mine) Booking {
	v := Booking{
		Card: h.card(p, b), Place: page.Location(b.PractitionerZone), Policy: policyOf(b.Booking, p.Now),
		CanMove: movable(b.Booking, p.Now), CanEnd: cancellable(b.Booking, p.Now),
		Lines: []ui.PriceLine{
			{Label: b.ServiceName, Note: p.L.Duration(int(b.End.Sub(b.Start).Minutes())), Amount: b.Price},
			{Label: p.L.T("price.total"), Note: taxNote(p), Amount: b.Price, Total: true},
		},
	}
	if v.Place == nil {
		v.Place = time.UTC
	}
	v.AtVenue = b.AtVenue && (b.Status == booking.Pending || b.Status == booking.Confirmed || b.Status == booking.InSession || b.Status == booking.Completed)
	switch {
	case b.Status == booking.Confirmed && !v.CanMove && v.CanEnd:
		v.WhyNot = p.L.T("booking.too_late_to_move")
	case !v.CanMove && !v.CanEnd:
		v.WhyNot = p.L.T("booking.over")
	}
	if b.Status == booking.Confirmed {
		v.Calendar = b.path() + "/calendar.ics"
	}
	return v
}

func taxNote(p layout.Page) string {
	if p.Brand.TaxName == "" {
		return ""
	}
	return p.L.T("price.includes", d("Tax", p.Brand.TaxName))
}

// movable mirrors the rule of booking.Move for its seeker, so that no page offers what would be refused.
func movable(b *booking.Booking, now time.Time) bool {
	if !b.Start.After(now) {
		return false
	}
	return b.Status == booking.Pending || b.Status == booking.Confirmed && (b.FreeCancel || !now.After(booking.TermsOf(b).FreeUntil))
}

func cancellable(b *booking.Booking, now time.Time) bool {
	return b.Start.After(now) && (b.Status == booking.Pending || b.Status == booking.Confirmed)
}

func policyOf(b *booking.Booking, now time.Time) Policy {
	t := booking.TermsOf(b)
	switch {
	case b.FreeCancel || b.LateCancelFeeBps == 0 || b.Status == booking.Pending:
		return Policy{Free: b.Start}
	case now.After(t.FreeUntil):
		return Policy{LatePct: b.LateCancelFeeBps / 100}
	}
	return Policy{Free: t.FreeUntil, LatePct: b.LateCancelFeeBps / 100}
}

// detail is the page of one booking. The words people wrote are opened here and nowhere else.
func (h *Handler) detail(w http.ResponseWriter, r *http.Request, b mine, isNew bool) (Detail, error) {
	v := Detail{Page: h.Private(w, r), New: isNew}
	v.Page.Section = "bookings"
	v.Page.Title = v.Page.L.T("booking.page_title", d("Name", b.PractitionerName))
	v.Booking = h.view(v.Page, b)
	words, err := h.Bookings.WordsOf(r.Context(), b.Booking)
	if err != nil {
		return Detail{}, err
	}
	if err := h.sayWhere(r.Context(), &v.Booking, b, words); err != nil {
		return Detail{}, err
	}
	v.Booking.Reason = words.Reason
	whom, err := h.Bookings.Beneficiaries(r.Context(), []*booking.Booking{b.Booking})
	if err != nil {
		return Detail{}, err
	}
	sizes, err := h.Bookings.SeriesSizes(r.Context(), []*booking.Booking{b.Booking})
	if err != nil {
		return Detail{}, err
	}
	v.Booking.Series = page.OfSeries(v.Page.L, b.Booking, sizes)
	if who, ok := whom[b.ID]; ok {
		v.Booking.For = page.ForWhom(v.Page.L, who, b.Booking)
	}
	paid, err := h.Payments.ByBooking(r.Context(), h.DB, b.ID)
	if err != nil {
		return Detail{}, err
	}
	if err := h.money(r, &v.Booking, b, paid); err != nil {
		return Detail{}, err
	}
	if v.Booking.Forms, err = h.answersURL(r, b); err != nil {
		return Detail{}, err
	}
	if !isNew {
		story, err := h.Bookings.History(r.Context(), b.caller, b.ID)
		if err != nil {
			return Detail{}, err
		}
		v.Booking.History = merge(h.history(v.Page, b, story), v.Booking.History)
	} else {
		v.Booking.History = nil
		v.Next = next(v.Page, b)
	}
	if v.Dates, err = h.dates(r.Context(), v.Page, b); err != nil {
		return Detail{}, err
	}
	if err := h.contestOf(r, &v, b); err != nil {
		return Detail{}, err
	}
	if v.Heart, err = h.heart(r, b); err != nil {
		return Detail{}, err
	}
	if v.Asked, err = h.asked(r, v.Page, b); err != nil {
		return Detail{}, err
	}
	if !b.caller.SignedIn() {
		v.Account = &ui.Link{URL: "/sign-up?next=" + b.path(), Label: v.Page.L.T("booking.make_account")}
	}
	return v, nil
}

// heart saves the practitioner for later; who is not shown cannot be saved.
func (h *Handler) heart(r *http.Request, b mine) (*ui.HeartProps, error) {
	if b.who == nil || !b.who.Visible() || !h.Brand().Has(brand.Find) || !h.Flags.On(r.Context(), flags.Saved) {
		return nil, nil
	}
	kept, err := h.Saved.Among(r.Context(), b.caller.Principal, []uuid.UUID{b.PractitionerID})
	return &ui.HeartProps{Value: b.who.Slug, Name: b.who.DisplayName, Saved: kept[b.PractitionerID], Label: true}, err
}

// sayWhere gives an address to who needs it: the practitioner's, or that of their business, once the booking stands, the
// customer's own always. A session that several hold names them all.
func (h *Handler) sayWhere(ctx context.Context, v *Booking, b mine, words booking.Words) error {
	if b.Collective() {
		names, err := h.Bookings.Names(ctx, b.Booking)
		if err != nil {
			return err
		}
		v.Card.Person.Name = strings.Join(names[b.ID], ", ")
	}
	switch b.mode() {
	case catalog.AtCustomer:
		v.Address, v.Access, _ = strings.Cut(words.Address, "\n\n")
	case catalog.AtPractitioner:
		if b.who != nil && (b.Status == booking.Confirmed || b.Status == booking.InSession) {
			v.Address = page.FullAddress(b.who.Address, b.who.Area, b.who.City)
		}
		if place, err := h.Bookings.SharedPlace(ctx, b.Booking); err != nil || place != "" {
			v.Address = place
			return err
		}
	}
	return nil
}

// money says what was paid and what went back, and notes both for the history.
func (h *Handler) money(r *http.Request, v *Booking, b mine, attempts []payment.Payment) error {
	if b.Owes() && b.caller.SignedIn() {
		v.PayURL, v.PayBy = b.path()+"/pay", b.PayBy
	}
	for _, p := range attempts {
		if p.Status == payment.Later {
			v.ChargeAt, v.ChargeWith = *p.ChargeAt, p.Method
			if err := h.sparedBy(r.Context(), v, b, p); err != nil {
				return err
			}
		}
		if p.CapturedMinor == 0 {
			continue
		}
		sum := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: p.Currency} }
		v.Receipt, v.AtVenue = b.path()+"/receipt", false
		v.History = append(v.History, Change{At: p.CreatedAt, Event: "paid", Sum: sum(p.TakenMinor())})
		if p.BackMinor() == 0 {
			continue
		}
		v.Refund = &Refund{Paid: sum(p.TakenMinor()), Kept: sum(p.KeptMinor()), Back: sum(p.BackMinor()), Days: refundDays, Made: true, Session: b.Drawn(), AtVenue: p.AtVenue()}
		refunds, err := h.Payments.Refunds(r.Context(), h.DB, p.ID)
		if err != nil {
			return err
		}
		for _, back := range refunds {
			v.Refund.Disputed = v.Refund.Disputed || back.Waits
			if back.Status != payment.RefundFailed && !back.Waits {
				v.History = append(v.History, Change{At: back.CreatedAt, Event: "refunded", Sum: sum(back.TotalMinor())})
			}
		}
	}
	return nil
}

// sparedBy offers credit in the place of a charge that is to come.
func (h *Handler) sparedBy(ctx context.Context, v *Booking, b mine, p payment.Payment) error {
	if b.Status != booking.Confirmed || p.ChargeAskedAt != nil || b.caller.PersonID != p.PayerID {
		return nil
	}
	use, err := h.Payments.CreditOf(ctx, p.PayerID, p.PractitionerID, b.Price)
	if err == nil && use == b.Price {
		v.CreditURL = b.path() + "/pay"
	}
	return err
}

// eventNames are the events that the history tells, in the page's words.
var eventNames = map[string]string{
	"booking.requested": "requested", "booking.confirmed": "confirmed", "booking.declined": "declined", "booking.moved": "moved_plain",
	"booking.cancelled": "cancelled", "booking.expired": "expired", "booking.started": "started", "booking.completed": "ended", "booking.no_show": "no_show",
	"booking.proposed": "proposed", "booking.proposal_declined": "proposal_declined", "booking.proposal_withdrawn": "proposal_withdrawn",
	"booking.contested": "contested", "booking.contest_answered": "contest_answered", "booking.contest_withdrawn": "contest_withdrawn", "booking.contest_stands": "contest_stands",
}

func (h *Handler) history(p layout.Page, b mine, story []events.Entry) []Change {
	var out []Change
	for _, e := range story {
		name, told := eventNames[e.Type]
		if !told {
			continue
		}
		if name == "confirmed" && b.Approval {
			name = "accepted"
		}
		c := Change{At: e.At, Event: name}
		switch e.Actor {
		case "practitioner":
			c.Who = b.PractitionerName
		case "person", "guest":
			c.Who = p.L.T("booking.you")
		case "admin":
			c.Who = p.Brand.Name
		}
		out = append(out, c)
	}
	return out
}

// merge puts two histories, each in order, into one.
func merge(a, b []Change) []Change {
	out := make([]Change, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if b[0].At.Before(a[0].At) {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// next is what happens next, in order.
func next(p layout.Page, b mine) []string {
	l := p.L
	if b.Status == booking.Pending {
		return []string{
			l.T("booking.next_answer", d("When", l.When(b.ExpiresAt, p.Zone))),
			l.T("booking.next_release"),
		}
	}
	out := []string{l.T("booking.next_mail"), l.T("booking.next_reminder")}
	switch b.mode() {
	case catalog.AtCustomer:
		return append(out, l.T("booking.next_visit", d("Name", b.PractitionerName)))
	case catalog.AtPractitioner:
		return append(out, l.T("booking.next_place"))
	}
	return append(out, l.T("booking.next_online"))
}
