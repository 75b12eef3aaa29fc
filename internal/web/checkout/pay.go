package checkout

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func isOver(err error) bool {
	return errors.Is(err, booking.ErrHoldExpired) || errors.Is(err, booking.ErrExtended) || errors.Is(err, payment.ErrAlreadyLive)
}

func (h *Handler) pay(w http.ResponseWriter, r *http.Request) {
	form, err := h.Form(w, r, maxFields)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	b, err := h.load(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	want, err := h.request(r, b, form)
	if err == nil {
		err = h.charge(r.Context(), b, want, form)
	}
	if err != nil {
		h.refused(w, r, b, form, err)
		return
	}
	if b, err = h.load(r); err != nil { // as it is now; of a series, all that was made
		h.Error(w, r, err)
		return
	}
	page.See(w, r, b.booked())
}

// request is the form as booking takes it. It is safe to send twice: booking has one attempt under way at a time.
func (h *Handler) request(r *http.Request, b hold, form url.Values) (booking.PayRequest, error) {
	method, err := h.method(b, form)
	if err != nil {
		return booking.PayRequest{}, err
	}
	if err := h.keepPhone(r.Context(), b.caller, form.Get("phone"), h.Device(r)); err != nil {
		return booking.PayRequest{}, err
	}
	p := booking.PayRequest{
		BookingID: b.ID, Method: method, Address: visit(form), Note: strings.TrimSpace(form.Get("note")),
		ReturnURL: h.BaseURL + b.path() + "/return", AllowOverlap: form.Get("overlap") != "",
		Forms: page.AnswersOf(form), From: addressOf(r),
	}
	p.MethodID, p.Later = keptChoice(form)
	p.Credit = form.Get("credit") != "" && b.series == nil
	if id, drawn := fromPackage(form); drawn {
		p.Later = false
		if p.PackID, err = uuid.Parse(id); err != nil {
			return p, pack.ErrNotFound
		}
	}
	if whom := form.Get("for"); whom != "" {
		if p.For, err = uuid.Parse(whom); err != nil {
			return p, identity.ErrDependantNotFound
		}
		p.Guardian = form.Get("guardian") != ""
	}
	if !b.caller.SignedIn() {
		l, _ := h.Reader(r)
		p.Contact = booking.Contact{
			Name: strings.TrimSpace(form.Get("name")), Email: strings.TrimSpace(form.Get("email")),
			Phone: strings.TrimSpace(form.Get("phone")), Locale: l.Tag(),
		}
	}
	return p, nil
}

// addressOf is where the request came from, for what is signed with it; "" when it is not known.
func addressOf(r *http.Request) string {
	if ip := httpx.ClientIP(r.Context()); ip.IsValid() {
		return ip.String()
	}
	return ""
}

// keepPhone notes the number of a signed-in person whose profile has none.
func (h *Handler) keepPhone(ctx context.Context, c booking.Caller, phone string, dev identity.Device) error {
	if !c.SignedIn() || strings.TrimSpace(phone) == "" {
		return nil
	}
	me, err := h.People.Profile(ctx, c.Principal)
	if err != nil || me.Phone != "" {
		return err
	}
	_, err = h.People.UpdateProfile(ctx, c.Principal, identity.ProfileChange{Phone: &phone}, dev)
	return err
}

// visit is the address of a visit with the access notes as its last paragraph; split by page bookings.
func visit(form url.Values) string {
	address, access := paragraph(form.Get("address")), paragraph(form.Get("access"))
	if access == "" {
		return address
	}
	return address + "\n\n" + access
}

// paragraph drops empty lines.
func paragraph(s string) string {
	lines := slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// method is what to pay with. The sandbox takes its published test methods; at a gateway of the real world the payer chooses
// on its own page, and no card comes here.
func (h *Handler) method(b hold, form url.Values) (payment.Method, error) {
	_, drawn := fromPackage(form)
	if kept, _ := keptChoice(form); drawn || kept != uuid.Nil || b.Price.Minor == 0 {
		return payment.Method{}, nil
	}
	if b.way.Hosted || form.Get("method") == string(payment.Venue) {
		return payment.NewMethod(payment.MethodKind(form.Get("method")), "")
	}
	kind, secret := payment.MethodKind(form.Get("method")), ""
	switch kind {
	case payment.Card:
		secret = strings.TrimSpace(form.Get("card"))
	case payment.UPI:
		if secret = strings.TrimSpace(form.Get("upi")); secret == "" {
			secret = sandbox.UPISucceeds
		}
	}
	if kind == payment.Card && secret == "" && form.Get("credit") != "" {
		return payment.Method{}, nil // there may be nothing left to pay
	}
	if kind == payment.Card && secret == "" {
		return payment.Method{}, payment.ErrTestCardOnly
	}
	return payment.NewMethod(kind, secret)
}

// refused shows the page again with everything that was typed, and says what happened.
func (h *Handler) refused(w http.ResponseWriter, r *http.Request, b hold, form url.Values, cause error) {
	switch {
	case errors.Is(cause, payment.ErrActionRequired):
		h.toBank(w, r, b, cause)
		return
	case errors.Is(cause, payment.ErrProcessing), errors.Is(cause, payment.ErrUnknown), errors.Is(cause, payment.ErrAlreadyLive), errors.Is(cause, payment.ErrClosed):
		page.See(w, r, b.path())
		return
	}
	b, err := h.load(r) // as it is now
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v, err := h.view(w, r, b)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	page.Keep(&v.Page, form)
	v.Methods, v.Family, v.When = chosen(v.Methods, form.Get("method")), chosen(v.Family, form.Get("for")), chosen(v.When, form.Get("when"))
	retype(v.Forms, form)
	e, status := httpx.Public(cause)
	switch {
	case errors.Is(cause, payment.ErrDeclined):
		v.State, v.Reason = Declined, declined(v, e)
	case errors.Is(cause, payment.ErrMethod):
		v.Page.Errors = ui.FieldErrors(v.Page.L, []apperr.Field{{Path: "method", Code: "required", Message: e.Message}})
	case errors.Is(cause, identity.ErrDependantNotFound): // removed on another page meanwhile
		v.Page.Errors = ui.FieldErrors(v.Page.L, []apperr.Field{{Path: "for", Code: "required", Message: e.Message}})
		status = http.StatusUnprocessableEntity
	case errors.Is(cause, payment.ErrTestCardOnly):
		v.Page.Errors = ui.FieldErrors(v.Page.L, []apperr.Field{{Path: "card", Code: "invalid", Message: e.Message}})
	case len(e.Fields) > 0:
		h.Wrong(&v.Page, form, cause, nil)
		nameQuestions(v.Page.L, v.Page.Errors, v.Forms)
	case errors.Is(cause, booking.ErrOverlap):
		v.Meets = meets(e)
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: page.Words(v.Page, e)})
	case errors.Is(cause, booking.ErrHoldExpired), errors.Is(cause, booking.ErrClosed), errors.Is(cause, booking.ErrVersion), errors.Is(cause, booking.ErrLost), errors.Is(cause, booking.ErrEmailUnverified), errors.Is(cause, booking.ErrServiceClosed), errors.Is(cause, booking.ErrTooManyCards), errors.Is(cause, booking.ErrFormMissing),
		errors.Is(cause, booking.ErrNotLater), errors.Is(cause, payment.ErrNoMethod), errors.Is(cause, payment.ErrTooManyMethods),
		errors.Is(cause, pack.ErrUsedUp), errors.Is(cause, pack.ErrEnded), errors.Is(cause, pack.ErrUnfit), errors.Is(cause, pack.ErrNotFound):
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: page.Words(v.Page, e)})
	default:
		h.Error(w, r, cause)
		return
	}
	h.write(w, r, v, status)
}

