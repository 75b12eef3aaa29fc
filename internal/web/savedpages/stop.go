package savedpages

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/saved"
	"klear/internal/platform/crypto"
	"klear/internal/platform/httpx"
)

// stopFor is how long a letter's link works: longer than anybody keeps it unread.
const stopFor = 400 * 24 * time.Hour

// StopLink is the address, without the host, that ends letters for whoever has it.
func StopLink(links crypto.LinkSigner, s saved.Stop, now time.Time) (string, error) {
	q := url.Values{"person": {s.PersonID.String()}, "with": {s.PractitionerID.String()}}
	return links.SignLink("/saved/stop?"+q.Encode(), now.Add(stopFor))
}

// read checks the signed address. Errors: httpx.ErrNotFound for a forged one, crypto.ErrLinkExpired.
func (h Handler) read(r *http.Request) (saved.Stop, error) {
	err := h.Links.VerifyLink(r.URL, h.Clock.Now())
	if errors.Is(err, crypto.ErrLinkExpired) {
		return saved.Stop{}, err
	}
	q := r.URL.Query()
	person, err2 := uuid.Parse(q.Get("person"))
	with, err3 := uuid.Parse(q.Get("with"))
	if err != nil || err2 != nil || err3 != nil {
		return saved.Stop{}, httpx.ErrNotFound
	}
	return saved.Stop{PersonID: person, PractitionerID: with}, nil
}

// askStop shows one button: mail programs open links on their own, and must not end anything by that.
func (h Handler) askStop(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	s, err := h.read(r)
	if err != nil {
		return err
	}
	return h.showStop(w, r, s, false)
}

// stop needs no token of a form: the signature says that the request comes from the letter, as RFC 8058 wants it.
func (h Handler) stop(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	s, err := h.read(r)
	if err != nil {
		return err
	}
	if err := h.Saved.StopAlert(r.Context(), s); err != nil {
		return err
	}
	return h.showStop(w, r, s, true)
}

func (h Handler) showStop(w http.ResponseWriter, r *http.Request, s saved.Stop, done bool) error {
	v := StopView{Page: h.Private(w, r), Done: done, Action: r.URL.RequestURI()}
	v.Page.Title = v.Page.L.T("saved.stop_title")
	p, err := h.Catalog.PractitionerByID(r.Context(), s.PractitionerID)
	if err != nil && !errors.Is(err, catalog.ErrNoPractitioner) {
		return err
	}
	if p.Visible() {
		v.Name = p.DisplayName
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	httpx.WritePage(w, r, http.StatusOK, StopPage(v))
	return nil
}
