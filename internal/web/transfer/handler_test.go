package transfer_test

import (
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/transfer"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const operator = "op@example.org"

// newSite has a catalogue whose jobs wait: the test says what came of a file.
func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(p *pagetest.Site) {
		queue, src := jobs.New(p.DB, jobs.Options{}), ids.NewSource(nil)
		c := catalog.New(catalog.Deps{DB: p.DB, Clock: p.Clock, IDs: src, Bus: events.NewBus(queue, src), Jobs: queue, Accounts: p.People, Hours: p.Schedule, Sealer: p.People})
		if err := queue.Open(); err != nil {
			t.Fatal(err)
		}
		transfer.Handler{Kit: p.Kit, Catalog: c}.Mount(p.Mux)
	})
	s.People.Account(t, operator, identity.Admin)
	return s
}

func judged(t *testing.T, s *pagetest.Site, set string) {
	t.Helper()
	if tag, err := s.DB.Exec(t.Context(), "update catalog.import_run set "+set); err != nil || tag.RowsAffected() != 1 {
		t.Fatalf("%d rows, %v", tag.RowsAffected(), err)
	}
}

// TestAFileFromUploadToDone: each state has its page, and only a file that was checked and changes something has a button.
func TestAFileFromUploadToDone(t *testing.T) {
	s := newSite(t)
	b := s.As(t, operator)
	form := b.Get("/admin/import").Want(200, "")
	if !form.Upload("/admin/import", "file", "a.xlsx", []byte("x")).Want(422, "").Wrong("file") {
		t.Error("another kind of file is not refused at its field")
	}
	sent := form.Upload("/admin/import", "file", "studio.csv", []byte("type\n")).Want(303, "")
	at := sent.Header.Get("Location")
	run := b.Get(at).Want(200, "").Has("Being checked", "studio.csv")
	if run.Header.Get("Refresh") == "" || strings.Contains(run.Body, `action="`+at) {
		t.Error("a file that is being checked is not followed, or can be imported")
	}
	judged(t, s, `state = 'checked', report = '{"services": {"created": 1204}}'`)
	run = b.Get(at).Want(200, "").Has("1,204")
	run.Submit(at, url.Values{}).Want(303, at).Follow().Has("Being imported")
	run.Submit(at, url.Values{}).Want(409, "").Has("does not wait for its import any more")
	judged(t, s, `state = 'faulty', finished_at = now(), content_sealed = null, report = '{}', faults = '[{"line": 1204, "field": "price", "code": "bad_price", "message": "Write an amount."}]'`)
	b.Get(at).Want(200, "").Has("there is 1 fault", "1,204", "price", "Write an amount.")
	b.Get("/admin/import").Want(200, "").Has("studio.csv", "Refused")
	b.Get("/admin/import/"+strings.Repeat("0", 8)).Want(404, "")
}

// TestDownloads: both notations, saved rather than shown, and nobody else's.
func TestDownloads(t *testing.T) {
	s := newSite(t)
	b := s.As(t, operator)
	b.Get("/admin/export").Want(200, "").Has("Download as CSV")
	for file, begins := range map[string]string{"catalogue.csv": "type,", "catalogue.json": "{"} {
		a := b.Raw("/admin/export/"+file).Want(200, "")
		if !strings.HasPrefix(a.Body, begins) || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %.20s %v", file, a.Body, a.Header)
		}
	}
	b.Get("/admin/export/catalogue.xml").Want(404, "")
	s.People.Account(t, "kavya@example.org", identity.Seeker)
	for _, path := range []string{"/admin/import", "/admin/export", "/admin/export/catalogue.csv"} {
		s.As(t, "kavya@example.org").Get(path).Want(403, "")
	}
}
