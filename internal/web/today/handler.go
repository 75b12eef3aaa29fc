package today

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Handler serves the day. All fields are required.
//
//	GET /today
//	GET /people   leads to who can be found
type Handler struct {
	*page.Kit
	Bookings *booking.Service
	Catalog  *catalog.Catalog
	Moods    *mood.Service
	Goals    *goal.Service
}

// maxGoals are shown here; the page of goals has all.
const maxGoals = 5

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.Handle("GET /people", http.RedirectHandler("/search", http.StatusSeeOther))
	mux.HandleFunc("GET /today", h.SignedIn(h.show))
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := View{Page: h.Private(w, r)}
	v.Page.Title, v.Page.Section, v.Page.NoSearch = v.Page.L.T("nav.today"), "today", true
	for _, read := range []func(*http.Request, identity.Principal, *View) error{h.next, h.week, h.goals} {
		if err := read(r, who, &v); err != nil {
			return err
		}
	}
	httpx.WritePage(w, r, http.StatusOK, Page(v))
	return nil
}

// next is what is booked next.
func (h Handler) next(r *http.Request, _ identity.Principal, v *View) error {
	if !v.Page.Brand.Has(brand.Booking) {
		return nil
	}
	list, _, err := h.Bookings.Mine(r.Context(), h.Caller(r), true, 1, 1)
	if err != nil || len(list) == 0 {
		return err
	}
	b := list[0]
	known, err := h.Catalog.PractitionersByIDs(r.Context(), []uuid.UUID{b.PractitionerID})
	if err != nil {
		return err
	}
	var profile *catalog.Practitioner
	if len(known) == 1 {
		profile = &known[0]
	}
	v.Next = &Next{URL: "/bookings/" + b.Code, Person: h.BookedPerson(b, profile), Start: b.Start}
	return nil
}

// week is the last seven days, each with the mean of its moods.
func (h Handler) week(r *http.Request, who identity.Principal, v *View) error {
	y, m, d := v.Page.Now.In(v.Page.Zone).Date()
	last := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	first := last.AddDate(0, 0, -6)
	points, err := h.Moods.Between(r.Context(), who, first, last)
	if err != nil {
		return err
	}
	v.Week = weekOf(v.Page, first, points)
	return nil
}

func weekOf(p layout.Page, first time.Time, points []mood.Point) []ui.BloomDay {
	var sum, n [7]int
	for _, point := range points {
		if i := int(point.Day.Sub(first).Hours() / 24); i >= 0 && i < len(sum) {
			sum[i] += point.Mood
			n[i]++
		}
	}
	out := make([]ui.BloomDay, len(sum))
	for i := range out {
		day := first.AddDate(0, 0, i)
		out[i] = ui.BloomDay{Label: p.L.Weekday(day), Title: p.L.Date(day, time.UTC)}
		if n[i] > 0 {
			out[i].Figure = (sum[i] + n[i]/2) / n[i]
		}
	}
	return out
}

// goals are those that somebody works on, oldest first.
func (h Handler) goals(r *http.Request, who identity.Principal, v *View) error {
	list, err := h.Goals.List(r.Context(), who, v.Page.Zone)
	if err != nil {
		return err
	}
	for _, g := range list {
		if g.State == goal.Active && len(v.Goals) < maxGoals {
			v.Goals = append(v.Goals, page.GoalCard(v.Page.L, g, "/today"))
		}
	}
	return nil
}
