package e2e_test

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"klear/e2e/browser"
)

// side is who an area of the site belongs to.
type side struct{ email, home string }

var sides = map[string]side{
	"account":  {"seeker@demo.klear.example", "/account/profile"},
	"bookings": {"seeker@demo.klear.example", "/bookings"},
	"pro":      {"ananya.rao@klearkarma.example", "/pro/agenda"},
	"admin":    {"admin@demo.klear.example", "/admin/verification"},
}

var (
	pageRoute = regexp.MustCompile(`HandleFunc\("GET (/(account|bookings|pro|admin)(?:/[^"]*)?)"`)
	variable  = regexp.MustCompile(`\{[^}]*\}`)
)

// routesOf reads an area's pages from where they are registered: a new one is looked at the moment it is written.
func routesOf(t *testing.T, area string) (list []string) {
	t.Helper()
	err := filepath.WalkDir("../internal/web", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		raw, err := os.ReadFile(p)
		for _, m := range pageRoute.FindAllStringSubmatch(string(raw), -1) {
			if m[2] == area {
				list = append(list, m[1])
			}
		}
		return err
	})
	if err != nil || len(list) == 0 {
		t.Fatalf("%s: %d routes, %v", area, len(list), err)
	}
	return list
}

// noAddress are the pages that the demo has nothing for; the gallery shows them. Where something leads to one, it is opened.
var noAddress = []string{
	"/admin/people/{id}/reactivate", // of a suspended account
	"/admin/documents/{id}",         // a file, as the next one is
	"/pro/documents/{id}",
	"/pro/sessions/{code}/propose", // to what waits for an answer
	"/bookings/{code}/again",       // after a session
	"/bookings/{code}/move",        // the journeys open it
	"/bookings/{code}/receipt",     // of a paid booking: the journeys pay; so the next ones, which are about its papers
	"/bookings/{code}/documents/{document}", "/bookings/{code}/documents/{document}/pdf",
	"/bookings/{code}/pay", "/bookings/{code}/pay/return", // of a later charge that was refused
	"/account/payment-methods/{id}/return", // from the page of another company
	"/admin/jobs/{job}/{verb}",             // nothing fails in the demo
	"/admin/refunds/{refund}",
	"/admin/import/{run}", // of a file that was sent
	"/admin/categories/{category}/details/{detail}",
	"/admin/reports/{report}",
	"/admin/contests/{contest}", // nobody of the demo says that a session did not take place
	"/bookings/{code}/contest", "/pro/sessions/{code}/contest",
	"/admin/templates/{lang}/{name}/preview", // a frame of the page before it
	"/pro/clients/{id}/notes/{note}",
	"/bookings/{code}/forms", // of a booking whose practitioner asks for one
	"/pro/payouts/{payout}",  // of money that was earned days ago; its run is made at night
	"/admin/payouts/runs/{run}",
	"/admin/payments/{step}/{verb}",          // nothing is stuck in the demo
	"/talk/past/{id}", "/exercises/run/{id}", // nobody of the demo has talked or begun an exercise
	"/live/conversations/{conversation}",            // a stream
	"/pro/earnings/pay", "/pro/earnings/pay/return", // of what is owed: nobody of the demo owes
	"/admin/plan-charges/{period}", // operators give back a charge for a plan
	"/admin/plans/{plan}",          // operators make plans; so the next ones, which are about one
	"/account/plan/choose", "/account/plan/change", "/account/plan/method", "/account/plan/return",
	"/pro/plan/choose", "/pro/plan/change", "/pro/plan/method", "/pro/plan/return",
	"/admin/reconciliation/{gateway}/{day}",                            // of a day that the gateway reported
	"/admin/reconciliation/explain",                                    // of a difference
	"/account/invoices/{document}", "/account/invoices/{document}/pdf", // of a plan that was paid
	"/admin/disputes/{dispute}", "/admin/disputes/{dispute}/evidence", "/admin/disputes/{dispute}/files/{file}", // nobody disputes in the demo
	"/pro/disputes/{dispute}", "/pro/disputes/{dispute}/files/{file}",
	"/mood/{id}", "/goals/{id}", "/insights/{id}", "/sharing/{id}", // nobody in the demo keeps anything between sessions
}

