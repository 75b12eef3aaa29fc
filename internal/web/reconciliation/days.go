package reconciliation

import (
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

const perPage = 50

// unreadShown is how many days that were not read are listed.
const unreadShown = 20

func (h Handler) days(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := Days{Page: h.page(w, r, "nav.reconciliation")}
	late, total, err := h.Reconcile.Late(r.Context(), who, 1, perPage)
	if err != nil {
		return err
	}
	v.Late = total
	for _, i := range late {
		v.Items = append(v.Items, line(v.Page.L, i))
	}
	unread, n, err := h.Reconcile.UnreadDays(r.Context(), who, unreadShown)
	if err != nil {
		return err
	}
	v.Unread = n
	for _, d := range unread {
		v.UnreadDays = append(v.UnreadDays, UnreadDay(d))
	}
	number := page.Number(r)
	list, n, err := h.Reconcile.Days(r.Context(), who, "", number, perPage)
	if err != nil {
		return err
	}
	for _, d := range list {
		v.Days = append(v.Days, dayLine(d))
	}
	v.Pages = page.Pages(r, number, n, perPage)
	httpx.WritePage(w, r, http.StatusOK, DaysPage(v))
	return nil
}

func dayLine(d reconcile.Day) DayLine {
	out := DayLine{URL: "/admin/reconciliation/" + d.Gateway + "/" + d.Day.Format(time.DateOnly), Day: d.Day, Gateway: d.Gateway, Rows: d.Rows, Open: d.Open}
	for _, s := range d.Sums {
		out.Gateways, out.Books = append(out.Gateways, s.Gateway), append(out.Books, s.Books)
	}
	return out
}

func (h Handler) day(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	gateway := r.PathValue("gateway")
	day, err := time.Parse(time.DateOnly, r.PathValue("day"))
	if err != nil {
		return reconcile.ErrNoDay
	}
	number := page.Number(r)
	items, total, err := h.Reconcile.Items(r.Context(), who, gateway, day, number, perPage)
	if err != nil {
		return err
	}
	v := Day{Page: h.page(w, r, "nav.reconciliation"), Gateway: gateway, Total: total, Pages: page.Pages(r, number, total, perPage)}
	v.Page.Title = v.Page.L.DateYear(day, time.UTC)
	subjects := make([]string, len(items))
	for i, x := range items {
		v.Items = append(v.Items, line(v.Page.L, x))
		subjects[i] = x.Subject
	}
	notes, err := h.Reconcile.Notes(r.Context(), who, gateway, subjects)
	if err != nil {
		return err
	}
	for _, n := range notes {
		v.Notes = append(v.Notes, Note{Subject: n.Subject, Words: n.Words, Posting: n.EventKey, At: n.At})
	}
	httpx.WritePage(w, r, http.StatusOK, DayPage(v))
	return nil
}
