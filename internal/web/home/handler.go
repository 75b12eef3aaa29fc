package home

import (
	"context"
	"net/http"
	"net/url"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/find"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Handler serves the landing page. All fields are required.
//
//	GET /
type Handler struct {
	*find.Finder
	Bookings *booking.Service
}

// Mount registers the route.
func (h *Handler) Mount(mux *http.ServeMux) { mux.HandleFunc("GET /{$}", h.show) }

const (
	soonest       = 3 // people in the short timetable
	maxCategories = 6
	needs         = 3
)

func (h *Handler) show(w http.ResponseWriter, r *http.Request) {
	v := View{Page: h.Page(w, r)}
	v.Page.Title, v.Page.Section, v.Page.Description = v.Page.L.T("home.page_title"), "home", v.Page.L.T("home.lead")
	h.Index(&v.Page, "/", nil)
	h.Card(&v.Page, "")
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		h.Error(w, r, err)
		return
	}
	soon, err := h.Soonest(r.Context(), v.Page, soonest)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if h.Brand().Has(brand.Booking) {
		v.Days, v.Soonest, v.OpenPeople = soon.Days, soon.Rows, soon.Total
		if v.Next, err = h.next(r.Context(), r); err != nil {
			h.Error(w, r, err)
			return
		}
	}
	if h.Brand().Has(brand.Find) {
		v.Categories = shown(v.Page, tree, soon.ByCategory)
		v.Needs = examples(v.Page.L)
		v.LastSearch = h.lastSearch(r, v.Page)
	}
	httpx.WritePage(w, r, http.StatusOK, Home(v))
}

// shown are the top categories with how many people there have openings this week.
func shown(p layout.Page, tree *catalog.Tree, open map[string]int) []Category {
	var out []Category
	for _, c := range tree.Roots() {
		if c.Active && len(out) < maxCategories {
			out = append(out, Category{URL: "/c/" + c.Slug, Name: c.NameIn(p.L.Tag()), Blurb: blurb(p, tree, c), Icon: c.Icon, Open: open[c.Slug]})
		}
	}
	return out
}

// blurb names the first categories below.
func blurb(p layout.Page, tree *catalog.Tree, c catalog.Category) string {
	const most = 3
	s := ""
	for i, child := range tree.Children(c.ID) {
		if i == most {
			break
		}
		if s != "" {
			s += p.L.Comma()
		}
		s += child.NameIn(p.L.Tag())
	}
	return s
}

// examples are needs in people's own words, each a search.
func examples(l *i18n.Localizer) []ui.Link {
	var out []ui.Link
	for _, n := range []string{"1", "2", "3"}[:needs] {
		out = append(out, ui.Link{URL: "/search?" + url.Values{"q": {l.T("home.need_" + n + "_search")}}.Encode(), Label: l.T("home.need_" + n)})
	}
	return out
}

// lastSearch offers this browser's last search again.
func (h *Handler) lastSearch(r *http.Request, p layout.Page) *ui.Link {
	q, err := url.ParseQuery(h.LastSearch(r))
	if err != nil || len(q) == 0 {
		return nil
	}
	label := q.Get("q")
	if label == "" {
		label = p.L.T("find.results")
	}
	return &ui.Link{URL: "/search?" + q.Encode(), Label: label}
}

// next is what the signed-in person has booked next.
func (h *Handler) next(ctx context.Context, r *http.Request) (*NextBooking, error) {
	if !identity.PrincipalFrom(ctx).SignedIn() {
		return nil, nil
	}
	list, _, err := h.Bookings.Mine(ctx, h.Caller(r), true, 1, 1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	b := list[0]
	who, err := h.One(ctx, b.PractitionerID)
	if err != nil {
		return nil, err
	}
	return &NextBooking{URL: "/bookings/" + b.Code, Person: h.BookedPerson(b, who), Start: b.Start}, nil
}
