package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"klear/internal/api"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/search"
	"klear/internal/modules/tariff"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// market is the catalogue's API over real modules; the queue does not run.
type market struct {
	t       *testing.T
	db      *db.DB
	handler http.Handler
	search  *search.Service
	rates   *tariff.Service
	people  map[string]identity.Principal // by bearer
	profile uuid.UUID                     // of "practitioner": verified, with a service
	service uuid.UUID
	hidden  uuid.UUID // not verified
}

func newMarket(t *testing.T) *market {
	t.Helper()
	t.Parallel()
	d := dbtest.New(t)
	k, src := clock.NewFake(time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)), ids.NewSource(nil)
	queue := jobs.New(d, jobs.Options{})
	bus := events.NewBus(queue, src)
	people := identitytest.NewNode(t, &identitytest.Kit{DB: d, Bus: bus, Jobs: queue, Clock: k, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}})
	c := catalog.New(catalog.Deps{DB: d, Clock: k, IDs: src, Bus: bus, Accounts: people, Blobs: &catalogtest.Blobs{}, Photos: catalogtest.Photos{}, Sealer: people})
	m := &market{t: t, db: d, search: search.New(search.Deps{DB: d, Clock: k, Catalog: c})}
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	a := api.New(mux, "https://klear.test", nil)
	m.rates = tariff.New(tariff.Deps{DB: d, Clock: k, IDs: src, Catalog: c})
	m.search.Prices = m.rates
	api.Practitioners(a, c, m.rates)
	api.Catalogue(a, c)
	api.Search(a, m.search, m.openings, c, m.rates)
	m.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(identity.WithPrincipal(r.Context(), m.people[r.Header.Get("Authorization")])))
	})
	m.open()
	return m
}

