package find_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/webtest"
)

func card(method ...string) []string {
	return append([]string{"name", "K", "email", "k@example.org", "method", "upi"}, method...)
}

func TestResultsShowRealOpenings(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{Slug: "asha", Name: "Asha Rao", Headline: "Yoga therapist"}, catalogtest.ServiceSpec{})
	s.Practitioner(catalogtest.PractitionerSpec{Slug: "ravi", Name: "Ravi Nair", Headline: "Yoga teacher"}, catalogtest.ServiceSpec{NoticeMin: 3 * 24 * 60})
	b := s.Browser()
	p := b.Get("/search?q=yoga").Want(200, "/search")
	forms := p.Forms("/holds")
	if len(forms) != 2 || !p.Has("2 practitioners have openings this week") {
		t.Fatalf("%d people\n%s", len(forms), p.Text())
	}
	soonest := 0
	for _, n := range p.All("button", "class", "slot") {
		if strings.Contains(webtest.Attr(n, "class"), "soonest") {
			soonest++
		}
	}
	if soonest != 2 {
		t.Errorf("%d soonest times marked, want one for each person", soonest)
	}
	if today := b.Get("/search?q=yoga&when=today"); len(today.Forms("/holds")) != 1 || !today.Has("Asha Rao") {
		t.Errorf("who is free today:\n%s", today.Text())
	}
	if later := b.Get("/search?q=yoga&on=2026-12-04"); len(later.Forms("/holds")) != 2 || len(later.All("a", "id", "tt-prev")) != 1 {
		t.Errorf("two weeks on:\n%s", later.Text())
	}
	if soon := b.Get("/search?sort=soonest").Forms("/holds"); len(soon) != 2 || soon[0].Values.Get("with") != "asha" {
		t.Error("the soonest is not first")
	}
}

func TestNothingMatches(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{Name: "Asha Rao"}, catalogtest.ServiceSpec{NoticeMin: 10 * 24 * 60})
	p := s.Browser().Get("/search?mode=in_person&lang=hi&when=today").Want(200, "/search")
	if !p.Has("No openings match all of this") {
		t.Fatalf("no empty state:\n%s", p.Text())
	}
	week := s.Browser().Get("/search").Want(200, "/search")
	if len(week.All("a", "href", "/search?when=2026-11-30")) == 0 {
		t.Errorf("the nearest day is not offered:\n%s", week.Text())
	}
}

// TestEachFilterSaysWhomItHides: taking it away lists as many as it said.
func TestEachFilterSaysWhomItHides(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	for range 3 {
		s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	}
	b := s.Browser()
	p := b.Get("/search?mode=in_person").Want(200, "/search")
	if !p.Has("+3 people") {
		t.Fatalf("%s", p.Text())
	}
	for _, n := range p.All("a", "href", "/search") {
		if strings.Contains(webtest.TextOf(n), "+3 people") {
			if got := b.Get(webtest.Attr(n, "href")).Forms("/holds"); len(got) != 3 {
				t.Errorf("without the filter: %d people", len(got))
			}
		}
	}
}

func TestQueriesAreForgiven(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.Browser()
	for _, q := range []string{"q=%00%ff", "page=0", "page=-1", "page=999999999999999999999", "max=abc", "max=99999999999999999999", "lang=%3Cscript%3E",
		"sort=rating", "when=2020-01-01", "when=31-12-2026", "on=0000-00-00", "on=9999-12-31", "mode=x", "near=91,181", "near=12.97,77.59",
		"category=%27;drop", "near=Nowhereville", "q=" + strings.Repeat("x", 3000), "lang=en&lang=hi&lang=ta&lang=kn&lang=ml&lang=te&lang=mr"} {
		if got := b.Get("/search?" + q); got.Status != 200 {
			t.Errorf("?%.40s: %d\n%s", q, got.Status, got.Text())
		}
	}
}

