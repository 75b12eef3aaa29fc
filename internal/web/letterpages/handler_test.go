package letterpages_test

import (
	"log/slog"
	"net/url"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings"
	"klear/internal/platform/brand"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/flags"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/letterpages"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestChangeLookAndRestoreWithoutScript(t *testing.T) {
	t.Parallel()
	letters, err := notify.New(notify.Deps{Brand: brand.NewLive(&brand.Brand{Name: "Klear Karma"})})
	if err != nil {
		t.Fatal(err)
	}
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
		service := settings.New(settings.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: bus, Log: slog.Default(), People: s.People, Live: s.Kit.Live, Theme: s.Theme, Flags: on, Letters: letters})
		letterpages.Handler{Kit: s.Kit, Settings: service}.Mount(s.Mux)
	})
	s.People.Account(t, "op@example.org", identity.Admin)
	b := s.As(t, "op@example.org")
	const at = "/admin/templates/en/verify_email"
	b.Get("/admin/templates").Want(200, "").Has("verify_email")
	first := b.Get(at).Want(200, "").Has("The original words", "{{.Link}}")
	wrong := first.Submit(at, url.Values{"body": {"Hello\n\n{{.Nmae}}"}}).Want(422, "").Has("Line 3: This letter has no variable")
	if !wrong.Wrong("body") || wrong.Value("body") != "Hello\n\n{{.Nmae}}" {
		t.Error("the fault is not beside the text, or what was typed is lost")
	}
	words := url.Values{"subject": {"Welcome"}, "body": {"Namaste {{.Name}}\n\n-> Confirm: {{.Link}}"}}
	first.Submit(at, words).Want(303, at).Follow().Has("The letter is saved.", "Namaste", "Restore the original")
	first.Submit(at, words).Want(409, "").Has("Somebody else changed this meanwhile")
	late := first.Submit(at, url.Values{"body": {"{{.Nmae}}"}}).Want(422, "") // a slip does not make an old page a new one
	late.Submit(at, words).Want(409, "")
	b.Get(at+"/preview").Want(200, "").Has("Namaste Kavya Menon")
	b.Get(at).Submit(at+"/restore", nil).Want(303, at).Follow().Has("The original letter is back.")
	b.Get("/admin/templates/en/nothing").Want(404, "")
}
