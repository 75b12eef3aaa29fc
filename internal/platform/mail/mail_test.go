package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"klear/internal/platform/clock"
	"klear/internal/platform/ids"
	"klear/internal/platform/mail/mailtest"
	"klear/internal/platform/secret"
)

var testNow = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func message() Message {
	return Message{
		ID: "reminder-0192f3c4", From: Address{"Klear Kärma", "hello@klear.example"}, To: []Address{{"Rao, Asha", "asha@mail.example"}},
		ReplyTo: &Address{"Ben", "ben@practice.example"}, Subject: "Morgen um 10 · नमस्ते", Text: "Hello\n.\nfrom us\n", HTML: "<p>Hëllo</p>",
		Headers: map[string]string{"List-Unsubscribe": "<https://klear.example/u/1>"},
	}
}

func full() Message {
	m := message()
	m.Calendar = &Calendar{Method: "REQUEST", ICS: []byte("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")}
	m.Attachments = []Attachment{{Name: "Rechnung März.pdf", ContentType: "application/pdf", Data: bytes.Repeat([]byte{0, 1, 2, 255}, 1000)}}
	return m
}

// want is what a mail program must see of full.
func checkFull(t *testing.T, raw []byte) {
	t.Helper()
	m := full()
	p, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if p.From != m.From || len(p.To) != 1 || p.To[0] != m.To[0] || p.ReplyTo == nil || *p.ReplyTo != *m.ReplyTo || p.Subject != m.Subject {
		t.Errorf("envelope: %+v", p)
	}
	if p.MessageID != "reminder-0192f3c4@klear.example" || !p.Date.Equal(testNow) || p.Header.Get("List-Unsubscribe") != m.Headers["List-Unsubscribe"] {
		t.Errorf("id %q, date %s, header %v", p.MessageID, p.Date, p.Header)
	}
	lines := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
	if lines(p.Text) != m.Text || lines(p.HTML) != m.HTML {
		t.Errorf("text %q, HTML %q", p.Text, p.HTML)
	}
	if p.Calendar == nil || p.Calendar.Method != "REQUEST" || lines(string(p.Calendar.ICS)) != lines(string(m.Calendar.ICS)) {
		t.Errorf("calendar %+v", p.Calendar)
	}
	if len(p.Attachments) != 2 || p.Attachments[0].Name != "invite.ics" || p.Attachments[1].Name != m.Attachments[0].Name ||
		!bytes.Equal(p.Attachments[1].Data, m.Attachments[0].Data) {
		t.Errorf("%d attachments", len(p.Attachments))
	}
}

func newSMTP(t *testing.T, url string, s *mailtest.Server) *SMTP {
	t.Helper()
	sender, err := NewSMTP(secret.New(url), SMTPOptions{Clock: clock.NewFake(testNow), TLS: s.ClientTLS()})
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func TestSMTPDelivers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, url string
		opt       mailtest.Options
		tls       bool
		user      string
	}{
		{"STARTTLS with password", "smtp://klear:p%40ss@%s", mailtest.Options{User: "klear", Password: "p@ss"}, true, "klear"},
		{"TLS", "smtps://klear:p%40ss@%s", mailtest.Options{ImplicitTLS: true, User: "klear", Password: "p@ss"}, true, "klear"},
		{"plain on this machine", "smtp://%s?tls=none", mailtest.Options{NoSTARTTLS: true}, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, c.opt)
			if err := newSMTP(t, strings.Replace(c.url, "%s", s.Addr, 1), s).Send(t.Context(), full()); err != nil {
				t.Fatal(err, errors.Unwrap(err))
			}
			got := s.Messages()
			if len(got) != 1 || got[0].TLS != c.tls || got[0].User != c.user || got[0].From != "hello@klear.example" {
				t.Fatalf("received %+v", got)
			}
			if diff := cmp.Diff([]string{"asha@mail.example"}, got[0].To); diff != "" {
				t.Error(diff)
			}
			checkFull(t, got[0].Data)
		})
	}
}

func TestSMTPFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, url string
		opt       mailtest.Options
		permanent bool
		code      int
	}{
		{"no such mailbox", "smtp://%s", mailtest.Options{Refuse: map[string]int{"asha@mail.example": 550}}, true, 550},
		{"greylisted", "smtp://%s", mailtest.Options{Refuse: map[string]int{"asha@mail.example": 451}}, false, 451},
		{"STARTTLS stripped on the way", "smtp://%s", mailtest.Options{NoSTARTTLS: true}, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, c.opt)
			err := newSMTP(t, strings.Replace(c.url, "%s", s.Addr, 1), s).Send(t.Context(), message())
			d, ok := errors.AsType[*DeliveryError](err)
			if !ok || d.Permanent != c.permanent || d.Code != c.code {
				t.Errorf("err %+v, cause %v", err, errors.Unwrap(err))
			}
			if err != nil && strings.Contains(err.Error(), "asha") {
				t.Errorf("the error names a person: %v", err)
			}
			if n := len(s.Messages()); n != 0 {
				t.Errorf("%d messages were taken", n)
			}
		})
	}
}

