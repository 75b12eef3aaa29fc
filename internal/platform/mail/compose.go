package mail

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"klear/internal/platform/ids"
)

// compose validates m and lays it out as MIME.
func compose(m *Message, now time.Time, source ids.Source) (*gomail.Msg, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := addresses(out, m); err != nil {
		return nil, ErrInvalid.With(err)
	}
	id := m.ID
	if id == "" {
		id = source.ID().String()
	}
	_, host, _ := strings.Cut(m.From.Email, "@")
	out.SetMessageIDWithValue(id + "@" + host)
	out.SetDateWithValue(now)
	out.Subject(m.Subject)
	for name, value := range m.Headers {
		out.SetGenHeader(gomail.Header(name), value)
	}
	out.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		out.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return out, files(out, m)
}

func addresses(out *gomail.Msg, m *Message) error {
	if err := out.From(m.From.String()); err != nil {
		return err
	}
	for _, a := range m.To {
		if err := out.AddTo(a.String()); err != nil {
			return err
		}
	}
	if m.ReplyTo != nil {
		return out.ReplyTo(m.ReplyTo.String())
	}
	return nil
}

func files(out *gomail.Msg, m *Message) error {
	if c := m.Calendar; c != nil {
		// As an alternative for the programs that show buttons, and as a file for those that only open files.
		kind := gomail.ContentType("text/calendar; method=" + c.Method)
		out.AddAlternativeString(kind, string(c.ICS))
		if err := out.AttachReader("invite.ics", bytes.NewReader(c.ICS), gomail.WithFileContentType("application/ics")); err != nil {
			return fmt.Errorf("mail: attach calendar: %w", err)
		}
	}
	for _, a := range m.Attachments {
		if err := out.AttachReader(a.Name, bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(a.ContentType))); err != nil {
			return fmt.Errorf("mail: attach: %w", err)
		}
	}
	return nil
}
