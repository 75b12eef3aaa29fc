package devmail

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/mail"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler shows the mailbox of a development server. Box is nil where mail goes to people: then there is no such page.
type Handler struct {
	Kit *page.Kit
	Box *mail.Mailbox
}

// Mount adds the area's routes, if there is a mailbox.
func (h Handler) Mount(mux *http.ServeMux) {
	if h.Box == nil {
		return
	}
	mux.HandleFunc("GET /dev/mail", h.Kit.Anybody(h.list))
	mux.HandleFunc("GET /dev/mail/{id}", h.Kit.Anybody(h.message))
	mux.HandleFunc("GET /dev/mail/{id}/html", h.Kit.Anybody(h.html))
	mux.HandleFunc("GET /dev/mail/{id}/files/{file}", h.Kit.Anybody(h.file))
}

const listed = 100

func (h Handler) list(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	v := List{Page: h.Kit.Private(w, r), To: page.Query(r).Get("to")}
	v.Page.Title = "Mailbox"
	found, _ := h.Box.List(strings.TrimSpace(v.To), 0, listed)
	for _, s := range found {
		v.Items = append(v.Items, item(s.ID, strings.Join(s.To, ", "), s.Subject))
		v.Items[len(v.Items)-1].At = s.At
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func item(id uuid.UUID, to, subject string) Item {
	return Item{ID: id.String(), Kind: "mail", To: to, Subject: subject}
}

// read is the message of the path, taken apart and as it was sent.
func (h Handler) read(r *http.Request) (uuid.UUID, *mail.Parsed, []byte, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return id, nil, nil, mail.ErrNoMessage
	}
	m, raw, err := h.Box.Read(id)
	return id, m, raw, err
}

// shown are the header lines that tell something the rest does not.
var shown = []string{"Message-Id", "List-Unsubscribe", "Auto-Submitted", "References"}

func (h Handler) message(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	id, m, raw, err := h.read(r)
	if err != nil {
		return err
	}
	var to []string
	for _, a := range m.To {
		to = append(to, a.String())
	}
	v := Message{Page: h.Kit.Private(w, r), Item: item(id, strings.Join(to, ", "), m.Subject), From: m.From.String(), Body: m.Text}
	v.Page.Title, v.Item.At = m.Subject, m.Date
	if m.ReplyTo != nil {
		v.Headers = append(v.Headers, Header{"Reply to", m.ReplyTo.String()})
	}
	for _, name := range shown {
		if value := m.Header.Get(name); value != "" {
			v.Headers = append(v.Headers, Header{name, value})
		}
	}
	base := "/dev/mail/" + id.String()
	if m.HTML != "" {
		v.HTMLURL = base + "/html"
	}
	for i, f := range files(m, raw) {
		v.Files = append(v.Files, Header{f.Name, base + "/files/" + strconv.Itoa(i)})
	}
	// This page frames the HTML part, which the policy of all other pages does not allow.
	w.Header().Set("Content-Security-Policy", layout.ContentSecurityPolicy(httpx.Nonce(r.Context())))
	httpx.WritePage(w, r, http.StatusOK, MessagePage(v))
	return nil
}

// files are what can be saved: the invitation, the attachments, and the whole message.
func files(m *mail.Parsed, raw []byte) []mail.Attachment {
	var out []mail.Attachment
	if m.Calendar != nil {
		out = append(out, mail.Attachment{Name: "invite.ics", ContentType: "text/calendar; charset=utf-8", Data: m.Calendar.ICS})
	}
	for _, a := range m.Attachments {
		out = append(out, mail.Attachment{Name: a.Name, ContentType: "application/octet-stream", Data: a.Data})
	}
	return append(out, mail.Attachment{Name: "message.eml", ContentType: "message/rfc822", Data: raw})
}

// htmlPolicy is that of the HTML part: it may look as it was written and do nothing.
const htmlPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-popups"

func (h Handler) html(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	_, m, _, err := h.read(r)
	if err != nil {
		return err
	}
	if m.HTML == "" {
		return mail.ErrNoMessage
	}
	answer(w, "text/html; charset=utf-8", htmlPolicy, []byte(m.HTML))
	return nil
}

func (h Handler) file(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	_, m, raw, err := h.read(r)
	if err != nil {
		return err
	}
	list := files(m, raw)
	n, err := strconv.Atoi(r.PathValue("file"))
	if err != nil || n < 0 || n >= len(list) {
		return mail.ErrNoMessage
	}
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": list[n].Name})
	if disposition == "" {
		disposition = "attachment"
	}
	w.Header().Set("Content-Disposition", disposition)
	answer(w, list[n].ContentType, "default-src 'none'; sandbox", list[n].Data)
	return nil
}

func answer(w http.ResponseWriter, contentType, policy string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Security-Policy", policy)
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // the client may have gone
}
