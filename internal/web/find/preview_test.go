package find_test

import (
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/find"
	"klear/internal/web/page/pagetest"
)

// TestOnlyTheOwnerSeesWhatIsNotPublic: the real page, marked, for nobody else, and for no search engine.
func TestOnlyTheOwnerSeesWhatIsNotPublic(t *testing.T) {
	t.Parallel()
	for name, spec := range map[string]catalogtest.PractitionerSpec{"unverified": {Status: "pending"}, "refused": {Status: "rejected"}, "unlisted": {Unlisted: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := pagetest.New(t, func(s *pagetest.Site) {
				(&find.Handler{Finder: &find.Finder{Kit: s.Kit, DB: s.DB, Catalog: s.Catalog, Schedule: s.Schedule, Saved: s.Saved, Tariff: s.Tariff}, Bookings: s.Bookings}).Mount(s.Mux)
			})
			spec.Slug = "meera"
			s.Practice(t, "meera@example.org", spec, catalogtest.ServiceSpec{Name: "Yoga"})
			s.Practice(t, "other@example.org", catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			s.People.Account(t, "op@example.org", identity.Admin)
			a := s.As(t, "meera@example.org").Get("/p/meera").Want(200, "").Has("Preview", "Yoga")
			if !strings.Contains(a.Body, `name="robots" content="noindex"`) || strings.Contains(a.Body, `rel="canonical"`) || !strings.Contains(a.Header.Get("Cache-Control"), "no-store") {
				t.Errorf("the preview may be indexed or kept: %v", a.Header)
			}
			if strings.Contains(a.Body, "1 Private Lane") {
				t.Error("the preview shows what clients do not see")
			}
			for _, b := range []*pagetest.Browser{s.Browser(t), s.As(t, "other@example.org"), s.As(t, "op@example.org")} {
				b.Get("/p/meera").Want(404, "")
			}
		})
	}
}
