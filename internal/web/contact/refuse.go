package contact

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"
	"klear/internal/platform/httpx"

	"github.com/google/uuid"
)

// refuseFor is how long a letter's link works: longer than anybody keeps it unread.
const refuseFor = 3 * 365 * 24 * time.Hour

// RefuseLink is the address, without the host, at which whoever has it ends a consent in which they are named.
func RefuseLink(links crypto.LinkSigner, contact uuid.UUID, now time.Time) (string, error) {
	q := url.Values{"contact": {contact.String()}}
	return links.SignLink("/contact/refuse?"+q.Encode(), now.Add(refuseFor))
}

// read checks the signed address. Errors: httpx.ErrNotFound for a forged one, crypto.ErrLinkExpired.
func (h Handler) read(r *http.Request) (uuid.UUID, error) {
	fault := h.Links.VerifyLink(r.URL, h.Clock.Now())
	if errors.Is(fault, crypto.ErrLinkExpired) {
		return uuid.Nil, fault
	}
	id, err := uuid.Parse(r.URL.Query().Get("contact"))
	if fault != nil || err != nil {
		return uuid.Nil, httpx.ErrNotFound
	}
	return id, nil
}

// askRefuse shows one button: mail programs open links on their own, and must not end anything by that.
func (h Handler) askRefuse(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	if _, err := h.read(r); err != nil {
		return err
	}
	h.showRefuse(w, r, false)
	return nil
}

// refuse needs no token of a form: the signature says that the request comes from the letter.
func (h Handler) refuse(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	id, err := h.read(r)
	if err != nil {
		return err
	}
	if err := h.Safety.RefuseContact(r.Context(), id); err != nil {
		return err
	}
	h.showRefuse(w, r, true)
	return nil
}

// showRefuse says nothing of who named whom: a link can be passed on.
func (h Handler) showRefuse(w http.ResponseWriter, r *http.Request, done bool) {
	v := RefuseView{Page: h.Private(w, r), Done: done, Action: r.URL.RequestURI()}
	v.Page.Title = v.Page.L.T("contact.refuse_title")
	w.Header().Set("Referrer-Policy", "no-referrer")
	httpx.WritePage(w, r, http.StatusOK, RefusePage(v))
}
