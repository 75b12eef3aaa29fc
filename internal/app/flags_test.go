package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/flags"
)

// areaOf are the folders of internal/web that are behind a flag as a whole.
var areaOf = map[flags.Name]string{flags.WaitingList: "waiting", flags.Series: "series", flags.Embed: "embed", flags.Saved: "savedpages"}

// elsewhere are routes of a flag in the folder of another area.
var elsewhere = map[flags.Name][]string{flags.Embed: {"GET /pro/page/embed", "POST /pro/page/embed"}}

// stays are routes in a flag's folder that are there whatever the flag says: letters must be able to end.
var stays = []string{"GET /saved/stop", "POST /saved/stop"}

// linksTo are what leads into an area.
var linksTo = map[flags.Name]string{flags.WaitingList: "/waiting", flags.Series: "/series/plan", flags.Saved: "/saved"}

var routeIn = regexp.MustCompile(`HandleFunc\("((?:GET|POST) /[^"]*)"`)

// routesOf reads an area's routes from where they are registered: a new one is tried the moment it is written.
func routesOf(t *testing.T, flag flags.Name) (list []string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../web", areaOf[flag], "handler.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range routeIn.FindAllStringSubmatch(string(raw), -1) {
		if m[1] != stays[0] && m[1] != stays[1] {
			list = append(list, m[1])
		}
	}
	return append(list, elsewhere[flag]...)
}

// operationsOf reads a flag's operations from the API's own description.
func (a *App) operationsOf(t *testing.T, flag flags.Name) (list []string) {
	t.Helper()
	_, raw := a.get("/api/openapi.json")
	var doc struct {
		Paths map[string]map[string]struct {
			Flag string `json:"x-flag"`
		} `json:"paths"`
	}
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		t.Fatal(err)
	}
	for path, methods := range doc.Paths {
		for method, o := range methods {
			if o.Flag == string(flag) {
				list = append(list, strings.ToUpper(method)+" "+path)
			}
		}
	}
	return list
}

// ask sends a request without anything in it, and returns the status and the error's code of JSON.
func (a *App) ask(route string) (int, string) {
	method, path, _ := strings.Cut(strings.ReplaceAll(route, "{slug}", "known"), " ")
	r := httptest.NewRequest(method, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, uuid.NewString()), nil)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	a.handler.ServeHTTP(rec, r)
	var answer struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	_ = json.Unmarshal(rec.Body.Bytes(), &answer) // a page is none
	return rec.Code, answer.Error.Code
}

// TestAFlagHidesItsWholeArea: every page and every operation of it is gone, and nothing leads there; on again, all is back.
func TestAFlagHidesItsWholeArea(t *testing.T) {
	a := newApp(t)
	who := catalogtest.Practitioner(t, a.db, catalogtest.PractitionerSpec{Slug: "known"})
	catalogtest.Service(t, a.db, catalogtest.ServiceSpec{Practitioner: who})
	week := schedule.Hours{}
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "00:00", End: "24:00"}}})
	}
	if _, err := a.schedule.SetHours(t.Context(), identity.Principal{}, who, time.UTC, week); err != nil {
		t.Fatal(err)
	}
	for _, f := range flags.Known {
		pages, operations := routesOf(t, f.Name), a.operationsOf(t, f.Name)
		if len(pages) < 2 || len(operations) < 2 {
			t.Fatalf("%s: %d pages, %d operations", f.Name, len(pages), len(operations))
		}
		for _, isOn := range []bool{true, false, true} {
			a.flags.Set(map[flags.Name]bool{f.Name: isOn})
			for _, route := range append(pages, operations...) {
				status, code := a.ask(route)
				if off := status == http.StatusNotFound && code == flags.ErrOff.Code; off == isOn {
					t.Errorf("%s is on %v: %s answers %d %s", f.Name, isOn, route, status, code)
				}
			}
			if link := linksTo[f.Name]; link != "" {
				_, page := a.get("/p/known")
				_, front := a.get("/")
				if there := strings.Contains(page+front, link); there != isOn {
					t.Errorf("%s is on %v, and something leads to %s: %v", f.Name, isOn, link, there)
				}
			}
		}
	}
}

// TestSafetyStaysWhateverFlagsSay: with everything off that can be off, what keeps people safe answers as before.
func TestSafetyStaysWhateverFlagsSay(t *testing.T) {
	a := newApp(t)
	catalogtest.Practitioner(t, a.db, catalogtest.PractitionerSpec{Slug: "known"})
	safety := []string{"GET /help-now", "GET /hi/help-now", "GET /p/{slug}/report", "POST /api/v1/practitioners/{id}/reports", "GET /saved/stop", "POST /saved/stop",
		"GET /sign-in", "GET /recover", "POST /api/v1/bookings/{id}/cancel", "DELETE /api/v1/users/profile", "GET /admin/reports", "GET /admin/flags", "GET /offline/outbox", "GET /healthz"}
	type answer struct {
		status int
		code   string
	}
	before := map[string]answer{}
	for _, route := range safety {
		status, code := a.ask(route)
		before[route] = answer{status, code}
		if status == http.StatusNotFound && code == "not_found" && !slices.Contains(stays, route) { // those want a signature
			t.Errorf("%s: there is no such route, so this proves nothing", route)
		}
	}
	off := map[flags.Name]bool{"help": false, "crisis": false, "reports": false}
	for _, f := range flags.Known {
		off[f.Name] = false
	}
	a.flags.Set(off)
	for _, route := range safety {
		if status, code := a.ask(route); (answer{status, code}) != before[route] {
			t.Errorf("%s: %d %s, before %v", route, status, code, before[route])
		}
	}
}
