package page

import (
	"net/url"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/platform/idem"
)

// HoldKey makes the idempotency key of a hold from the form's key and what was chosen: one page shows many times under one
// key. The hold it replaces is left out, because a repeated form may already name the new one.
func (k *Kit) HoldKey(c booking.Caller, form url.Values, r booking.HoldRequest) (idem.Key, error) {
	key := form.Get("key")
	if key != "" {
		key += ":" + r.ServiceID.String() + ":" + r.Start.UTC().Format(time.RFC3339)
	}
	r.Replaces = [16]byte{}
	return idem.New("hold:"+c.PersonID.String()+":"+c.AccessScope(), key, r)
}
