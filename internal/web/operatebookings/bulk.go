package operatebookings

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) plan(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.planView(w, r, who, page.Query(r))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, BulkPage(v))
	return nil
}

// planView is the dry run: what would be cancelled and what would go back. Without a practitioner and a range: nothing.
func (h Handler) planView(w http.ResponseWriter, r *http.Request, who identity.Principal, q url.Values) (Bulk, error) {
	v := Bulk{Page: h.page(w, r, "obk.bulk"), Slug: q.Get("slug"), From: q.Get("from"), To: q.Get("to")}
	from, to := between(v.Page, v.From, v.To)
	if from.IsZero() || to.IsZero() {
		return v, nil
	}
	v.Range = v.Page.L.DateYear(from, v.Page.Zone) + " – " + v.Page.L.DateYear(to.AddDate(0, 0, -1), v.Page.Zone)
	list, more, err := h.Bookings.PlanCancel(r.Context(), who, booking.BulkQuery{Slug: v.Slug, From: from, To: to})
	v.More = more
	for _, p := range list {
		v.Items = append(v.Items, Planned{Item: h.item(v.Page, p.Booking), Seen: p.ID.String() + ":" + strconv.FormatInt(p.Version, 10), Back: p.Back, Disputed: p.Disputed})
		v.Sums = summed(v.Page, v.Sums, p.Back)
	}
	return v, err
}

// cancelMany cancels what the dry run showed. It may be sent twice: what is cancelled already counts as done, so the
// answer is no redirect and may be loaded again.
func (h Handler) cancelMany(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r, booking.MaxBulk+20)
	if err != nil {
		return err
	}
	var list []booking.Seen
	for _, s := range form["item"] {
		id, version, _ := strings.Cut(s, ":")
		seen, err := uuid.Parse(id)
		n, bad := page.SeenVersion(version)
		if err != nil || bad != nil {
			return page.ErrForm
		}
		list = append(list, booking.Seen{ID: seen, Version: n})
	}
	done, fault := h.Bookings.CancelMany(r.Context(), h.Kit.Caller(r), list, form.Get("reason"))
	if fault != nil {
		v, err := h.planView(w, r, who, form)
		if err != nil {
			return err
		}
		if !h.Kit.Wrong(&v.Page, form, page.InForm(fault, "obk"), nil) {
			return fault
		}
		_, status := httpx.Public(fault)
		httpx.WritePage(w, r, status, BulkPage(v))
		return nil
	}
	httpx.WritePage(w, r, http.StatusOK, ResultPage(h.result(w, r, done)))
	return nil
}

func (h Handler) result(w http.ResponseWriter, r *http.Request, list []booking.Outcome) Result {
	v := Result{Page: h.page(w, r, "obk.bulk_done")}
	for _, o := range list {
		if o.Err != nil {
			e, _ := httpx.Public(o.Err)
			v.Failed = append(v.Failed, Failure{Code: o.Code, URL: "/admin/bookings/" + o.Code, Why: page.Words(v.Page, e)})
			continue
		}
		v.Done++
		if o.Back.Currency != "" {
			v.Sums = summed(v.Page, v.Sums, o.Back)
		}
	}
	return v
}
