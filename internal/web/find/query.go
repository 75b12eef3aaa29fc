package find

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"
	"klear/internal/platform/brand"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// asked is a search as its address says it.
type asked struct {
	text, near, when string
	mode             catalog.Mode
	langs            []string
	max              int64 // minor units of the brand's currency
	category         string
	sort             search.Sort
	page             int
	on               string              // the week that is shown
	attributes       map[string][]string // values by the key of an attribute of the category

	q url.Values // what was understood, in one form: the basis of every link
}

// The fields of a search's address.
const (
	fieldText     = "q"
	fieldNear     = "near"
	fieldWhen     = "when"
	fieldMode     = "mode"
	fieldLang     = "lang"
	fieldMax      = "max"
	fieldCategory = "category"
	fieldSort     = "sort"
	fieldPage     = "page"
	fieldOn       = "on"
)

const maxLangs = 5

// readQuery understands what it can and drops the rest: an address that somebody shortened or mistyped still finds people.
func readQuery(q url.Values, b *brand.Brand) asked {
	a := asked{
		text: strings.TrimSpace(limited(q.Get(fieldText), search.MaxText)), near: strings.TrimSpace(limited(q.Get(fieldNear), 100)),
		when: q.Get(fieldWhen), mode: page.CatalogMode(q.Get(fieldMode)), category: limited(q.Get(fieldCategory), 80),
		sort: search.ByBest, on: q.Get(fieldOn), q: url.Values{},
	}
	switch s := search.Sort(q.Get(fieldSort)); s {
	case search.BySoonest, search.ByPrice:
		a.sort = s
	}
	a.page, _ = strconv.Atoi(q.Get(fieldPage))
	a.page = min(max(a.page, 1), search.MaxPage)
	for _, l := range q[fieldLang] {
		if len(l) >= 2 && len(l) <= 12 && len(a.langs) < maxLangs && !slices.Contains(a.langs, l) && plainTag(l) {
			a.langs = append(a.langs, l)
		}
	}
	if major, err := strconv.ParseInt(q.Get(fieldMax), 10, 32); err == nil && major > 0 {
		a.max = inMinor(major, b.Currency)
	}
	if _, err := time.Parse(time.DateOnly, a.on); err != nil {
		a.on = ""
	}
	if _, err := time.Parse(time.DateOnly, a.when); err != nil && !slices.Contains(whens, a.when) {
		a.when = ""
	}
	a.attributes = attributesOf(q)
	a.write(b)
	return a
}

var whens = []string{"today", "tomorrow", "week", "weekend", "next_week"}

func plainTag(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
}

