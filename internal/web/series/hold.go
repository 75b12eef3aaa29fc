package series

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/idem"
	"klear/internal/web/page"
)

// hold keeps every chosen date, or none, and leads to the checkout. Nobody has to be signed in.
func (h Handler) hold(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	form, err := h.Kit.Form(w, r, 3*booking.MaxSeries)
	if err != nil {
		return err
	}
	want, err := read(form)
	if err != nil {
		return err
	}
	list, err := h.take(w, r, want, form)
	if err != nil {
		return h.again(w, r, want, form, err)
	}
	h.Kit.RememberHold(w, r, want.slug, list[0].ID)
	page.See(w, r, "/book/"+list[0].ID.String())
	return nil
}

func (h Handler) take(w http.ResponseWriter, r *http.Request, want wish, form url.Values) ([]*booking.Booking, error) {
	c := h.Kit.Caller(r)
	if c.SignedIn() {
		c.Access = "" // the account's own: who has this browser next must not find it
	} else {
		c.Access = h.Kit.Visitor(w, r)
	}
	_, zone := h.Kit.Reader(r)
	ask := booking.SeriesHold{ServiceID: want.service, Mode: string(want.mode), Zone: zone.String()}
	var err error
	if ask.Starts, err = starts(form); err != nil {
		return nil, err
	}
	key, err := keyOf(c, form.Get("key"), ask)
	if err != nil {
		return nil, err
	}
	// Who comes back to choose other dates gives up those held before. What is being paid stays, and says so itself.
	_ = h.Bookings.ReleaseTogether(r.Context(), c, h.Kit.EarlierHold(r, want.slug))
	return h.Bookings.HoldSeries(r.Context(), c, ask, key)
}

// keyOf is the form's key for exactly these dates: who goes back and chooses others asks for something new.
func keyOf(c booking.Caller, key string, ask booking.SeriesHold) (idem.Key, error) {
	if key != "" {
		sum := sha256.Sum256(fmt.Append(nil, ask.Starts))
		key += ":" + hex.EncodeToString(sum[:8])
	}
	return idem.New("page series:"+c.PersonID.String()+":"+c.AccessScope(), key, ask)
}
