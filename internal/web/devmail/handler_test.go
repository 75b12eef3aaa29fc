package devmail_test

import (
	"strings"
	"testing"

	"klear/internal/platform/dbtest"
	"klear/internal/platform/mail"
	"klear/internal/web/devmail"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	return pagetest.New(t, func(s *pagetest.Site) { devmail.Handler{Kit: s.Kit, Box: s.Mailbox}.Mount(s.Mux) })
}

func send(t *testing.T, s *pagetest.Site, m mail.Message) {
	t.Helper()
	m.From = mail.Address{Name: "Klear Karma", Email: "hello@klear.test"}
	if len(m.To) == 0 {
		m.To = []mail.Address{{Name: "Anna", Email: "anna@example.org"}}
	}
	if err := s.Mailbox.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

// newest is the path of the latest message.
func newest(t *testing.T, s *pagetest.Site) string {
	t.Helper()
	list, _ := s.Mailbox.List("", 0, 1)
	if len(list) == 0 {
		t.Fatal("the mailbox is empty")
	}
	return "/dev/mail/" + list[0].ID.String()
}

const ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Klear//EN\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"

func TestReadingMail(t *testing.T) {
	s := newSite(t)
	b := s.Browser(t)
	b.Get("/dev/mail").Want(200, "").Has("No messages yet")
	send(t, s, mail.Message{Subject: "Confirm your address", Text: "Open https://klear.test/verify/abc.", HTML: "<p>Open it</p><script>alert(1)</script>",
		Calendar: &mail.Calendar{Method: "REQUEST", ICS: []byte(ics)}, Attachments: []mail.Attachment{{Name: "päge.html", ContentType: "text/html", Data: []byte("<script>alert(1)</script>")}}})
	send(t, s, mail.Message{Subject: "Another", Text: "x", To: []mail.Address{{Email: "bea@example.org"}}})
	if text := b.Get("/dev/mail?to=ANNA@example.org").Want(200, "").Has("Confirm your address").Text(); strings.Contains(text, "Another") {
		t.Error("the filter lets others' mail through")
	}
	list, _ := s.Mailbox.List("anna@example.org", 0, 1)
	base := "/dev/mail/" + list[0].ID.String()
	page := b.Get(base).Want(200, "").Has("Confirm your address", "invite.ics", "message.eml")
	if !page.Link("https://klear.test/verify/abc") {
		t.Error("the link cannot be pressed")
	}
	if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || !strings.Contains(csp, "'nonce-") {
		t.Errorf("the page's policy is %s", csp)
	}
	invite := b.Get(base+"/files/0").Want(200, "")
	if invite.Body != ics || !strings.HasPrefix(invite.Header.Get("Content-Type"), "text/calendar") || !strings.HasPrefix(invite.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the invitation is %v", invite)
	}
}

func TestNothingOfAMailRuns(t *testing.T) {
	s := newSite(t)
	send(t, s, mail.Message{Subject: "x", Text: "x", HTML: "<script>alert(1)</script>", Attachments: []mail.Attachment{{Name: "a.html", ContentType: "text/html", Data: []byte("<script>alert(1)</script>")}}})
	b, base := s.Browser(t), newest(t, s)
	r := b.Raw(base+"/html").Want(200, "")
	csp := r.Header.Get("Content-Security-Policy")
	for _, part := range []string{"sandbox", "default-src 'none'", "form-action 'none'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("the HTML part's policy lacks %s", part)
		}
	}
	if strings.Contains(csp, "script") {
		t.Errorf("the HTML part may run scripts: %s", csp)
	}
	f := b.Get(base+"/files/0").Want(200, "")
	if f.Header.Get("Content-Type") != "application/octet-stream" || f.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(f.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the attachment is answered with %v", f.Header)
	}
	for _, words := range pagetest.Hostile {
		send(t, s, mail.Message{Subject: mail.OneLine(words), Text: words + " https://x.test/" + words})
		b.Get(newest(t, s)).Want(200, "")
	}
	b.Get("/dev/mail").Want(200, "")
}

func TestWhatIsNotThere(t *testing.T) {
	s := newSite(t)
	send(t, s, mail.Message{Subject: "x", Text: "x"})
	b, base := s.Browser(t), newest(t, s)
	for _, path := range []string{"/dev/mail/x", "/dev/mail/0191d2a0-0000-7000-8000-000000000000", "/dev/mail/..%2findex.jsonl", "/dev/mail/%00", base + "/html",
		base + "/files/1", base + "/files/-1", base + "/files/x", base + "/files/99999999999999999999"} {
		b.Get(path).Want(404, "")
	}
}

func TestWithoutAMailboxThereIsNoPage(t *testing.T) {
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) { devmail.Handler{Kit: s.Kit}.Mount(s.Mux) })
	s.Browser(t).Get("/dev/mail").Want(404, "")
}
