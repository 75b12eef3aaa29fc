package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
)

// Parsed is a message as a mail program sees it.
type Parsed struct {
	Date        time.Time
	MessageID   string
	From        Address
	To          []Address
	ReplyTo     *Address
	Subject     string
	Header      textproto.MIMEHeader // as sent, undecoded
	Text        string
	HTML        string
	Calendar    *Calendar
	Attachments []Attachment
}

// maxDepth bounds nested multiparts; our own messages have two levels.
const maxDepth = 6

var errTooDeep = errors.New("mail: parts are nested too deeply")

// Parse reads a message in Internet format, as far as the mailbox pages need it.
func Parse(raw []byte) (*Parsed, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	p := &Parsed{Header: textproto.MIMEHeader(m.Header), MessageID: strings.Trim(m.Header.Get("Message-Id"), "<>")}
	p.Date, _ = m.Header.Date() // absent: zero
	if p.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return nil, err
	}
	if p.To, err = addressList(m.Header, "To"); err != nil {
		return nil, err
	}
	from, err := addressList(m.Header, "From")
	if err != nil {
		return nil, err
	}
	if len(from) > 0 {
		p.From = from[0]
	}
	if reply, err := addressList(m.Header, "Reply-To"); err == nil && len(reply) > 0 {
		p.ReplyTo = &reply[0]
	}
	return p, p.part(textproto.MIMEHeader(m.Header), m.Body, 0)
}

func addressList(h mail.Header, name string) ([]Address, error) {
	list, err := h.AddressList(name)
	if errors.Is(err, mail.ErrHeaderNotPresent) {
		return nil, nil
	}
	var out []Address
	for _, a := range list {
		out = append(out, Address{Name: a.Name, Email: a.Address})
	}
	return out, err
}

func (p *Parsed) part(h textproto.MIMEHeader, body io.Reader, depth int) error {
	if depth > maxDepth {
		return errTooDeep
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		return p.parts(multipart.NewReader(body, params["boundary"]), depth)
	}
	data, err := io.ReadAll(decoded(h, body))
	if err != nil {
		return err
	}
	disposition, dparams, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err == nil && disposition == "attachment" {
		name, err := new(mime.WordDecoder).DecodeHeader(dparams["filename"])
		if err != nil {
			return err
		}
		p.Attachments = append(p.Attachments, Attachment{Name: name, ContentType: h.Get("Content-Type"), Data: data})
		return nil
	}
	switch kind {
	case "text/html":
		p.HTML = string(data)
	case "text/calendar":
		p.Calendar = &Calendar{Method: params["method"], ICS: data}
	default:
		p.Text = string(data)
	}
	return nil
}

func (p *Parsed) parts(r *multipart.Reader, depth int) error {
	for {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := p.part(part.Header, part, depth+1); err != nil {
			return err
		}
	}
}

func decoded(h textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return body
}
