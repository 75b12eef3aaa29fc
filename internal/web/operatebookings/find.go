package operatebookings

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const perPage = 50

// statuses can be looked for; a hold is no booking yet.
var statuses = []booking.Status{booking.Pending, booking.Confirmed, booking.InSession, booking.Completed, booking.Cancelled, booking.Declined, booking.Expired, booking.NoShow}

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.found(w, r, who, page.Query(r), "")
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

// find takes the form. Without an address what is looked for goes into the page's own address; with one it must not.
func (h Handler) find(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	email := strings.TrimSpace(form.Get("email"))
	if email == "" {
		page.See(w, r, "/admin/bookings?"+kept(form, "").Encode())
		return nil
	}
	v, err := h.found(w, r, who, form, email)
	if err != nil {
		return err
	}
	v.Next, v.More = "", v.Next != ""
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

// kept is what of a form belongs into an address.
func kept(form url.Values, after string) url.Values {
	out := url.Values{}
	for _, name := range []string{"code", "slug", "state", "from", "to"} {
		if s := strings.TrimSpace(form.Get(name)); s != "" {
			out.Set(name, s)
		}
	}
	if after != "" {
		out.Set("after", after)
	}
	return out
}

func (h Handler) found(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, email string) (List, error) {
	v := List{Page: h.page(w, r, "nav.admin_bookings"), Find: Find{Code: form.Get("code"), Email: email, Slug: form.Get("slug"), From: form.Get("from"), To: form.Get("to")}}
	q := booking.FindQuery{Code: v.Find.Code, Email: email, Slug: v.Find.Slug, Limit: perPage, After: keyOf(form.Get("after"))}
	q.From, q.To = between(v.Page, v.Find.From, v.Find.To)
	v.Find.States = []ui.Choice{{Label: v.Page.L.T("obk.any_state")}}
	for _, s := range statuses {
		c := ui.Choice{Value: string(s), Label: v.Page.L.T("status." + string(shownAs(s))), Selected: string(s) == form.Get("state")}
		if c.Selected {
			q.Status = s
		}
		v.Find.States = append(v.Find.States, c)
	}
	list, more, err := h.Bookings.Find(r.Context(), who, q)
	if err != nil {
		return v, err
	}
	for _, b := range list {
		v.Items = append(v.Items, h.item(v.Page, b))
	}
	if more {
		last := list[len(list)-1]
		v.Next = "/admin/bookings?" + kept(form, last.Start.UTC().Format(time.RFC3339Nano)+"_"+last.ID.String()).Encode()
	}
	if v.Find.Slug != "" && !q.From.IsZero() && !q.To.IsZero() {
		v.Bulk = "/admin/bookings/bulk?" + kept(url.Values{"slug": {v.Find.Slug}, "from": {v.Find.From}, "to": {v.Find.To}}, "").Encode()
	}
	return v, nil
}

func shownAs(s booking.Status) ui.Status {
	if s == booking.Pending {
		return ui.Requested
	}
	return ui.Status(s)
}

// between reads two dates in the reader's zone; both are inclusive, what is no date does not narrow.
func between(p layout.Page, from, to string) (time.Time, time.Time) {
	a, _ := time.ParseInLocation(time.DateOnly, from, p.Zone)
	b, err := time.ParseInLocation(time.DateOnly, to, p.Zone)
	if err == nil {
		b = b.AddDate(0, 0, 1)
	}
	return a, b
}

// keyOf reads where the page before ended; what is no key begins at the top.
func keyOf(s string) booking.Key {
	at, id, _ := strings.Cut(s, "_")
	start, err := time.Parse(time.RFC3339Nano, at)
	key, bad := uuid.Parse(id)
	if err != nil || bad != nil {
		return booking.Key{}
	}
	return booking.Key{Start: start, ID: key}
}
