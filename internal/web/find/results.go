package find

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// perPage keeps a page of results within what a slow phone lays out and a slow line brings at once: each row holds a week
// of openings, so twenty of them were 2,200 elements.
const perPage = 10

// landing is a page of results with a name and an address of its own.
type landing struct {
	path, heading string
}

func (h *Handler) search(w http.ResponseWriter, r *http.Request) {
	a := readQuery(page.Query(r), h.Brand())
	h.results(w, r, a, landing{}, http.StatusOK, nil)
}

// category is the landing page of a category.
func (h *Handler) category(w http.ResponseWriter, r *http.Request) {
	h.landed(w, r, "", func(c catalog.Category, l *i18n.Localizer) landing {
		return landing{path: "/c/" + c.Slug, heading: c.NameIn(l.Tag())}
	})
}

// placed is the landing page of a category in a place.
func (h *Handler) placed(w http.ResponseWriter, r *http.Request) {
	place := strings.ReplaceAll(r.PathValue("place"), "-", " ")
	h.landed(w, r, place, func(c catalog.Category, l *i18n.Localizer) landing {
		return landing{path: "/in/" + r.PathValue("place") + "/" + c.Slug,
			heading: l.T("find.in_place", i18n.D{"What": c.NameIn(l.Tag()), "Place": titled(place)})}
	})
}

// titled writes a place of an address with capitals: "new delhi" is New Delhi.
func titled(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		r := []rune(w)
		words[i] = strings.ToUpper(string(r[:1])) + string(r[1:])
	}
	return strings.Join(words, " ")
}

func (h *Handler) landed(w http.ResponseWriter, r *http.Request, place string, name func(catalog.Category, *i18n.Localizer) landing) {
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		h.Error(w, r, err)
		return
	}
	c, movedTo, ok := tree.BySlug(r.PathValue("category"))
	if !ok || !c.Active {
		h.Error(w, r, catalog.ErrNoCategory)
		return
	}
	l, _ := h.Reader(r)
	if movedTo != "" {
		to := page.LocalPath(l.Lang(), name(c, l).path)
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		page.Moved(w, r, to)
		return
	}
	a := readQuery(page.Query(r), h.Brand())
	a.category = c.Slug
	if place != "" {
		a.near = place
	}
	a.write(h.Brand())
	h.results(w, r, a, name(c, l), http.StatusOK, nil)
}

// resultsAgain is the page of results that a tap came from, after the time went.
func (h *Handler) resultsAgain(w http.ResponseWriter, r *http.Request, from *url.URL, taken Taken) {
	again := r.Clone(r.Context())
	again.Method, again.URL, again.RequestURI = http.MethodGet, from, from.RequestURI()
	a := readQuery(page.Query(again), h.Brand())
	_, rest := page.Localised(from.Path)
	path := strings.Split(strings.Trim(rest, "/"), "/")
	switch {
	case len(path) == 2 && path[0] == "c":
		a.category = path[1]
	case len(path) == 3 && path[0] == "in":
		a.near, a.category = strings.ReplaceAll(path[1], "-", " "), path[2]
	}
	a.write(h.Brand())
	h.results(w, again, a, landing{}, http.StatusConflict, &taken)
}

// filters is every filter of a search, with how many people each would leave.
func (h *Handler) filters(w http.ResponseWriter, r *http.Request) {
	a, v := readQuery(page.Query(r), h.Brand()), Results{Page: h.Page(w, r)}
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		h.Error(w, r, err)
		return
	}
	a.known(tree)
	h.headings(&v, a, landing{}, tree)
	v.Page.Title = v.Page.L.T("filters.all")
	q := a.query(v.Page)
	q.Openings, q.OnlyOpen = h.openings(a.wish(tree), a.listed(v.Page, a.week(v.Page))), true
	found, err := h.ask(r.Context(), &v, &q)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	h.refine(&v, a, found, tree)
	httpx.WritePage(w, r, http.StatusOK, FiltersPage(v))
}