func TestSMTPStopsWaitingWithItsContext(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, mailtest.Options{Silent: true})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	err := newSMTP(t, "smtp://"+s.Addr+"?tls=none", s).Send(ctx, message())
	if d, ok := errors.AsType[*DeliveryError](err); !ok || d.Permanent {
		t.Errorf("err = %v", err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("waited %s for a silent server", took)
	}
}

func TestSMTPURLs(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "http://mail", "smtp://", "smtp://u:hunter2@host?tls=none", "smtps://u:hunter2@host?tls=none", "smtp://u:hunter2@host:port", "smtp://u:hunter2@ho st"} {
		if _, err := NewSMTP(secret.New(bad), SMTPOptions{}); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// The CRLF corpus: whatever is put into whatever field, the message is refused, or its header has exactly the lines it
// should have.
func TestHeadersCannotBeInjected(t *testing.T) {
	t.Parallel()
	attacks := []string{
		"\r\nBcc: evil@x.example", "\nBcc: evil@x.example", "\rBcc: evil@x.example", "\r\n\r\n<script>", "\x00", "\x0b\x0c", "\u0085Bcc: evil@x.example",
		"\u2028Bcc: evil@x.example", "\u2029", "\r\n ", "%0d%0aBcc: evil@x.example", "=?utf-8?q?=0D=0ABcc:_evil@x.example?=", "a\r\n.\r\nMAIL FROM:<x>",
		"\" <evil@x.example>, \"", "<evil@x.example>", "x, evil@x.example", "\xff\xfe", "\x7f", "嘊嘍Bcc: evil@x.example",
	}
	fields := map[string]func(*Message, string){
		"subject":      func(m *Message, s string) { m.Subject = "Hi" + s },
		"from name":    func(m *Message, s string) { m.From.Name = "Hi" + s },
		"from address": func(m *Message, s string) { m.From.Email = "a@b.example" + s },
		"to name":      func(m *Message, s string) { m.To[0].Name = s },
		"to address":   func(m *Message, s string) { m.To[0].Email = "a@b.example" + s },
		"to local":     func(m *Message, s string) { m.To[0].Email = "a" + s + "@b.example" },
		"reply name":   func(m *Message, s string) { m.ReplyTo.Name = s },
		"header value": func(m *Message, s string) { m.Headers = map[string]string{"X-Kind": "a" + s} },
		"header name":  func(m *Message, s string) { m.Headers = map[string]string{"X-Kind" + s: "a"} },
		"id":           func(m *Message, s string) { m.ID = "a" + s },
		"file name": func(m *Message, s string) {
			m.Attachments = []Attachment{{Name: "a" + s, ContentType: "text/plain", Data: []byte("x")}}
		},
		"file type": func(m *Message, s string) {
			m.Attachments = []Attachment{{Name: "a", ContentType: "text/plain" + s, Data: []byte("x")}}
		},
		"calendar": func(m *Message, s string) { m.Calendar = &Calendar{Method: "REQUEST" + s, ICS: []byte("x")} },
	}
	allowed := map[string]bool{"Mime-Version": true, "Date": true, "Message-Id": true, "Subject": true, "From": true, "To": true, "Reply-To": true,
		"List-Unsubscribe": true, "Content-Type": true, "Content-Transfer-Encoding": true, "X-Kind": true}
	for name, set := range fields {
		for _, attack := range attacks {
			m := message()
			set(&m, attack)
			msg, err := compose(&m, testNow, ids.NewSource(nil))
			if errors.Is(err, ErrInvalid) {
				continue
			}
			if err != nil {
				t.Errorf("%s %q: %v", name, attack, err)
				continue
			}
			var raw bytes.Buffer
			if _, err := msg.WriteTo(&raw); err != nil {
				t.Fatal(err)
			}
			p, err := Parse(raw.Bytes())
			if err != nil {
				t.Errorf("%s %q: unreadable: %v", name, attack, err)
				continue
			}
			for h := range p.Header {
				if !allowed[h] && !strings.HasPrefix(h, "X-Kind") {
					t.Errorf("%s %q: header %s appeared", name, attack, h)
				}
			}
			rcpts, err := msg.GetRecipients()
			if err != nil || len(rcpts) != 1 || len(p.To) != 1 || p.From.Email != m.From.Email || p.Subject != m.Subject {
				t.Errorf("%s %q: recipients %v, subject %q, %v", name, attack, rcpts, p.Subject, err)
			}
		}
	}
}

func TestAnyOneLineSubjectSurvives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := message()
		m.Subject = OneLine(rapid.StringN(0, 200, 800).Draw(t, "subject"))
		m.To[0].Name = OneLine(rapid.StringN(0, 40, 160).Draw(t, "name"))
		if m.Subject == "" {
			m.Subject = "x"
		}
		msg, err := compose(&m, testNow, ids.NewSource(nil))
		if err != nil {
			t.Fatal(err)
		}
		var raw bytes.Buffer
		if _, err := msg.WriteTo(&raw); err != nil {
			t.Fatal(err)
		}
		p, err := Parse(raw.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if p.Subject != m.Subject || p.To[0].Email != m.To[0].Email || len(p.Header["Subject"]) != 1 {
			t.Fatalf("subject %q became %q, to %+v", m.Subject, p.Subject, p.To)
		}
	})
}