// meets is the code of the other booking at this time.
func meets(e *apperr.Error) string {
	d, _ := e.Details.(map[string]string)
	return d["code"]
}

// toBank leads to where the payer's bank wants something.
func (h *Handler) toBank(w http.ResponseWriter, r *http.Request, b hold, cause error) {
	to := b.path()
	if e, ok := apperr.As(cause); ok {
		if d, ok := e.Details.(map[string]string); ok && d["action_url"] != "" {
			to = d["action_url"] // the gateway's own word, not the payer's
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// declined is why the payment was refused, in the reader's language.
func declined(v View, e *apperr.Error) string {
	code := ""
	if d, ok := e.Details.(map[string]string); ok {
		code = d["decline_code"]
	}
	return declineWords(v, code)
}

func declineWords(v View, code string) string {
	if key := "decline." + code; v.Page.L.Has(key) {
		return v.Page.L.T(key)
	}
	return v.Page.L.T("decline.other")
}

func chosen(list []ui.Choice, value string) []ui.Choice {
	if !slices.ContainsFunc(list, func(c ui.Choice) bool { return c.Value == value }) {
		return list
	}
	for i := range list {
		list[i].Selected = list[i].Value == value
	}
	return list
}

// renew holds the same time again. The old hold, if any of it is left, gives way.
func (h *Handler) renew(w http.ResponseWriter, r *http.Request) {
	form, err := h.Form(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	b, err := h.load(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if b.paid() || b.series != nil || b.state(h.Clock.Now()) == Unknown {
		page.See(w, r, b.path())
		return
	}
	want := booking.HoldRequest{ServiceID: b.ServiceID, TeamServiceID: b.TeamServiceID, PractitionerID: b.PractitionerID, Start: b.Start, Mode: b.Mode, Zone: b.SeekerZone, Replaces: b.ID}
	key, err := h.HoldKey(b.caller, form, want)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	again, err := h.Bookings.Hold(r.Context(), b.caller, want, key)
	switch {
	case errors.Is(err, schedule.ErrTaken), errors.Is(err, schedule.ErrNotOffered):
		h.gone(w, r, b)
	case err != nil:
		h.Error(w, r, err)
	default:
		h.RememberHold(w, r, b.PractitionerSlug, again.ID)
		page.See(w, r, "/book/"+again.ID.String())
	}
}

// gone is the answer when the time went to somebody else in the meantime.
func (h *Handler) gone(w http.ResponseWriter, r *http.Request, b hold) {
	v, err := h.view(w, r, b)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	httpx.WritePage(w, r, http.StatusConflict, GonePage(Gone{Page: v.Page, Person: v.Hold.Person, Start: b.Start, Other: v.Other}))
}
