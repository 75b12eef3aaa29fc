package find

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"
	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Limits of what is offered to narrow a search.
const (
	chipLangs      = 2
	chipCategories = 4
	filterLangs    = 12
)

// refine fills in sorting, chips and the sheet of all filters.
func (h *Handler) refine(v *Results, a asked, found search.Result, tree *catalog.Tree) {
	for _, s := range []search.Sort{search.ByBest, search.BySoonest, search.ByPrice} {
		v.Sort = append(v.Sort, ui.Choice{Value: string(s), Selected: s == a.sort})
	}
	v.Keep = a.hidden(fieldSort)
	v.Chips = chipsOf(v.Page, a, found.Facets, tree)
	v.Filters = Filters{
		Action: "/search", Keep: a.hidden(fieldSort, fieldMode, fieldLang, fieldMax, fieldAttribute), Active: a.active(),
		Clear: a.cleared(), URL: strings.Replace(a.with(), "/search", "/search/filters", 1),
		Groups: []FilterGroup{
			{Name: fieldMode, Label: v.Page.L.T("filters.where"), Choices: modeChoices(v.Page, a, found.Facets)},
			{Name: fieldLang, Label: v.Page.L.T("filters.speaks"), Multi: true, Choices: langChoices(a, found.Facets)},
			{Name: fieldMax, Label: v.Page.L.T("filters.price"), Choices: priceChoices(v.Page, a, found.Facets)},
		},
	}
	v.Filters.Groups = append(v.Filters.Groups, attributeGroups(v.Page, a, found.Facets.Attributes)...)
	v.Filters.Groups = slices.DeleteFunc(v.Filters.Groups, func(g FilterGroup) bool { return len(g.Choices) < 2 && !g.Multi || len(g.Choices) == 0 })
}

// active is how many filters are on.
func (a asked) active() int {
	n := len(a.langs)
	if a.mode != "" {
		n++
	}
	if a.max > 0 {
		n++
	}
	return n + len(a.hiddenAttributes())
}

// cleared is the address of this search without filters.
func (a asked) cleared() string {
	bare := asked{q: queryOf(a.withoutAttribute("", ""))}
	return bare.with(fieldMode, "", fieldLang, "", fieldMax, "")
}

func chipsOf(p layout.Page, a asked, f search.Facets, tree *catalog.Tree) []Chip {
	var out []Chip
	for _, m := range offered(p, f.Modes) {
		mode := page.Mode(catalog.Mode(m.Value))
		on := catalog.Mode(m.Value) == a.mode
		to := string(mode)
		if on {
			to = ""
		}
		out = append(out, Chip{Label: ui.ModeName(p.L, mode), Icon: ui.ModeIcon(mode), URL: a.with(fieldMode, to), On: on})
	}
	for i, l := range f.Languages {
		if on := slices.Contains(a.langs, l.Value); on || i < chipLangs {
			out = append(out, Chip{Label: p.L.T("filters.speaks_lang", d("Language", page.LanguageName(l.Value))), URL: a.toggleLang(l.Value), On: on})
		}
	}
	if a.max > 0 {
		out = append(out, Chip{Label: under(p, a.max), URL: a.with(fieldMax, ""), On: true})
	} else if len(f.Prices) > 1 && f.Prices[0].Max > 0 {
		cheap := f.Prices[0].Max + 1
		out = append(out, Chip{Label: under(p, cheap), URL: a.with(fieldMax, strconv.FormatInt(inMajor(cheap, p.Brand.Currency), 10))})
	}
	for _, on := range a.attributeRelaxes(p, tree) {
		out = append(out, Chip{Label: on.Label, URL: on.URL, On: true})
	}
	return append(out, categoryChips(p, a, f, tree)...)
}

func under(p layout.Page, minor int64) string {
	return p.L.T("filters.under", d("Price", p.L.Money(money.Amount{Minor: minor, Currency: p.Brand.Currency})))
}

// categoryChips are the commonest categories below what is looked at.
func categoryChips(p layout.Page, a asked, f search.Facets, tree *catalog.Tree) []Chip {
	var out []Chip
	for _, count := range f.Categories {
		c, _, ok := tree.BySlug(count.Value)
		if !ok || !c.Active || count.Value == a.category || len(out) == chipCategories {
			continue
		}
		out = append(out, Chip{Label: c.NameIn(p.L.Tag()), URL: a.with(fieldCategory, c.Slug)})
	}
	return out
}

// offered leaves out visits where the brand has none.
func offered(p layout.Page, modes []search.Count) []search.Count {
	return slices.DeleteFunc(slices.Clone(modes), func(m search.Count) bool {
		return catalog.Mode(m.Value) == catalog.AtCustomer && !p.Brand.Has(brand.HomeVisit)
	})
}

