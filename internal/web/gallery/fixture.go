package gallery

import (
	"net/http"
	"time"

	"klear/internal/platform/brand"
	"klear/internal/platform/money"
	"klear/internal/platform/theme"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// fixture is what an entry is rendered with.
type fixture struct {
	page   layout.Page
	brand  *brand.Brand
	theme  *theme.Theme
	people []person
}

// person is one of the gallery's people with an opening pattern: per day the start times in India, "15:04".
type person struct {
	ui.Person
	what, check, where, per string
	mode                    ui.Mode
	rating                  ui.Rating
	price                   int64
	minutes                 int
	open                    [7][]string
	more                    [7]int
}

func (g *Gallery) fixture(r *http.Request, brandID, lang string) fixture {
	b := g.brands[brandID]
	q := r.URL.Query()
	zone := b.Location()
	if z, err := time.LoadLocation(q.Get("zone")); err == nil && q.Get("zone") != "" {
		zone = z
	}
	country := b.Country
	if q.Get("country") != "" {
		country = q.Get("country")
	}
	p := layout.Page{
		Title: "Gallery", Path: r.URL.RequestURI(), Brand: b, L: g.bundle(brandID, lang).Localizer(lang, country), Zone: zone, Now: Now,
		Country: country, Theme: q.Get("theme"), CSRF: "fixture-csrf", Key: "fixture-key", RequestID: "01J9Z4W7Q2",
		User: &layout.User{Name: "Kavya"}, Assets: g.assets, InlineCSS: q.Get("inline") != "", Sandbox: true, NoIndex: true,
		Search: layout.Search{What: "Sleep and stress", Where: "Online or Bengaluru", When: "week", Suggestions: []string{"Sleep", "Stress", "Yoga therapy"}},
	}
	f := fixture{page: p, brand: b, theme: g.themes[brandID], people: wellness}
	if b.Portraits == "work" {
		f.people = trades
		f.page.Search = layout.Search{What: "Home repairs", Where: "100 Feet Road, Indiranagar", When: "today"}
	}
	return f
}

// titled is the fixture's page with a title and a section of the navigation.
func (f fixture) titled(title, section string) layout.Page {
	p := f.page
	p.Title, p.Section = title, section
	return p
}

func (f fixture) signedOut() fixture { f.page.User = nil; return f }

func rupees(n int64) money.Amount { return money.Amount{Minor: n * 100, Currency: "INR"} }

func (f fixture) price(p person) ui.Price {
	return ui.Price{Amount: rupees(p.price), Minutes: p.minutes, Per: p.per}
}

// at is an instant n days after the fixture's today at a wall time in India.
func at(n int, clock string) time.Time {
	india := time.FixedZone("IST", 5*3600+1800)
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 20+n, t.Hour(), t.Minute(), 0, 0, india).UTC()
}

// day is midnight n days after today in the viewer's zone.
func (f fixture) day(n int) time.Time {
	w := Now.In(f.page.Zone)
	return time.Date(w.Year(), w.Month(), w.Day()+n, 0, 0, 0, 0, f.page.Zone)
}

func face(seed, name string) ui.Face { return ui.Face{Seed: seed, Name: name, Drawn: true} }

