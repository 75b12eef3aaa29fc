package mail

import (
	"context"
	"mime"
	"net/mail"
	"net/textproto"
	"strings"
	"unicode"
	"unicode/utf8"

	"klear/internal/platform/apperr"
)

// Sender delivers a message or says why not; see DeliveryError.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Address is a mailbox with an optional display name.
type Address struct {
	Name  string
	Email string
}

// String writes the address for a header, the name quoted or encoded as needed. Backslashes are left out of the name:
// in an encoded name they would make the header unreadable.
func (a Address) String() string {
	return (&mail.Address{Name: strings.ReplaceAll(a.Name, `\`, ""), Address: a.Email}).String()
}

// ParseAddress reads "Name <address>" or a bare address.
func ParseAddress(s string) (Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return Address{}, ErrInvalid.With(err)
	}
	return Address{Name: a.Name, Email: a.Address}, nil
}

// Message is one mail. Text is required; HTML is shown instead by clients that can.
type Message struct {
	// ID is unique to this message, without the host; a retry with the same ID is recognised as the same mail by many
	// receivers. Empty: a random one.
	ID      string
	From    Address
	To      []Address
	ReplyTo *Address
	Subject string
	Text    string
	HTML    string
	// Headers are further ones, such as List-Unsubscribe. Those that this package writes cannot be set.
	Headers     map[string]string
	Calendar    *Calendar
	Attachments []Attachment
}

// Calendar is an invitation: mail programs show it with buttons. Method is the iTIP method and must equal the one in
// ICS.
type Calendar struct {
	Method string // REQUEST, CANCEL or PUBLISH
	ICS    []byte
}

// Attachment is a file.
type Attachment struct {
	Name        string
	ContentType string
	Data        []byte
}

// The limits of a message.
const (
	MaxRecipients  = 50
	MaxSubject     = 250 // characters
	MaxBody        = 1 << 20
	MaxHeaders     = 20
	MaxAttachments = 10
	MaxAttached    = 10 << 20 // bytes of all attachments and the calendar
)

// ErrInvalid is what Validate and the senders return for a message that must not be sent; a retry cannot help. Its
// Fields say what is wrong.
var ErrInvalid = apperr.New(apperr.Internal, "mail_invalid", "This message cannot be sent.")

// OneLine makes a text fit for a subject or a name: every run of white space and control characters becomes one space,
// and what would be read as an encoded word is taken apart.
func OneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), encodedWord, "= ?")
}

// Validate returns ErrInvalid with a field for each fault, or nil.
func (m *Message) Validate() error {
	var v check
	v.address("from", m.From)
	v.that(len(m.To) > 0 && len(m.To) <= MaxRecipients, "to", "count")
	for _, a := range m.To {
		v.address("to", a)
	}
	if m.ReplyTo != nil {
		v.address("reply_to", *m.ReplyTo)
	}
	v.that(m.Subject != "" && oneLine(m.Subject) && utf8.RuneCountInString(m.Subject) <= MaxSubject, "subject", "one_line")
	v.that(idSafe(m.ID), "id", "characters")
	v.that(m.Text != "" && len(m.Text)+len(m.HTML) <= MaxBody, "text", "size")
	v.that(utf8.ValidString(m.Text) && utf8.ValidString(m.HTML), "text", "utf8")
	v.headers(m.Headers)
	v.files(m)
	if len(v.fields) == 0 {
		return nil
	}
	return ErrInvalid.WithFields(v.fields...)
}

// check collects the faults of a message.
type check struct{ fields []apperr.Field }

func (v *check) that(ok bool, path, code string) {
	if !ok {
		v.fields = append(v.fields, apperr.Field{Path: path, Code: code})
	}
}

func (v *check) address(path string, a Address) {
	parsed, err := mail.ParseAddress("<" + a.Email + ">")
	v.that(err == nil && parsed.Address == a.Email && oneLine(a.Email) && len(a.Email) <= 254, path, "address")
	v.that(oneLine(a.Name) && len(a.Name) <= 200, path, "name")
}

func (v *check) headers(h map[string]string) {
	v.that(len(h) <= MaxHeaders, "headers", "count")
	for name, value := range h {
		v.that(headerName(name) && !reserved(name), "headers", "name")
		v.that(oneLine(value) && len(value) <= 900, "headers", "value")
	}
}

func (v *check) files(m *Message) {
	size := 0
	v.that(len(m.Attachments) <= MaxAttachments, "attachments", "count")
	for _, a := range m.Attachments {
		size += len(a.Data)
		v.that(a.Name != "" && oneLine(a.Name) && len(a.Name) <= 200 && !strings.ContainsAny(a.Name, `/\`), "attachments", "name")
		v.that(mediaType(a.ContentType), "attachments", "type")
	}
	if m.Calendar != nil {
		size += len(m.Calendar.ICS)
		v.that(m.Calendar.Method == "REQUEST" || m.Calendar.Method == "CANCEL" || m.Calendar.Method == "PUBLISH", "calendar", "method")
		v.that(utf8.Valid(m.Calendar.ICS) && len(m.Calendar.ICS) > 0, "calendar", "ics")
	}
	v.that(size <= MaxAttached, "attachments", "size")
}

// encodedWord starts a word in RFC 2047's encoding: mail programs decode it, so that it could show a line break or
// another name than the one we checked.
const encodedWord = "=?"

// oneLine reports text without any character that could end a line somewhere on the way.
func oneLine(s string) bool {
	if !utf8.ValidString(s) || strings.Contains(s, encodedWord) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return false
		}
	}
	return true
}

func idSafe(id string) bool {
	for _, c := range []byte(id) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return len(id) <= 100
}

// headerName is RFC 5322's field-name.
func headerName(s string) bool {
	for _, c := range []byte(s) {
		if c < 33 || c > 126 || c == ':' {
			return false
		}
	}
	return s != "" && len(s) <= 60
}

func reserved(name string) bool {
	switch name = textproto.CanonicalMIMEHeaderKey(name); name {
	case "From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Return-Path", "Subject", "Date", "Message-Id", "Mime-Version":
		return true
	}
	return strings.HasPrefix(name, "Content-")
}

func mediaType(s string) bool {
	t, _, err := mime.ParseMediaType(s)
	return err == nil && strings.Count(t, "/") == 1 && oneLine(s)
}