func TestValidateNamesEveryFault(t *testing.T) {
	t.Parallel()
	big := make([]byte, MaxAttached+1)
	for name, spoil := range map[string]func(*Message){
		"from":        func(m *Message) { m.From = Address{} },
		"to":          func(m *Message) { m.To = nil },
		"many to":     func(m *Message) { m.To = make([]Address, MaxRecipients+1) },
		"subject":     func(m *Message) { m.Subject = "" },
		"long":        func(m *Message) { m.Subject = strings.Repeat("é", MaxSubject+1) },
		"text":        func(m *Message) { m.Text = "" },
		"huge":        func(m *Message) { m.HTML = strings.Repeat("x", MaxBody) },
		"attachments": func(m *Message) { m.Attachments = []Attachment{{"a", "text/plain", big}} },
		"path":        func(m *Message) { m.Attachments = []Attachment{{"../a", "text/plain", nil}} },
		"count":       func(m *Message) { m.Attachments = make([]Attachment, MaxAttachments+1) },
		"reserved":    func(m *Message) { m.Headers = map[string]string{"bcc": "a@b.example"} },
		"content":     func(m *Message) { m.Headers = map[string]string{"Content-Type": "text/html"} },
		"calendar":    func(m *Message) { m.Calendar = &Calendar{Method: "REPLY", ICS: []byte("x")} },
	} {
		m := message()
		spoil(&m)
		if err := m.Validate(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m := full()
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
}

func openMailbox(t *testing.T, dir string, limit int) *Mailbox {
	t.Helper()
	b, err := OpenMailbox(dir, limit, clock.NewFake(testNow), ids.NewSource(nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func TestMailboxKeepsMessagesOverARestart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mail")
	b := openMailbox(t, dir, 10)
	if err := b.Send(t.Context(), full()); err != nil {
		t.Fatal(err)
	}
	other := message()
	other.To[0].Email = "ben@mail.example"
	if err := b.Send(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	// A crash in the middle of a line must not cost the others.
	f, err := os.OpenFile(filepath.Join(dir, fileName), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"id":"0192`); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()

	b = openMailbox(t, dir, 10)
	third := message()
	third.To[0].Email = "after@mail.example"
	if err := b.Send(t.Context(), third); err != nil {
		t.Fatal(err)
	}
	b = openMailbox(t, dir, 10)
	if last, total := b.List("", 0, 1); total != 3 || last[0].To[0] != "after@mail.example" {
		t.Fatalf("%d messages after a cut line: %+v", total, last)
	}
	all, total := b.List("", 1, 10)
	if total != 3 || len(all) != 2 || all[0].To[0] != "ben@mail.example" {
		t.Fatalf("%d messages: %+v", total, all)
	}
	mine, total := b.List("ASHA@mail.example", 0, 10)
	if total != 1 || len(mine) != 1 || mine[0].Subject != full().Subject || !mine[0].At.Equal(testNow) {
		t.Fatalf("%d messages to Asha: %+v", total, mine)
	}
	p, raw, err := b.Read(mine[0].ID)
	if err != nil || p.Subject != full().Subject || len(raw) != mine[0].Size {
		t.Errorf("read %v, %v", p, err)
	}
	checkFull(t, raw)
	if _, _, err := b.Read(uuid.New()); !errors.Is(err, ErrNoMessage) {
		t.Errorf("unknown message: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, fileName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestMailboxIsBounded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const limit = 5
	b := openMailbox(t, dir, limit)
	for i := range 8 * limit {
		m := message()
		m.Subject = fmt.Sprint("n", i)
		if err := b.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	check := func(b *Mailbox) {
		t.Helper()
		got, total := b.List("", 1, 2)
		if total != limit || len(got) != 2 || got[0].Subject != "n38" || got[1].Subject != "n37" {
			t.Errorf("%d messages, page %+v", total, got)
		}
	}
	check(b)
	check(openMailbox(t, dir, limit))
	kept, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil || bytes.Count(kept, []byte("\n")) > 2*limit {
		t.Errorf("%d lines in the file, %v", bytes.Count(kept, []byte("\n")), err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("%d files, %v", len(files), err)
	}
}

func TestMailboxConcurrentUse(t *testing.T) {
	t.Parallel()
	b := openMailbox(t, t.TempDir(), 20)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if err := b.Send(t.Context(), message()); err != nil {
					t.Error(err)
				}
				b.List("", 0, 5)
			}
		})
	}
	wg.Wait()
	if _, total := b.List("", 0, 1); total != 20 {
		t.Errorf("%d messages", total)
	}
}

func FuzzParse(f *testing.F) {
	m := full()
	msg, err := compose(&m, testNow, ids.NewSource(nil))
	if err != nil {
		f.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := msg.WriteTo(&raw); err != nil {
		f.Fatal(err)
	}
	f.Add(raw.Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		if p, err := Parse(raw); err == nil && p == nil {
			t.Error("neither message nor error")
		}
	})
}