func modeChoices(p layout.Page, a asked, f search.Facets) []ui.Choice {
	out := []ui.Choice{{Label: p.L.T("filters.anywhere"), Selected: a.mode == ""}}
	for _, m := range offered(p, f.Modes) {
		mode := catalog.Mode(m.Value)
		out = append(out, ui.Choice{Value: string(page.Mode(mode)), Label: ui.ModeName(p.L, page.Mode(mode)), Selected: mode == a.mode, Count: m.N, HasCount: true})
	}
	return out
}

func langChoices(a asked, f search.Facets) []ui.Choice {
	var out []ui.Choice
	for _, l := range f.Languages[:min(len(f.Languages), filterLangs)] {
		out = append(out, ui.Choice{Value: l.Value, Label: page.LanguageName(l.Value), Selected: slices.Contains(a.langs, l.Value), Count: l.N, HasCount: true})
	}
	return out
}

// priceChoices are upper bounds; each counts everybody below it.
func priceChoices(p layout.Page, a asked, f search.Facets) []ui.Choice {
	out := []ui.Choice{{Label: p.L.T("filters.any_price"), Selected: a.max == 0}}
	n := 0
	for _, band := range f.Prices {
		n += band.N
		if band.Max == 0 {
			continue
		}
		max := band.Max + 1
		out = append(out, ui.Choice{Value: strconv.FormatInt(inMajor(max, p.Brand.Currency), 10), Label: under(p, max), Selected: max == a.max, Count: n, HasCount: true})
	}
	return out
}

// soonHorizon is how far ahead an empty page looks for the nearest opening.
const soonHorizon = 28 * 24 * time.Hour

// empty says why nothing matches and what would help: each filter with how many people it hides, the nearest day.
func (h *Handler) empty(ctx context.Context, p layout.Page, a asked, q search.Query, w wish, tree *catalog.Tree) (*Empty, error) {
	out := &Empty{}
	for _, f := range a.filters(p, tree) {
		less := readQuery(queryOf(f.URL), h.Brand())
		ask := less.query(p)
		ask.Place, ask.PerPage, ask.Page = q.Place, 1, 1
		ask.Openings, ask.OnlyOpen = h.openings(less.wish(tree), less.listed(p, less.week(p))), true
		res, err := h.Search.Search(ctx, ask)
		if err != nil {
			return nil, err
		}
		if f.Frees = res.Total; f.Frees > 0 {
			out.Removable = append(out.Removable, f)
		}
	}
	ask := q
	ask.Openings, ask.OnlyOpen, ask.Sort, ask.PerPage, ask.Page = h.openings(w, span{p.Now, p.Now.Add(soonHorizon)}), true, search.BySoonest, 1, 1
	res, err := h.Search.Search(ctx, ask)
	if err != nil {
		return nil, err
	}
	if len(res.Hits) > 0 && res.Hits[0].SoonestAt != nil {
		at := *res.Hits[0].SoonestAt
		out.Nearest = &ui.Link{URL: a.with(fieldWhen, at.In(p.Zone).Format(time.DateOnly)), Label: p.L.T("book.first_opening", d("Date", p.L.Date(at, p.Zone)))}
	}
	for _, c := range tree.Roots() {
		if c.Active && len(out.Suggest) < chipCategories && c.Slug != a.category {
			out.Suggest = append(out.Suggest, ui.Link{URL: "/c/" + c.Slug, Label: c.NameIn(p.L.Tag())})
		}
	}
	return out, nil
}

// filters are those that are on, each with the address of the search without it; at most maxRelax, because each is a
// search of its own.
func (a asked) filters(p layout.Page, tree *catalog.Tree) []Relax {
	var out []Relax
	if a.mode != "" {
		out = append(out, Relax{Label: ui.ModeName(p.L, page.Mode(a.mode)), URL: a.with(fieldMode, "")})
	}
	for _, l := range a.langs {
		out = append(out, Relax{Label: p.L.T("filters.speaks_lang", i18n.D{"Language": page.LanguageName(l)}), URL: a.toggleLang(l)})
	}
	if a.max > 0 {
		out = append(out, Relax{Label: under(p, a.max), URL: a.with(fieldMax, "")})
	}
	out = append(out, a.attributeRelaxes(p, tree)...)
	if a.near != "" {
		out = append(out, Relax{Label: a.near, URL: a.with(fieldNear, "")})
	}
	if a.when != "" {
		out = append(out, Relax{Label: layout.WhenLabel(withWhen(p, a.when)), URL: a.with(fieldWhen, "")})
	}
	return out[:min(len(out), maxRelax)]
}

const maxRelax = 4

// queryOf is the query of an address of ours.
func queryOf(address string) url.Values {
	u, err := url.Parse(address)
	if err != nil {
		return url.Values{}
	}
	return u.Query()
}

func withWhen(p layout.Page, when string) layout.Page {
	p.Search.When = when
	return p
}