// results answers with a page of people and their openings.
func (h *Handler) results(w http.ResponseWriter, r *http.Request, a asked, at landing, status int, taken *Taken) {
	v := Results{Page: h.Page(w, r), Taken: taken, Heading: at.heading}
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		h.Error(w, r, err)
		return
	}
	a.known(tree)
	h.headings(&v, a, at, tree)
	week := a.week(v.Page)
	wish := a.wish(tree)
	q := a.query(v.Page)
	q.Openings, q.OnlyOpen = h.openings(wish, a.listed(v.Page, week)), true
	found, err := h.ask(r.Context(), &v, &q)
	if errors.Is(err, search.ErrNoPlace) {
		err = httpx.ErrNotFound // a landing page of nowhere
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if v.Rows, err = h.rows(r.Context(), v.Page, found.Hits, wish, week); err != nil {
		h.Error(w, r, err)
		return
	}
	v.Total, v.Days = found.Total, week.Days()
	v.PrevURL, v.NextURL = week.Around(func(day time.Time) string { return a.with(fieldOn, day.Format(time.DateOnly)) })
	v.Pages = page.PagesAt(a.page, found.Total, perPage, func(n int) string { return a.pageURL(n) })
	h.refine(&v, a, found, tree)
	if taken != nil {
		markTaken(v.Rows, week, *taken)
	}
	if len(v.Rows) == 0 {
		if v.Empty, err = h.empty(r.Context(), v.Page, a, q, wish, tree); err != nil {
			h.Error(w, r, err)
			return
		}
	}
	if status == http.StatusOK && at.path == "" && len(a.q) > 0 && r.Method == http.MethodGet {
		h.SaveSearch(w, a.q.Encode())
	}
	httpx.WritePage(w, r, status, ResultsPage(v))
}

// headings names the page. Only landing pages are for search engines: of searches there is no end.
func (h *Handler) headings(v *Results, a asked, at landing, tree *catalog.Tree) {
	if v.Heading == "" {
		v.Heading = heading(v.Page, a, tree)
	}
	v.Page.Title, v.Page.Section = v.Heading, "find"
	v.Page.Search = layout.Search{What: a.text, Where: a.near, When: a.when, Suggestions: suggestions(v.Page, tree)}
	if v.Page.Search.What == "" && a.category != "" {
		v.Page.Search.What = v.Heading
	}
	if at.path == "" {
		v.Page.NoIndex = true
		return
	}
	v.Page.Path = at.path
	v.Page.Description = v.Page.L.T("find.description", i18n.D{"What": v.Heading, "Brand": h.Brand().Name})
	h.Index(&v.Page, at.path, nil)
	h.Card(&v.Page, "")
}

func heading(p layout.Page, a asked, tree *catalog.Tree) string {
	if a.text != "" {
		return raised(categoryName(p, a.text, tree))
	}
	if c, _, ok := tree.BySlug(a.category); ok && a.category != "" {
		return c.NameIn(p.L.Tag())
	}
	return p.L.T("find.everybody")
}

// categoryName is text, or the category's own name when the text is one in other capitals.
func categoryName(p layout.Page, text string, tree *catalog.Tree) string {
	for _, c := range tree.All() {
		if name := c.NameIn(p.L.Tag()); c.Active && strings.EqualFold(name, text) {
			return name
		}
	}
	return text
}

// raised begins with a capital letter, where the script has them.
func raised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToTitle(r)) + s[n:]
}

// suggestions for the search bar are the categories by name; the rest comes as one types.
func suggestions(p layout.Page, tree *catalog.Tree) []string {
	var out []string
	for _, c := range tree.All() {
		if c.Active && len(out) < 40 {
			out = append(out, c.NameIn(p.L.Tag()))
		}
	}
	return out
}

// ask searches. A place nobody knows is said and left out, so that a search still shows people; there is no landing page
// of it. Errors: search.ErrNoPlace.
func (h *Handler) ask(ctx context.Context, v *Results, q *search.Query) (search.Result, error) {
	found, err := h.Search.Search(ctx, *q)
	if errors.Is(err, search.ErrNoPlace) && v.Page.NoIndex {
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: v.Page.L.T("find.no_place", d("Place", q.Place))})
		q.Place = ""
		found, err = h.Search.Search(ctx, *q)
	}
	if err != nil {
		return found, err
	}
	switch {
	case found.Corrected != "":
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Info, Text: v.Page.L.T("find.corrected", d("Text", found.Corrected))})
	case found.Partial && len(found.Hits) > 0:
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Info, Text: v.Page.L.T("find.partial")})
	}
	return found, nil
}

// pageURL is the address of another page of the same list and week.
func (a asked) pageURL(n int) string {
	q := url.Values{}
	for field, values := range a.q {
		q[field] = values
	}
	q.Del(fieldPage)
	if n > 1 {
		q.Set(fieldPage, itoa(n))
	}
	return searchPath(q)
}

// markTaken keeps the time that went in its place, struck through.
func markTaken(rows []Row, week page.Week, t Taken) {
	i := week.Day(t.Start)
	for r := range rows {
		if rows[r].Person.Slug != t.Slug || i < 0 {
			continue
		}
		cell := &rows[r].Cells[i]
		at := 0
		for at < len(cell.Slots) && cell.Slots[at].Start.Before(t.Start) {
			at++
		}
		cell.Slots = append(cell.Slots[:at:at], append([]ui.Slot{{Start: t.Start, Taken: true}}, cell.Slots[at:]...)...)
	}
}
