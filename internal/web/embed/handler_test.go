package embed_test

import (
	"net/http"
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/dbtest"
	"klear/internal/web/embed"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func newSite(t *testing.T, spec catalogtest.PractitionerSpec) (*pagetest.Site, pagetest.Practice) {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		embed.Handler{Kit: s.Kit, Catalog: s.Catalog, Schedule: s.Schedule, Tariff: s.Tariff}.Mount(s.Mux)
	})
	spec.Slug = "meera"
	return s, s.Practice(t, "meera@example.org", spec, catalogtest.ServiceSpec{Name: "Yoga"})
}

func ancestors(a *pagetest.Answer) string {
	_, rest, _ := strings.Cut(a.Header.Get("Content-Security-Policy"), "frame-ancestors ")
	list, _, _ := strings.Cut(rest, ";")
	return list
}

// TestOnlyNamedSitesMayFrameIt: exactly they, on this page; no cookie is set, and only a named site hears how high it is.
func TestOnlyNamedSitesMayFrameIt(t *testing.T) {
	s, practice := newSite(t, catalogtest.PractitionerSpec{})
	b := s.Browser(t)
	if got := ancestors(b.Get("/embed/p/meera").Want(200, "").Has("Yoga")); got != "'none'" {
		t.Errorf("without a list: %s", got)
	}
	if _, err := s.Catalog.SetEmbedOrigins(t.Context(), practice.Caller().Principal, practice.ID, []string{"https://a.example", "https://b.example:8443"}); err != nil {
		t.Fatal(err)
	}
	a := b.Get("/embed/p/meera?from=https%3A%2F%2Fa.example").Want(200, "")
	if got := ancestors(a); got != "https://a.example https://b.example:8443" {
		t.Errorf("with a list: %s", got)
	}
	if a.Header.Values("Set-Cookie") != nil || !strings.Contains(a.Body, `data-parent="https://a.example"`) {
		t.Errorf("cookies %v\n%s", a.Header.Values("Set-Cookie"), a.Body)
	}
	if a := b.Get("/embed/p/meera?from=https%3A%2F%2Fevil.example"); !strings.Contains(a.Body, `data-parent=""`) {
		t.Error("a site that is not named is told")
	}
	if strings.Count(a.Body, `target="_blank" rel="noopener"`) < 3 || strings.Contains(a.Body, "<form") {
		t.Error("something happens inside the frame")
	}
}

func TestWhatIsNotPublicIsNotEmbedded(t *testing.T) {
	s, _ := newSite(t, catalogtest.PractitionerSpec{Status: "pending"})
	if a := s.Browser(t).Get("/embed/p/meera").Want(404, ""); ancestors(a) != "'none'" {
		t.Errorf("%v", a.Header)
	}
}

func TestTheScriptIsSmallAndForEverybody(t *testing.T) {
	s, _ := newSite(t, catalogtest.PractitionerSpec{})
	a := s.Browser(t).Raw("/embed.js").Want(http.StatusOK, "")
	if len(a.Body) >= 3<<10 || a.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("%d bytes, %v", len(a.Body), a.Header)
	}
}

// TestThePriceOnOtherSitesIsWhatClientsPay: with what is charged on top.
func TestThePriceOnOtherSitesIsWhatClientsPay(t *testing.T) {
	s, _ := newSite(t, catalogtest.PractitionerSpec{})
	operator := identity.Principal{PersonID: catalogtest.Person(t, s.DB, "admin"), Role: identity.Admin, Verified: true}
	if _, err := s.Tariff.AddRule(t.Context(), operator, tariff.Rule{Client: tariff.Side{Bps: 500}, From: s.Tariff.Today()}); err != nil {
		t.Fatal(err)
	}
	if a := s.Browser(t).Get("/embed/p/meera").Want(200, "").Has("₹1,575"); strings.Contains(a.Body, "₹1,500") {
		t.Errorf("the price without the fee is shown:\n%s", a.Body)
	}
}
