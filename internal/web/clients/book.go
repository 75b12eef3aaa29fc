package clients

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// waits are how long a time may be kept for a client, in hours; the first is the default.
var waits = []int{48, 24, 72, 168}

// want is what the form of a booking says.
type want struct {
	service catalog.Service
	mode    catalog.Mode
	on      string
	hours   int
}

func (h Handler) showBook(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	c, practice, err := h.bookable(r, who)
	if err != nil {
		return err
	}
	v, err := h.bookView(w, r, c, practice, wantOf(page.Query(r), practice))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, BookPage(v))
	return nil
}

func (h Handler) bookable(r *http.Request, who identity.Principal) (client.Client, catalog.Practitioner, error) {
	c, err := h.one(r, who)
	if err != nil {
		return c, catalog.Practitioner{}, err
	}
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return c, practice, err
	}
	return c, practice, h.Tariff.Show(r.Context(), &practice) // it is the client who is to pay
}

// wantOf reads what was chosen; what is no service of the practice is its first.
func wantOf(q url.Values, practice catalog.Practitioner) want {
	out := want{on: q.Get("on"), hours: waits[0]}
	active := slices.DeleteFunc(slices.Clone(practice.Services), func(s catalog.Service) bool { return !s.Active })
	if len(active) > 0 {
		out.service = active[0]
	}
	for _, s := range active {
		if s.ID.String() == q.Get("service") {
			out.service = s
		}
	}
	if len(out.service.Modes) > 0 {
		out.mode = out.service.Modes[0]
	}
	if m := page.CatalogMode(q.Get("mode")); out.service.Has(m) {
		out.mode = m
	}
	if n, err := strconv.Atoi(q.Get("hours")); err == nil && slices.Contains(waits, n) {
		out.hours = n
	}
	return out
}

// bookView shows the openings of the chosen service around a day.
func (h Handler) bookView(w http.ResponseWriter, r *http.Request, c client.Client, practice catalog.Practitioner, is want) (Book, error) {
	v := Book{Page: h.page(w, r, ""), ID: c.ID.String(), Name: c.Name, Email: c.Email, Erased: c.Erased, Mute: !c.Booked() && c.Email == ""}
	v.Page.Title = v.Page.L.T("clients.book_title", d("Name", c.Name))
	if is.service.ID == uuid.Nil {
		return v, nil
	}
	v.Service, v.Price, v.Mode, v.On = is.service.ID.String(), is.service.Price, page.Mode(is.mode), is.on
	for _, s := range practice.Services {
		if s.Active {
			v.Services = append(v.Services, ui.Choice{Value: s.ID.String(), Label: v.Page.L.T("clients.service", serviceWords(v.Page, s)), Selected: s.ID == is.service.ID})
		}
	}
	for _, m := range is.service.Modes {
		v.Modes = append(v.Modes, ui.Choice{Value: string(page.Mode(m)), Label: ui.ModeName(v.Page.L, page.Mode(m)), Selected: m == is.mode})
	}
	for _, n := range waits {
		v.Waits = append(v.Waits, ui.Choice{Value: strconv.Itoa(n), Label: v.Page.L.N("clients.wait_hours", n), Selected: n == is.hours})
	}
	v.Zone = page.Zone(is.mode, page.Location(practice.Zone), v.Page.Zone)
	return v, h.openings(r, &v, is)
}

func (h Handler) openings(r *http.Request, v *Book, is want) error {
	b, err := h.Catalog.ServiceForBooking(r.Context(), h.Schedule.DB, is.service.ID)
	if err != nil {
		return err
	}
	if v.Closed = !b.Open(v.Page.Now); v.Closed {
		return nil
	}
	week := page.WeekOf(is.on, v.Page.Now, v.Page.Now, v.Zone)
	list, err := h.Schedule.Slots(r.Context(), h.Schedule.DB, schedule.Ask{Offering: schedule.OfferingOf(b), From: week.From(), To: week.To(), Now: v.Page.Now})
	if err != nil {
		return err
	}
	at := func(day time.Time) string {
		q := url.Values{"service": {v.Service}, "mode": {string(v.Mode)}, "on": {day.Format(time.DateOnly)}}
		return "/pro/clients/" + v.ID + "/book?" + q.Encode()
	}
	v.Week.Days, v.Slots = week.Strip(page.Starts(list), at)
	v.Week.PrevURL, v.Week.NextURL = week.Around(at)
	return nil
}

// book makes the offer. A second press of one that worked is answered like it, by the form's key.
func (h Handler) book(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	c, practice, err := h.bookable(r, who)
	if err != nil {
		return err
	}
	is := wantOf(form, practice)
	_, zone := h.Kit.Reader(r)
	offer, err := offerOf(form, c, is, page.Zone(is.mode, page.Location(practice.Zone), zone))
	var b *booking.Booking
	if err == nil {
		b, err = h.offer(r, who, form, offer)
	}
	if err != nil {
		return h.bookAgain(w, r, c, practice, is, form, err)
	}
	if b.Status == booking.Confirmed {
		return h.Kit.Done(w, r, "client_booked", "/pro/sessions/"+b.Code)
	}
	return h.Kit.Done(w, r, "client_offered", address(c))
}

func (h Handler) offer(r *http.Request, who identity.Principal, form url.Values, o booking.Offer) (*booking.Booking, error) {
	key, err := idem.New("offer:"+who.PersonID.String(), form.Get("key"), o)
	if err != nil {
		return nil, err
	}
	return h.Bookings.Offer(idem.With(r.Context(), key), h.Kit.Caller(r), o)
}

// offerOf reads the form: an opening, or with the tick a date and time of one's own.
func offerOf(form url.Values, c client.Client, is want, zone *time.Location) (booking.Offer, error) {
	o := booking.Offer{ServiceID: is.service.ID, Mode: string(is.mode), SeekerID: c.PersonID, Address: form.Get("address"), For: time.Duration(is.hours) * time.Hour,
		Client: booking.Contact{Name: c.Name, Email: c.Email, Phone: c.Phone, Locale: c.Language}}
	if c.Erased {
		return o, client.ErrErased
	}
	var v apperr.Validation
	if form.Get("anytime") == "" {
		at, err := time.Parse(time.RFC3339, form.Get("at"))
		v.Check(err == nil, "at", "opening", "Choose one of the openings, or tick another time.")
		o.Start = at
		return o, v.Err()
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", form.Get("date")+" "+form.Get("time"), zone)
	v.Check(err == nil, "date", "date", "Enter a date and a time.")
	o.Start, o.AnyTime = at, true
	return o, v.Err()
}

// bookAgain shows the form with what was typed and with what is open now.
func (h Handler) bookAgain(w http.ResponseWriter, r *http.Request, c client.Client, practice catalog.Practitioner, is want, form url.Values, fault error) error {
	v, err := h.bookView(w, r, c, practice, is)
	if err != nil {
		return errors.Join(fault, err)
	}
	page.Keep(&v.Page, form)
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, BookPage(v))
	return nil
}
