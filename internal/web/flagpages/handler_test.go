package flagpages_test

import (
	"log/slog"
	"net/url"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/flags"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/flagpages"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestSwitchingWithoutScript(t *testing.T) {
	t.Parallel()
	on, err := flags.New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := pagetest.New(t, func(s *pagetest.Site) {
		queue := jobs.New(s.DB, jobs.Options{})
		bus := events.NewBus(queue, ids.NewSource(nil))
		if err := queue.Open(); err != nil {
			t.Fatal(err)
		}
		service := settings.New(settings.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: bus, Log: slog.Default(), People: s.People, Brand: "klearkarma", Flags: on})
		flagpages.Handler{Kit: s.Kit, Settings: service}.Mount(s.Mux)
	})
	s.People.Account(t, "op@example.org", identity.Admin)
	s.People.Account(t, "kavya@example.org", identity.Seeker)
	s.As(t, "kavya@example.org").Get("/admin/flags").Want(403, "")
	const at = "/admin/flags/series"
	b := s.As(t, "op@example.org")
	first := b.Get("/admin/flags").Want(200, "").Has("Series", "Waiting list", "Help in a crisis")
	first.Submit(at, nil).Want(303, "/admin/flags").Follow().Has("It is switched off.", "Never")
	if on.On(t.Context(), flags.Series) {
		t.Error("it is still on")
	}
	first.Submit(at, nil).Want(409, "").Has("Somebody else changed this meanwhile")
	b.Get("/admin/flags").Submit(at, nil).Want(303, "").Follow().Has("It is switched on.")
	b.Get("/admin/flags").Submit(at, url.Values{"version": {"x"}}).Want(400, "")
}