func TestSearchedWordsAreText(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b := s.Browser()
	for _, evil := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><svg onload=alert(1)>`} {
		for _, field := range []string{"q", "near", "when", "category"} {
			p := b.Get("/search?" + url.Values{field: {evil}}.Encode())
			if p.Status != 200 || strings.Contains(p.Body, evil) && strings.ContainsAny(evil, "<>") ||
				len(p.All("img", "onerror", ""))+len(p.All("svg", "onload", "")) > 0 {
				t.Errorf("%s=%q: status %d, or it became markup", field, evil, p.Status)
			}
			p = b.Get("/") // the last search is offered there
			if strings.Contains(p.Body, evil) && strings.ContainsAny(evil, "<>") {
				t.Errorf("%q stands on the landing page as markup", evil)
			}
		}
	}
}

func TestLandingPages(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{City: "Pune", Latitude: 18.52, Longitude: 73.86}, catalogtest.ServiceSpec{Category: "yoga"})
	s.Practitioner(catalogtest.PractitionerSpec{City: "Pune"}, catalogtest.ServiceSpec{Category: "reiki"})
	b := s.Browser()
	p := b.Get("/c/yoga").Want(200, "/c/yoga")
	if len(p.Forms("/holds")) != 1 || !p.Has("Yoga") {
		t.Errorf("%d people in the category\n%s", len(p.Forms("/holds")), p.Text())
	}
	if c := p.All("link", "rel", "canonical"); len(c) != 1 || webtest.Attr(c[0], "href") != s.URL+"/c/yoga" {
		t.Error("no canonical address")
	}
	if h := p.All("link", "hreflang", "hi"); len(h) != 1 || webtest.Attr(h[0], "href") != s.URL+"/hi/c/yoga" {
		t.Error("no Hindi alternate")
	}
	hindi := b.Get("/hi/c/yoga").Want(200, "/hi/c/yoga")
	if root := hindi.All("html", "lang", "hi"); len(root) != 1 {
		t.Error("the Hindi address is not in Hindi")
	}
	if r := b.Get("/search?q=x").All("meta", "content", "noindex"); len(r) != 1 {
		t.Error("searches are for search engines")
	}
	for _, path := range []string{"/c/nothing", "/in/nowhereville/yoga", "/in/pune/nothing"} {
		if got := b.Get(path); got.Status != 404 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	pune := s.Browser().Get("/in/pune/yoga").Want(200, "/in/pune/yoga")
	if len(pune.Forms("/holds")) != 1 || !pune.Has("Yoga in Pune") {
		t.Errorf("in a place:\n%s", pune.Text())
	}
}

func TestPractitionerPage(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{Name: "Asha Rao", Headline: "Yoga therapist", Bio: "One.\n\nTwo.", Experience: 7}, catalogtest.ServiceSpec{NoticeMin: 9 * 24 * 60})
	hidden := s.Practitioner(catalogtest.PractitionerSpec{Status: "pending"}, catalogtest.ServiceSpec{})
	b := s.Browser()
	p := b.Get("/p/"+pro.Slug).Want(200, "/p/")
	if !p.Has("These are the first days with openings") || len(p.All("input", "name", "at")) == 0 {
		t.Errorf("the booker does not jump to the first week with openings:\n%s", p.Text())
	}
	if empty := b.Get("/p/" + pro.Slug + "?on=2026-11-20"); !empty.Has("First opening: Sun 29 Nov") {
		t.Errorf("an empty week does not say when it gets better:\n%s", empty.Text())
	}
	ld := p.All("script", "type", "application/ld+json")
	var org map[string]any
	if len(ld) != 1 || json.Unmarshal([]byte(ld[0].FirstChild.Data), &org) != nil || org["name"] != "Asha Rao" || org["url"] != s.URL+"/p/"+pro.Slug {
		t.Errorf("schema.org: %v", org)
	}
	for _, slug := range []string{hidden.Slug, "nobody", "%00", "%ff", "a%0d%0ab"} {
		if got := b.Get("/p/" + slug); got.Status != 404 {
			t.Errorf("/p/%s: %d", slug, got.Status)
		}
	}
	for _, q := range []string{"service=x", "service=" + hidden.ServiceID.String(), "mode=home", "on=yesterday"} {
		if got := b.Get("/p/" + pro.Slug + "?" + q); got.Status != 200 {
			t.Errorf("?%s: %d", q, got.Status)
		}
	}
}

// TestZonesOnThePractitionerPage: the reader's zone online, the place's in person.
func TestZonesOnThePractitionerPage(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Modes: []string{"online", "at_practitioner"}})
	b := s.Browser()
	b.Cookie("zone", "Europe/London")
	if p := b.Get("/p/" + pro.Slug + "?mode=online"); !p.Has("Times in London (GMT, UTC+0)") {
		t.Errorf("online:\n%s", p.Text())
	}
	if p := b.Get("/p/" + pro.Slug + "?mode=in_person"); !p.Has("Times in India") {
		t.Errorf("in person:\n%s", p.Text())
	}
}

// TestTakenTime answers 409 where the tap came from, with the time struck through.
func TestTakenTime(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{Name: "Asha Rao"}, catalogtest.ServiceSpec{})
	mine, theirs := s.Browser(), s.Browser()
	results := mine.Get("/search").Want(200, "/search").Form("/holds")
	at := results.Buttons["at"][0]
	theirs.Send(theirs.Get("/search").Form("/holds"), "at", at).Want(200, "/book/")

	got := mine.Send(results, "at", at)
	if got.Status != 409 || !got.Has("was just taken") || len(got.Forms("/holds")) != 1 {
		t.Fatalf("in the results: %d\n%s", got.Status, got.Text())
	}
	if left := got.Form("/holds").Buttons["at"]; len(left) == 0 || left[0] == at {
		t.Errorf("the taken time can be tapped again: %v", left)
	}
	if len(got.All("span", "class", "slot taken")) != 1 {
		t.Error("the taken time is not struck through")
	}
	page := mine.Get("/p/" + pro.Slug)
	tap := page.Form("/holds")
	again := mine.Send(tap, "at", at)
	if again.Status != 409 || !again.Has("was just taken") || len(again.Forms("/holds")) != 1 {
		t.Errorf("on the practitioner's page: %d\n%s", again.Status, again.Text())
	}
	if never := mine.Send(page.Form("/holds"), "at", "2026-11-20T00:00:00Z"); never.Status != 409 {
		t.Errorf("a time that was never offered: %d", never.Status)
	}
}

// TestOneHoldPerPersonAndBrowser: another time with the same practitioner takes the place of the first.
func TestOneHoldPerPersonAndBrowser(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.Browser()
	var last *webtest.Page
	for range 5 {
		p := b.Get("/p/" + pro.Slug + "?on=2026-11-23")
		times := p.All("input", "name", "at")
		last = b.Send(p.Form("/holds"), "at", webtest.Attr(times[len(times)-1], "value")).Want(200, "/book/")
	}
	if p := s.Browser().Get("/p/" + pro.Slug + "?on=2026-11-23"); len(p.All("input", "name", "at")) != 8 {
		t.Errorf("%d times are free, want all but the last one held", len(p.All("input", "name", "at")))
	}
	b.Send(last.Form("/pay"), card()...).Want(200, "/bookings/")
}

func TestHoldsAreRefusedWithWords(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.Browser()
	page := func() webtest.Form { return b.Get("/p/" + pro.Slug).Form("/holds") }
	tests := []struct {
		name   string
		fill   []string
		status int
	}{
		{"no token", []string{"csrf", ""}, 403},
		{"no time", []string{"at", ""}, 422},
		{"a mode that is not offered", []string{"mode", "home"}, 422},
		{"no such service", []string{"service", "00000000-0000-0000-0000-000000000001"}, 404},
		{"no service at all", []string{"service", "x"}, 404},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := b.Send(page(), tc.fill...); got.Status != tc.status {
				t.Errorf("%d at %s\n%s", got.Status, got.Path, got.Text())
			}
		})
	}
	own := s.SignedIn(pro.Person.Email)
	if got := own.Send(own.Get("/p/" + pro.Slug).Form("/holds")); got.Status != 422 || !got.Has("cannot book yourself") {
		t.Errorf("one's own service: %d\n%s", got.Status, got.Text())
	}
	for i := range 4 {
		other := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
		got := b.Send(b.Get("/p/" + other.Slug).Form("/holds"))
		if i == 3 && (got.Status != 409 || !got.Has("three times already")) {
			t.Errorf("a fourth hold: %d\n%s", got.Status, got.Text())
		}
	}
}

// TestHoldSurvivesSigningIn: a guest's hold can be paid by the account that signs in meanwhile.
func TestHoldSurvivesSigningIn(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.Account("asha@example.org", identity.Seeker)
	b := s.Browser()
	hold := b.Send(b.Get("/p/"+pro.Slug).Form("/holds")).Want(200, "/book/")
	b.SignIn("asha@example.org")
	done := b.Send(b.Get(hold.Path).Form("/pay"), "method", "upi").Want(200, "/bookings/")
	if !b.Get("/bookings").Has(strings.TrimSuffix(strings.TrimPrefix(done.Path, "/bookings/"), "?new")) && len(b.Get("/bookings").All("a", "href", strings.TrimSuffix(done.Path, "?new"))) == 0 {
		t.Error("the booking is not the account's")
	}
}

func TestForSearchEngines(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{Slug: "asha-rao"}, catalogtest.ServiceSpec{})
	hidden := s.Practitioner(catalogtest.PractitionerSpec{Unlisted: true}, catalogtest.ServiceSpec{})
	b := s.Browser()
	if index := b.Get("/sitemap.xml"); !strings.Contains(index.Body, s.URL+"/sitemaps/2.xml") || index.Header.Get("Content-Type") != "application/xml; charset=utf-8" {
		t.Errorf("index: %s", index.Body)
	}
	people := b.Get("/sitemaps/2.xml")
	if !strings.Contains(people.Body, s.URL+"/p/"+pro.Slug) || !strings.Contains(people.Body, s.URL+"/hi/p/"+pro.Slug) || strings.Contains(people.Body, hidden.Slug) {
		t.Errorf("people: %s", people.Body)
	}
	if landing := b.Get("/sitemaps/1.xml"); !strings.Contains(landing.Body, s.URL+"/c/yoga") {
		t.Errorf("landing pages: %s", landing.Body)
	}
	for _, n := range []string{"0.xml", "3.xml", "99999.xml", "x", "1"} {
		if got := b.Get("/sitemaps/" + n); got.Status != 404 {
			t.Errorf("/sitemaps/%s: %d", n, got.Status)
		}
	}
	robots := b.Get("/robots.txt").Body
	if !strings.Contains(robots, "Sitemap: "+s.URL+"/sitemap.xml") || !strings.Contains(robots, "Disallow: /book/\n") || strings.Contains(robots, "Disallow: /p\n") {
		t.Errorf("robots: %s", robots)
	}
}

// TestSearchDoesNotAskPerPerson guards against asking once per person.
func TestSearchDoesNotAskPerPerson(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	few := s.Statements(func() { s.Browser().Get("/search").Want(200, "/search") })
	for range 12 {
		s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	}
	s.Clock.Advance(time.Minute) // past what is remembered
	many := s.Statements(func() { s.Browser().Get("/search").Want(200, "/search") })
	if many > few {
		t.Errorf("%d statements for 13 people, %d for one", many, few)
	}
}

// TestAServiceWithOptionsIsOneService: its options stand below it, each with its own price and times.
func TestAServiceWithOptionsIsOneService(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	p := s.Practitioner(catalogtest.PractitionerSpec{Slug: "asha"}, catalogtest.ServiceSpec{Name: "Massage", PriceMinor: 120_000})
	long := catalogtest.Service(t, s.DB, catalogtest.ServiceSpec{Practitioner: p.ID, Name: "Massage", PriceMinor: 170_000, Minutes: 90})
	if _, err := s.DB.Exec(t.Context(), "update catalog.service set variant_of = $2, variant_label = 'With oil' where id = $1", long, p.ServiceID); err != nil {
		t.Fatal(err)
	}
	page := s.Browser().Get("/p/asha").Want(200, "/p/asha")
	if n := strings.Count(page.Text(), "Massage"); n != 1 || !page.Has("from ₹1,200") || !page.Has("60 min") || !page.Has("With oil") || !page.Has("₹1,700") {
		t.Errorf("named %d times: %s", n, page.Text())
	}
	chosen := s.Browser().Get("/p/asha?service="+long.String()).Want(200, "")
	if f := chosen.Forms("/holds"); len(f) != 1 || f[0].Values.Get("service") != long.String() || !chosen.Has("1 h 30 min") {
		t.Errorf("the option cannot be booked: %s", chosen.Text())
	}
}

// TestSeatsThatAreLeft: on the practitioner's page beside each time, at the checkout beside one's own.
func TestSeatsThatAreLeft(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{Slug: "asha"}, catalogtest.ServiceSpec{Name: "Class", Capacity: 3})
	first := s.Browser()
	page := first.Get("/p/asha").Want(200, "")
	if !page.Has("A group of up to 3 people.") || !page.Has("3 left") {
		t.Fatalf("no seats: %s", page.Text())
	}
	form := page.Forms("/holds")[0]
	if held := first.Send(form); !held.Has("Group of 3: 2 seats left beside yours") {
		t.Errorf("the checkout does not tell: %s", held.Text())
	}
	if again := s.Browser().Get("/p/asha"); !again.Has("2 left") {
		t.Errorf("a held seat is offered: %s", again.Text())
	}
}