func limited(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// write brings the address into one form.
func (a *asked) write(b *brand.Brand) {
	set := func(field, value string) {
		if value != "" {
			a.q.Set(field, value)
		}
	}
	set(fieldText, a.text)
	set(fieldNear, a.near)
	set(fieldWhen, a.when)
	set(fieldCategory, a.category)
	set(fieldOn, a.on)
	if a.mode != "" {
		set(fieldMode, string(page.Mode(a.mode)))
	}
	for _, l := range a.langs {
		a.q.Add(fieldLang, l)
	}
	for key, values := range a.attributes {
		a.q[fieldAttribute+key] = values
	}
	if a.max > 0 {
		set(fieldMax, strconv.FormatInt(inMajor(a.max, b.Currency), 10))
	}
	if a.sort != search.ByBest {
		set(fieldSort, string(a.sort))
	}
	if a.page > 1 {
		set(fieldPage, strconv.Itoa(a.page))
	}
}

func inMinor(major int64, currency string) int64 {
	exp, _ := money.Exponent(currency) // the brand's currency was checked when it was loaded
	for range exp {
		major *= 10
	}
	return major
}

func inMajor(minor int64, currency string) int64 {
	exp, _ := money.Exponent(currency)
	for range exp {
		minor /= 10
	}
	return minor
}

// with is the address of this search with other values: pairs of field and value, "" drops the field. A change begins on
// the first page of the first week.
func (a asked) with(pairs ...string) string {
	q := url.Values{}
	for field, values := range a.q {
		if field != fieldPage && field != fieldOn {
			q[field] = slices.Clone(values)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return searchPath(q)
}

// withoutLang and withLang switch one language.
func (a asked) toggleLang(lang string) string {
	q := url.Values{}
	for field, values := range a.q {
		if field != fieldPage && field != fieldOn {
			q[field] = slices.Clone(values)
		}
	}
	if i := slices.Index(q[fieldLang], lang); i >= 0 {
		q[fieldLang] = slices.Delete(q[fieldLang], i, i+1)
	} else {
		q.Add(fieldLang, lang)
	}
	if len(q[fieldLang]) == 0 {
		q.Del(fieldLang)
	}
	return searchPath(q)
}

func searchPath(q url.Values) string {
	if len(q) == 0 {
		return "/search"
	}
	return "/search?" + q.Encode()
}

// hidden are the fields of this search that a form carries along, but for those it asks itself.
func (a asked) hidden(except ...string) []ui.Hidden {
	var out []ui.Hidden
	for _, field := range []string{fieldText, fieldNear, fieldWhen, fieldMode, fieldLang, fieldMax, fieldCategory, fieldSort} {
		if slices.Contains(except, field) {
			continue
		}
		for _, v := range a.q[field] {
			out = append(out, ui.Hidden{Name: field, Value: v})
		}
	}
	if !slices.Contains(except, fieldAttribute) {
		out = append(out, a.hiddenAttributes()...)
	}
	return out
}

var position = regexp.MustCompile(`^(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)$`)

// query is the search's question. "near" is a place, a position from the button, or the word for online.
func (a asked) query(p layout.Page) search.Query {
	q := search.Query{Text: a.text, Category: a.category, Languages: a.langs, MaxPriceMinor: a.max, Currency: p.Brand.Currency, Sort: a.sort, Page: a.page, PerPage: perPage, Attributes: a.attributes}
	if a.mode != "" {
		q.Modes = []catalog.Mode{a.mode}
	}
	if m := position.FindStringSubmatch(a.near); m != nil {
		lat, _ := strconv.ParseFloat(m[1], 64)
		lon, _ := strconv.ParseFloat(m[2], 64)
		if lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 {
			q.Near = &search.Near{Latitude: lat, Longitude: lon}
			return q
		}
	}
	if strings.EqualFold(a.near, p.L.T("mode.online")) || strings.EqualFold(a.near, "online") {
		q.Online = true
	} else {
		q.Place = a.near
	}
	return q
}

// week is the week that is shown: the one asked for, else the one in which "when" lies.
func (a asked) week(p layout.Page) page.Week {
	on := a.on
	if on == "" {
		if s := a.span(p); !s.from.IsZero() {
			on = s.from.In(p.Zone).Format(time.DateOnly)
		}
	}
	return page.WeekOf(on, p.Now, p.Now, p.Zone)
}

// span is what "when" means in the reader's zone; the zero span when it says nothing.
func (a asked) span(p layout.Page) span {
	today := page.Today(p.Now, p.Zone)
	days := func(first, n int) span { return span{today.AddDate(0, 0, first), today.AddDate(0, 0, first+n)} }
	// Monday is 0.
	weekday := (int(today.Weekday()) + 6) % 7
	switch a.when {
	case "today":
		return days(0, 1)
	case "tomorrow":
		return days(1, 1)
	case "week":
		return days(0, 7)
	case "weekend":
		if weekday == 6 {
			return days(0, 1)
		}
		return days(5-weekday, 2)
	case "next_week":
		return days(7-weekday, 7)
	case "":
		return span{}
	}
	on, err := time.ParseInLocation(time.DateOnly, a.when, p.Zone)
	if err != nil || on.Before(today) {
		return span{}
	}
	return span{on, on.AddDate(0, 0, 1)}
}

// listed is the range in which people must have an opening to be listed: what "when" says, else the shown week. Once
// another week was chosen, that week counts.
func (a asked) listed(p layout.Page, week page.Week) span {
	s := span{week.From(), week.To()}
	if w := a.span(p); !w.from.IsZero() && a.on == "" {
		s = w
	}
	if s.from.Before(p.Now) {
		s.from = p.Now
	}
	return s
}

// wish is what a time must be for.
func (a asked) wish(tree *catalog.Tree) wish {
	w := wish{mode: a.mode, max: a.max}
	if c, _, ok := tree.BySlug(a.category); ok && a.category != "" {
		w.category = map[uuid.UUID]bool{}
		below(tree, c.ID, w.category)
		w.details = detailsWanted(tree.Filters(c.ID), a.attributes)
	}
	return w
}

func below(tree *catalog.Tree, id uuid.UUID, into map[uuid.UUID]bool) {
	into[id] = true
	for _, c := range tree.Children(id) {
		if !into[c.ID] {
			below(tree, c.ID, into)
		}
	}
}
