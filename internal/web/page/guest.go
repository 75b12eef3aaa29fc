package page

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
)

// grant lets a browser act on one booking until its mailed link ends.
type grant struct {
	code  string
	id    uuid.UUID
	until int64 // seconds
}

const maxGrants = 10

// Grant remembers that this browser came by the signed link of a booking. The link's signature was checked.
func (k *Kit) Grant(w http.ResponseWriter, r *http.Request, code string, id uuid.UUID, until time.Time) {
	list := append([]grant{{code, id, until.Unix()}}, slices.DeleteFunc(k.grants(r), func(g grant) bool { return g.code == code })...)
	list = list[:min(len(list), maxGrants)]
	parts := make([]string, len(list))
	for i, g := range list {
		parts[i] = g.code + "." + g.id.String() + "." + strconv.FormatInt(g.until, 10)
	}
	payload := strings.Join(parts, "~")
	k.setSecret(w, guestCookie, payload+"|"+k.CSRF.Token("guest "+payload), until.Sub(k.Clock.Now()))
}

func (k *Kit) grants(r *http.Request) []grant {
	payload, token, ok := strings.Cut(k.cookie(r, guestCookie), "|")
	if !ok || !k.CSRF.Verify("guest "+payload, token) {
		return nil
	}
	var out []grant
	for part := range strings.SplitSeq(payload, "~") {
		f := strings.Split(part, ".")
		if len(f) != 3 {
			continue
		}
		id, err := uuid.Parse(f[1])
		until, err2 := strconv.ParseInt(f[2], 10, 64)
		if err == nil && err2 == nil && k.Clock.Now().Unix() < until {
			out = append(out, grant{f[0], id, until})
		}
	}
	return out
}

// GuestCaller is the caller as the guest of one booking, when this browser came by its link.
func (k *Kit) GuestCaller(r *http.Request, code string) (booking.Caller, bool) {
	for _, g := range k.grants(r) {
		if g.code == code {
			c := k.Caller(r)
			c.Principal = identity.Principal{Guest: true, BookingID: g.id, Zone: c.Zone, Locale: c.Locale}
			return c, true
		}
	}
	return booking.Caller{}, false
}

// GuestCallerOf is GuestCaller for who knows the booking by its id.
func (k *Kit) GuestCallerOf(r *http.Request, id uuid.UUID) (booking.Caller, bool) {
	for _, g := range k.grants(r) {
		if g.id == id {
			return k.GuestCaller(r, g.code)
		}
	}
	return booking.Caller{}, false
}

const (
	maxHolds    = 3 // as many as booking lets a caller have
	holdCookFor = time.Hour
)

// RememberHold notes this browser's hold with a practitioner, for EarlierHold.
func (k *Kit) RememberHold(w http.ResponseWriter, r *http.Request, slug string, id uuid.UUID) {
	list := []string{slug + "." + id.String()}
	for _, part := range k.holds(r) {
		if !strings.HasPrefix(part, slug+".") && len(list) < maxHolds {
			list = append(list, part)
		}
	}
	k.setSecret(w, holdCookie, strings.Join(list, "~"), holdCookFor)
}

// EarlierHold is the hold this browser made last with a practitioner, or the zero id. It is a hint that whoever acts on
// must authorise like any other id.
func (k *Kit) EarlierHold(r *http.Request, slug string) uuid.UUID {
	for _, part := range k.holds(r) {
		if raw, ok := strings.CutPrefix(part, slug+"."); ok {
			if id, err := uuid.Parse(raw); err == nil {
				return id
			}
		}
	}
	return uuid.Nil
}

func (k *Kit) holds(r *http.Request) []string {
	raw := k.cookie(r, holdCookie)
	if raw == "" || len(raw) > 1000 {
		return nil
	}
	return strings.Split(raw, "~")
}