// open fills the market: one practitioner who is found, one who is not yet.
func (m *market) open() {
	m.t.Helper()
	person := func(role identity.Role) identity.Principal {
		return identity.Principal{PersonID: catalogtest.Person(m.t, m.db, string(role)), Role: role, Verified: true}
	}
	m.people = map[string]identity.Principal{"seeker": person(identity.Seeker), "stranger": person(identity.Practitioner), "practitioner": person(identity.Practitioner), "admin": person(identity.Admin)}
	m.profile = catalogtest.Practitioner(m.t, m.db, catalogtest.PractitionerSpec{PersonID: m.people["practitioner"].PersonID, Slug: "asha-rao", Name: "Asha Rao", Headline: "Yoga teacher", Latitude: 18.52043, Longitude: 73.85674})
	m.service = catalogtest.Service(m.t, m.db, catalogtest.ServiceSpec{Practitioner: m.profile, Name: "Yoga therapy"})
	m.hidden = catalogtest.Practitioner(m.t, m.db, catalogtest.PractitionerSpec{Slug: "not-yet", Name: "Not Yet", Status: "pending"})
	catalogtest.Service(m.t, m.db, catalogtest.ServiceSpec{Practitioner: m.hidden})
	if err := m.search.Upkeep(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
}

// openings has everybody free at seven in the morning.
func (m *market) openings(until time.Time) search.Openings {
	return func(_ context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error) {
		out := map[uuid.UUID]time.Time{}
		for _, id := range ids {
			if at := time.Date(2026, 11, 20, 7, 0, 0, 0, time.UTC); until.IsZero() || at.Before(until) {
				out[id] = at
			}
		}
		return out, nil
	}
}

// ask sends a request and returns status and body; no answer may hold an address of any kind.
func (m *market) ask(method, path, who string, body any) (int, string) {
	m.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		m.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(m.t.Context(), method, "/api/v1"+path, bytes.NewReader(raw))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", who)
	if body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	m.handler.ServeHTTP(w, r)
	if path != "/practitioners/me" && (strings.Contains(w.Body.String(), "Private Lane") || strings.Contains(w.Body.String(), "@example.org")) {
		m.t.Errorf("%s %s as %s shows an address: %s", method, path, who, w.Body)
	}
	return w.Code, w.Body.String()
}

func profileBody() map[string]any {
	return map[string]any{"name": "Mina Desai", "currency": "INR", "country": "IN", "city": "Pune", "zone": "Asia/Kolkata", "address": "1 Private Lane", "languages": []string{"hi"}}
}

func serviceBody() map[string]any {
	return map[string]any{"category": "yoga", "name": "Follow-up", "durationMin": 45, "price": 90_000, "currency": "INR", "modes": []string{"online"}}
}

// versioned adds the version that a change needs.
func versioned(body map[string]any, version int) map[string]any {
	body["version"] = version
	return body
}

// TestWhoMayDoWhat asks every operation as everybody. A stranger is a practitioner with no part in the thing.
func TestWhoMayDoWhat(t *testing.T) {
	m := newMarket(t)
	for _, c := range []struct {
		method, path string
		body         any
		want         map[string]int
	}{
		{"GET", "/practitioners", nil, map[string]int{"": 200, "seeker": 200}},
		{"GET", "/practitioners/" + m.profile.String(), nil, map[string]int{"": 200, "seeker": 200}},
		{"GET", "/practitioners/" + m.hidden.String(), nil, map[string]int{"": 404, "seeker": 404, "stranger": 404, "admin": 200}},
		{"GET", "/practitioners/" + uuid.NewString(), nil, map[string]int{"": 404, "admin": 404}},
		{"GET", "/practitioners/me", nil, map[string]int{"": 401, "stranger": 404, "practitioner": 200}},
		{"POST", "/practitioners", profileBody(), map[string]int{"": 401, "practitioner": 409, "admin": 403}},
		{"PUT", "/practitioners/" + m.profile.String(), versioned(profileBody(), 99), map[string]int{"": 401, "seeker": 403, "stranger": 403, "practitioner": 409, "admin": 409}},
		{"PUT", "/practitioners/" + m.hidden.String(), versioned(profileBody(), 99), map[string]int{"": 401, "seeker": 404, "stranger": 404, "practitioner": 404}},
		{"POST", "/practitioners/" + m.profile.String() + "/services", serviceBody(), map[string]int{"": 401, "seeker": 403, "stranger": 403}},
		{"PUT", "/practitioners/" + m.profile.String() + "/services/" + m.service.String(), versioned(serviceBody(), 1), map[string]int{"": 401, "stranger": 403}},
		{"DELETE", "/practitioners/" + m.profile.String() + "/services/" + m.service.String(), nil, map[string]int{"": 401, "stranger": 403}},
		{"GET", "/categories", nil, map[string]int{"": 200}},
		{"POST", "/categories", map[string]any{"name": map[string]string{"en": "Sleep"}}, map[string]int{"": 401, "practitioner": 403, "admin": 200}},
		{"PUT", "/categories/order", map[string]any{"ids": []string{uuid.NewString()}}, map[string]int{"": 401, "practitioner": 403, "admin": 409}},
		{"GET", "/admin/verification", nil, map[string]int{"": 401, "practitioner": 403, "admin": 200}},
		{"POST", "/admin/verification/" + m.hidden.String(), map[string]any{"status": "verified", "method": "document", "reason": "Seen.", "version": 99}, map[string]int{"": 401, "stranger": 403, "admin": 409}},
		{"GET", "/search/practitioners?q=yoga", nil, map[string]int{"": 200}},
		{"GET", "/search/services?q=yoga", nil, map[string]int{"": 200}},
		{"GET", "/search/suggestions?q=yo", nil, map[string]int{"": 200}},
		{"GET", "/search/practitioners?sort=paid", nil, map[string]int{"": 422}},
	} {
		for who, want := range c.want {
			if got, body := m.ask(c.method, c.path, who, c.body); got != want {
				t.Errorf("%s %s as %q: %d, want %d: %s", c.method, c.path, who, got, want, body)
			}
		}
	}
}

func TestFromApplicationToTheList(t *testing.T) {
	m := newMarket(t)
	status, body := m.ask("POST", "/practitioners", "seeker", profileBody())
	if status != 200 {
		t.Fatalf("apply: %d %s", status, body)
	}
	var made struct {
		Data struct{ ID, Slug string }
	}
	if err := json.Unmarshal([]byte(body), &made); err != nil || made.Data.Slug != "mina-desai" {
		t.Fatalf("%s %v", body, err)
	}
	m.people["seeker"] = identity.Principal{PersonID: m.people["seeker"].PersonID, Role: identity.Practitioner, Verified: true}
	path := "/practitioners/" + made.Data.ID
	if status, body := m.ask("POST", path+"/services", "seeker", serviceBody()); status != 200 {
		t.Fatalf("service: %d %s", status, body)
	}
	if status := m.upload(path+"/documents", "seeker", "document", []byte("%PDF-1.7 degree")); status != 200 {
		t.Errorf("document: %d", status)
	}
	if status := m.upload(path+"/documents", "seeker", "document", []byte("<html>")); status != 422 {
		t.Errorf("a page as a document: %d", status)
	}
	if status := m.upload(path+"/photo", "seeker", "photo", []byte("a picture")); status != 200 {
		t.Errorf("photo: %d", status)
	}
	own := m.data("/practitioners/me", "seeker")
	if own["address"] != "1 Private Lane" || own["status"] != "pending" {
		t.Errorf("own view: %v", own)
	}
	if n := len(m.found("mina")); n != 0 {
		t.Errorf("%d found before verification", n)
	}
	decision := map[string]any{"status": "verified", "method": "document", "reason": "Seen.", "version": own["version"]}
	if status, body := m.ask("POST", "/admin/verification/"+made.Data.ID, "admin", decision); status != 200 {
		t.Fatalf("decide: %d %s", status, body)
	}
	if err := m.search.Upkeep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"mina-desai"}, m.found("mina")); diff != "" {
		t.Error(diff)
	}
}

