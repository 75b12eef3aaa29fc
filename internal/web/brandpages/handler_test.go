package brandpages_test

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/flags"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/theme"
	"klear/internal/web/brandpages"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const at = "/admin/brands"

func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
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
		service := settings.New(settings.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: bus, Log: slog.Default(), People: s.People, Live: s.Kit.Live, Theme: s.Theme, Flags: on})
		brandpages.Handler{Kit: s.Kit, Settings: service}.Mount(s.Mux)
	})
	s.People.Account(t, "op@example.org", identity.Admin)
	return s
}

func TestNamesAndColoursWithoutScript(t *testing.T) {
	s := newSite(t)
	b := s.As(t, "op@example.org")
	first := b.Get(at).Want(200, "").Has("Nobody has changed it", "All 92 pairs can be read", "text-muted", "8.17")
	change := url.Values{"name": {"Clear Karma"}, "primary_hue": {"320"}, "primary_chroma": {"0,09"}}
	checked := b.Post(at+"/check", first.Fields(at, change)).Want(200, "").Has("All 92 pairs can be read")
	if checked.Value("primary_hue") != "320" || checked.Value("name") != "Clear Karma" || s.Kit.Brand().Name == "Clear Karma" {
		t.Error("checking keeps what was typed and changes nothing")
	}
	saved := checked.Submit(at, nil).Want(303, at).Follow().Has("The brand is saved.", "Restore the original")
	now := s.Kit.Brand()
	for _, part := range []string{"| Clear Karma</title>", now.Style.URL, `content="` + now.ThemeColor.Light} {
		if !strings.Contains(saved.Body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	first.Submit(at, change).Want(409, "").Has("Somebody else changed this meanwhile")
	b.Get(at).Submit(at+"/restore", nil).Want(303, at).Follow().Has("The brand is as it comes again.")
	if again := b.Get(at); strings.Contains(again.Body, theme.Prefix) || strings.Contains(again.Body, "Clear Karma") {
		t.Error("something of the change is left")
	}
}

func TestWhatCannotBeReadIsRefusedAndNamed(t *testing.T) {
	s := newSite(t)
	b := s.As(t, "op@example.org")
	first := b.Get(at)
	strong := url.Values{"neutral_hue": {"30"}, "neutral_chroma": {"0.2"}}
	b.Post(at+"/check", first.Fields(at, strong)).Want(200, "").Has("cannot be read well enough", "too low")
	wrong := first.Submit(at, strong).Want(422, "").Has("text-muted on surface, Dark: 4.36, needs 4.5")
	if !wrong.Link("#pair-text-muted-surface-dark") || !strings.Contains(wrong.Body, `id="pair-text-muted-surface-dark"`) {
		t.Error("the summary does not lead to the pair")
	}
	if wrong.Value("neutral_chroma") != "0.2" {
		t.Error("what was typed is lost")
	}
	none := first.Submit(at, url.Values{"accent_hue": {"blue"}}).Want(422, "").Has("Enter a number from 0 to 360.", "once all six numbers")
	if !none.Wrong("accent_hue") {
		t.Error("the fault is not beside its field")
	}
	b.Post(at+"/check", first.Fields(at, url.Values{"accent_chroma": {""}})).Want(422, "").Has("Enter a number from 0 to 0.4.")
	if s.Kit.Brand().Style.URL != "" {
		t.Error("something was stored")
	}
}

// TestTypingFromAnOldVersionStaysOld: checking in between must not hide that somebody else was faster.
func TestTypingFromAnOldVersionStaysOld(t *testing.T) {
	s := newSite(t)
	b := s.As(t, "op@example.org")
	mine := b.Get(at)
	b.Get(at).Submit(at, url.Values{"name": {"Theirs"}}).Want(303, at)
	b.Post(at+"/check", mine.Fields(at, url.Values{"name": {"Mine"}})).Want(200, "").Submit(at, nil).Want(409, "")
	if got := s.Kit.Brand().Name; got != "Theirs" {
		t.Errorf("the brand is called %q", got)
	}
}