var wellness = []person{
	{Person: ui.Person{Slug: "ananya-rao", Name: "Ananya Rao", Title: "Ayurveda physician", Face: face("f-13", "Ananya Rao")},
		what: "Ayurveda physician. Sleep, digestion, low energy", check: "Registered, BAMS", where: "Online or Indiranagar", mode: ui.Online,
		rating: ui.Rating{Tenths: 49, Count: 212}, price: 1200, minutes: 60,
		open: [7][]string{{"18:30"}, {"9:00", "11:30"}, {}, {"8:00", "17:30"}, {"18:30"}, {"9:00", "10:30"}, {}}, more: [7]int{1: 2, 5: 3}},
	{Person: ui.Person{Slug: "imran-qureshi", Name: "Dr Imran Qureshi", Title: "Clinical psychologist", Face: face("m-21", "Dr Imran Qureshi")},
		what: "Clinical psychologist. Insomnia, anxiety, burnout", check: "Registered, RCI", where: "Online", mode: ui.Online,
		rating: ui.Rating{Tenths: 48, Count: 164}, price: 1800, minutes: 50,
		open: [7][]string{{"20:00"}, {}, {"10:00", "11:00"}, {"19:00", "20:00"}, {"19:00"}, {}, {"18:00", "19:00"}}, more: [7]int{6: 1}},
	{Person: ui.Person{Slug: "lhamo-dolkar", Name: "Lhamo Dolkar", Title: "Sowa-Rigpa practitioner", Face: ui.Face{Seed: "lhamo-4", Name: "Lhamo Dolkar"}},
		what: "Sowa-Rigpa (Tibetan medicine). Rest and recovery", check: "Registered, CCIM", where: "Online or Koramangala", mode: ui.Online,
		rating: ui.Rating{Tenths: 49, Count: 88}, price: 900, minutes: 45,
		open: [7][]string{{}, {"10:00", "14:00"}, {"10:00"}, {}, {"9:30", "14:00"}, {"9:30"}, {"9:30", "14:00"}}},
	{Person: ui.Person{Slug: "vikram-nair", Name: "Vikram Nair", Title: "Yoga therapist", Face: face("m-20", "Vikram Nair")},
		what: "Yoga therapist. Breathwork for sleep and worry", check: "Checked, IAYT", where: "Online", mode: ui.Online,
		rating: ui.Rating{Tenths: 47, Count: 305}, price: 700, minutes: 60,
		open: [7][]string{{"21:00"}, {"6:30", "7:30"}, {"7:30"}, {"6:30", "21:00"}, {"6:30", "21:00"}, {"6:30"}, {"6:30", "21:00"}}, more: [7]int{1: 4}},
	{Person: ui.Person{Slug: "meera-iyer", Name: "Meera Iyer", Title: "Mindfulness teacher", Face: face("f-21", "Meera Iyer")},
		what: "Mindfulness teacher (MBSR). Stress at work", check: "Checked, MBSR", where: "Online or Jayanagar", mode: ui.Online,
		rating: ui.Rating{Tenths: 0, Count: 3}, price: 1000, minutes: 45,
		open: [7][]string{{}, {}, {"16:00", "17:00"}, {"13:00"}, {}, {"13:00", "18:00"}, {"13:00"}}},
}

var trades = []person{
	{Person: ui.Person{Slug: "ravi-electricals", Name: "Ravi Electricals", Title: "Electrician", Face: face("m-w5", "Ravi Electricals")},
		what: "Wiring, MCBs, fans, geysers. Own tools and parts", check: "ID and licence checked", where: "Comes to you, 1.2 km", mode: ui.Home,
		rating: ui.Rating{Tenths: 48, Count: 1046}, price: 349, per: "visit, then by the job",
		open: [7][]string{{"18:30", "20:00"}, {"9:00", "10:30"}, {"10:00"}, {"9:00", "12:00"}, {"9:00", "16:30"}, {"9:00"}, {"9:00", "16:30"}}, more: [7]int{1: 5, 3: 3}},
	{Person: ui.Person{Slug: "joseph-and-sons", Name: "Joseph & Sons", Title: "Carpenter", Face: face("m-w7", "Joseph & Sons")},
		what: "Carpentry. Doors, hinges, modular repairs", check: "ID checked", where: "Comes to you, 2.6 km", mode: ui.Home,
		rating: ui.Rating{Tenths: 47, Count: 512}, price: 299, per: "visit, then by the job",
		open: [7][]string{{}, {"11:00", "15:00"}, {}, {"10:00", "14:00"}, {"10:00"}, {}, {"11:00"}}, more: [7]int{3: 1}},
	{Person: ui.Person{Slug: "sunita-home-care", Name: "Sunita Home Care", Title: "Cleaner", Face: face("f-4w", "Sunita Home Care")},
		what: "Deep cleaning, kitchens, after-tenancy", check: "ID and police check", where: "Comes to you, 0.8 km", mode: ui.Home,
		rating: ui.Rating{Tenths: 49, Count: 783}, price: 1499, per: "2 BHK, 4 hours",
		open: [7][]string{{"18:00"}, {"8:00"}, {"8:00", "13:00"}, {}, {"8:00", "13:00"}, {"8:00", "13:00"}, {"8:00"}}},
	{Person: ui.Person{Slug: "clearflow-plumbing", Name: "Clearflow Plumbing", Title: "Plumber", Face: ui.Face{Seed: "clear-9", Name: "Clearflow Plumbing"}},
		what: "Leaks, taps, tanks, RO fitting", check: "ID checked", where: "Comes to you, 3.1 km", mode: ui.Home,
		rating: ui.Rating{Tenths: 46, Count: 268}, price: 399, per: "visit, then by the job",
		open: [7][]string{{"19:00"}, {"9:30", "11:00"}, {"9:30"}, {"9:30", "15:00"}, {}, {"9:30"}, {}}},
}