func TestSearchTellsWhatItFound(t *testing.T) {
	m := newMarket(t)
	v := m.data("/search/practitioners?q=yogga+in+pune&sort=soonest&openBefore=2026-11-20T08:00:00Z", "")
	hits, ok := v["practitioners"].([]any)
	if !ok || len(hits) != 1 || v["corrected"] != "yoga pune" || v["place"] != "Pune" {
		t.Fatalf("%v", v)
	}
	hit, _ := hits[0].(map[string]any)
	if hit["slug"] != "asha-rao" || hit["soonestAt"] != "2026-11-20T07:00:00Z" || hit["distanceKm"] == nil {
		t.Errorf("%v", hit)
	}
	if early := m.data("/search/practitioners?openBefore=2026-11-20T06:30:00Z", ""); len(early["practitioners"].([]any)) != 0 {
		t.Errorf("open before seven: %v", early)
	}
	public := m.data("/practitioners/"+m.profile.String(), "")
	if public["latitude"] != 18.52 || public["longitude"] != 73.86 {
		t.Errorf("the pin is too exact: %v, %v", public["latitude"], public["longitude"])
	}
}

// data asks and returns the envelope's data.
func (m *market) data(path, who string) map[string]any {
	m.t.Helper()
	status, body := m.ask("GET", path, who, nil)
	var v struct{ Data map[string]any }
	if err := json.Unmarshal([]byte(body), &v); err != nil || status != 200 {
		m.t.Fatalf("%s: %d %s (%v)", path, status, body, err)
	}
	return v.Data
}

// found lists the slugs that a text finds.
func (m *market) found(text string) []string {
	m.t.Helper()
	out := []string{}
	for _, h := range m.data("/search/practitioners?q="+text, "")["practitioners"].([]any) {
		out = append(out, fmt.Sprint(h.(map[string]any)["slug"]))
	}
	return out
}

// upload posts a form with one file.
func (m *market) upload(path, who, field string, content []byte) int {
	m.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("kind", "degree"); err != nil {
		m.t.Fatal(err)
	}
	part, err := form.CreateFormFile(field, "scan.pdf")
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		m.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		m.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(m.t.Context(), "POST", "/api/v1"+path, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Authorization", who)
	w := httptest.NewRecorder()
	m.handler.ServeHTTP(w, r)
	return w.Code
}

// TestListedPricesAreWhatClientsPay: what is charged on top is in every price that is looked up, and not in the one that its
// practitioner set.
func TestListedPricesAreWhatClientsPay(t *testing.T) {
	m := newMarket(t)
	if _, err := m.rates.AddRule(t.Context(), m.people["admin"], tariff.Rule{Client: tariff.Side{Bps: 500}, From: m.rates.Today()}); err != nil {
		t.Fatal(err)
	}
	price := regexp.MustCompile(`"price(?:From)?":\{"amount":(\d+)`)
	for path, want := range map[string]string{
		"/practitioners/" + m.profile.String(): "157500", "/practitioners": "157500", "/search/practitioners": "157500", "/search/services": "157500", "/practitioners/me": "150000",
	} {
		status, body := m.ask(http.MethodGet, path, "practitioner", nil)
		found := price.FindAllStringSubmatch(body, -1)
		if status != http.StatusOK || len(found) == 0 {
			t.Errorf("%s: %d %s", path, status, body)
		}
		for _, x := range found {
			if x[1] != want {
				t.Errorf("%s: a price of %s, want %s", path, x[1], want)
			}
		}
	}
}
