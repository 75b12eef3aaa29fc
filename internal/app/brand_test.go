package app

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"klear/brands"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/apperr"
	"klear/internal/platform/brand"
	"klear/internal/platform/config"
)

// gates are a path of each part of the product, with the module that it belongs to.
var gates = []struct {
	path   string
	module brand.Module // "": always there
}{
	{"/", ""}, {"/help-now", ""}, {"/account/profile", ""}, {"/admin/verification", ""}, {"/trust", ""}, {"/robots.txt", ""},
	{"/api/v1/categories", ""}, {"/api/v1/users/profile", ""},
	{"/search", brand.Find}, {"/c/yoga", brand.Find}, {"/sitemap.xml", brand.Find}, {"/why-this-order", brand.Find}, {"/hi/search", brand.Find},
	{"/api/v1/search/practitioners", brand.Find}, {"/api/v1/search/services", brand.Find}, {"/api/v1/search/suggestions?q=yo", brand.Find}, {"/api/v1/practitioners", brand.Find},
	{"/bookings", brand.Booking}, {"/pro/agenda", brand.Booking}, {"/pro/requests", brand.Booking},
	{"/api/v1/bookings", brand.Booking}, {"/api/v1/payments/history", brand.Booking}, {"/api/v1/practitioners/{practitioner}/hours", brand.Booking},
	{"/p/known", "either"}, {"/api/v1/practitioners/{practitioner}", "either"},
}

// links are what the front page leads to, by module.
var links = map[string]brand.Module{`href="/search`: brand.Find, `action="/search"`: brand.Find, `href="/c/`: brand.Find, `href="/why-this-order"`: brand.Find, `href="/bookings"`: brand.Booking}

// TestABrandIsWhatItsModulesAre: what a brand does not have is a 404 and nothing leads there, in pages and in the API.
func TestABrandIsWhatItsModulesAre(t *testing.T) {
	for _, id := range brand.IDs(brands.FS) {
		for _, off := range [][]brand.Module{nil, {brand.Find}, {brand.Booking}, {brand.Find, brand.Booking}} {
			name := id
			for _, m := range off {
				name += " without " + string(m)
			}
			t.Run(name, func(t *testing.T) {
				a := newAppOf(t, without(t, id, off...), func(c *config.Config) { c.Brand = id })
				catalogtest.Category(t, a.db, "yoga", nil)
				who := catalogtest.Practitioner(t, a.db, catalogtest.PractitionerSpec{Slug: "known"})
				for _, g := range gates {
					there := g.module == "" || a.brand.Has(g.module) || g.module == "either" && (a.brand.Has(brand.Find) || a.brand.Has(brand.Booking))
					path := strings.ReplaceAll(g.path, "{practitioner}", who.String())
					status, _ := a.get(path)
					gone := status == http.StatusNotFound || status == http.StatusMethodNotAllowed // of a path that also takes a POST
					if gone == there || status >= 500 {
						t.Errorf("%s: %d, and the module is there: %v", path, status, there)
					}
				}
				_, front := a.get("/")
				for link, module := range links {
					if strings.Contains(front, link) && !a.brand.Has(module) {
						t.Errorf("the front page has %s", link)
					}
				}
				if strings.Contains(front, `href="/search`) != a.brand.Has(brand.Find) {
					t.Error("search is there and nothing leads to it")
				}
			})
		}
	}
}

// TestVisitsNeedABrandThatHasThem: where there are none nobody can offer one, by hand or by a file.
func TestVisitsNeedABrandThatHasThem(t *testing.T) {
	for _, on := range []bool{true, false} {
		var off []brand.Module
		if !on {
			off = []brand.Module{brand.HomeVisit}
		}
		a := newAppOf(t, without(t, "klearkarma", off...))
		e := &erasure{App: a, t: t}
		e.people()
		p, err := e.App.catalog.CreatePractitioner(t.Context(), e.pro, catalog.Profile{DisplayName: "Asha", Languages: []string{"en"}, Currency: "INR", Country: "IN",
			City: "Pune", Latitude: 18.5, Longitude: 73.8, Zone: "UTC", Confirmation: catalog.Instant, Listed: true})
		e.ok(err)
		catalogtest.Category(t, a.db, "yoga", nil)
		_, err = e.App.catalog.UpsertService(t.Context(), e.pro, p.ID, catalog.Service{CategorySlug: "yoga", Name: "Yoga", DurationMin: 60,
			Modes: []catalog.Mode{catalog.Online, catalog.AtCustomer}, Window: catalog.Window{Kind: catalog.WindowNone}, Capacity: 1, Active: true})
		if fault, refused := apperr.As(err); refused == on || refused && fault.Fields[0].Path != "modes" {
			t.Errorf("home visits %v: offering one gives %v", on, err)
		}
		// One that was offered before.
		id := catalogtest.Service(t, a.db, catalogtest.ServiceSpec{Practitioner: p.ID, Modes: []string{"online", "at_customer"}})
		b, err := e.App.catalog.ServiceForBooking(t.Context(), a.db, id)
		if err != nil || b.Has(catalog.AtCustomer) != on || !b.Has(catalog.Online) {
			t.Errorf("home visits %v: it can be booked as %v, %v", on, b.Modes, err)
		}
	}
}

// without is the brands with some modules of one switched off.
func without(t *testing.T, id string, off ...brand.Module) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{id + ".json", "crisis-lines.json"} {
		raw, err := fs.ReadFile(brands.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	var b map[string]any
	if err := json.Unmarshal(files[id+".json"].Data, &b); err != nil {
		t.Fatal(err)
	}
	b["modules"] = slices.DeleteFunc(b["modules"].([]any), func(m any) bool { return slices.Contains(off, brand.Module(m.(string))) })
	raw, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	files[id+".json"].Data = raw
	return files
}

func (a *App) get(path string) (status int, body string) {
	rec := httptest.NewRecorder()
	a.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

// TestDemoLoginsAreToldApart: three accounts, three names.
func TestDemoLoginsAreToldApart(t *testing.T) {
	for _, id := range brand.IDs(brands.FS) {
		b, err := brand.Load(brands.FS, id)
		if err != nil {
			t.Fatal(err)
		}
		yes := true
		a := &App{brand: b, cfg: &config.Config{Brand: id, Demo: &yes}}
		seen := map[string]bool{}
		for _, l := range a.demoLogins() {
			if seen[l.what] {
				t.Errorf("%s prints %q twice", id, l.what)
			}
			seen[l.what] = true
		}
	}
}