// looked is how many pages of one route are read for links: not every session can be moved.
const looked = 12

// addresses finds one address of each route: the route itself, or a link to it from a page that was found before. Files are
// left out.
func (c *client) addresses(routes []string, home string) (list []string) {
	c.t.Helper()
	at, err := url.Parse(c.base)
	if err != nil {
		c.t.Fatal(err)
	}
	found, seen := map[string]int{}, map[string]bool{}
	for queue := append([]string{home}, slices.DeleteFunc(slices.Clone(routes), func(r string) bool { return slices.Contains(noAddress, r) })...); len(queue) > 0; queue = queue[1:] {
		route := routeOf(routes, queue[0])
		if route == "" || seen[queue[0]] || found[route] == looked || strings.Contains(queue[0], "{") {
			continue
		}
		seen[queue[0]] = true
		if found[route]++; !strings.Contains(route, "{") {
			found[route] = looked
		}
		_, page, _ := c.get(queue[0])
		if page == nil {
			continue
		}
		if !slices.ContainsFunc(list, func(a string) bool { return routeOf(routes, a) == route }) {
			list = append(list, queue[0])
		}
		queue = append(queue, links(page, at)...)
	}
	for _, r := range routes {
		if found[r] == 0 && !slices.Contains(noAddress, r) {
			c.t.Errorf("nothing leads to %s", r)
		}
	}
	return list
}

// routeOf is the route that an address belongs to; a route without variables goes before one with them.
func routeOf(routes []string, address string) string {
	path, _, _ := strings.Cut(address, "?")
	if slices.Contains(routes, path) {
		return path
	}
	for _, r := range routes {
		if regexp.MustCompile("^" + variable.ReplaceAllString(r, "[^/]+") + "$").MatchString(path) {
			return r
		}
	}
	return ""
}

// furnish gives the demo's people what some pages are about: a child, a form, a business.
func furnish(t *testing.T) {
	t.Helper()
	c := newClient(t)
	c.signIn(sides["pro"].email)
	_, team, _ := c.get("/pro/team")
	c.send(team, "/pro/team", url.Values{"name": {"Lotus House"}, "zone": {"Asia/Kolkata"}, "address": {"12 Example Road, Bengaluru"}})
	_, form, _ := c.get("/pro/forms/new")
	c.send(form, "/pro/forms/new", url.Values{"do": {"save"}, "kind": {"intake"}, "form_title": {"Before we meet"}, "fields.0.kind": {"short"}, "fields.0.label": {"What brings you here?"}})
	token := tokenOf(t, c.base, sides["account"].email)
	callAPI(t, c.base, "POST", "/users/dependants", token, map[string]any{"name": "Tara", "relation": "child", "born": "2018-05-04"}, new(any))
}

// TestPagesOfThreeRoles signs in with each demo login and opens every page of that side, on a phone and a desktop.
func TestPagesOfThreeRoles(t *testing.T) {
	t.Parallel()
	base := klearURL(t)
	furnish(t)
	for area, s := range sides {
		t.Run(area, func(t *testing.T) {
			t.Parallel()
			c := newClient(t)
			c.signIn(s.email)
			pages := c.addresses(routesOf(t, area), s.home)
			for _, look := range []struct {
				vp     browser.Viewport
				scheme browser.Scheme
			}{{browser.Phone, browser.Light}, {browser.Desktop, browser.Dark}} {
				v := newVisitor(t, area, look.vp, look.scheme, true)
				v.signIn(base, s.email)
				for _, p := range pages {
					v.open(base + p)
					v.arrives(p)
				}
			}
		})
	}
}
