package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const perPage = 20

func (h Handler) queue(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	key, number := desk.Queue(r.PathValue("queue")), page.Number(r)
	rows, total, err := h.Desk.List(r.Context(), who, key, number, perPage)
	if err != nil {
		return err
	}
	v := Queue{Page: h.titled(w, r, "desk", "desk.q_"+string(key)), Key: string(key), Total: total, Pages: page.Pages(r, number, total, perPage)}
	for _, row := range rows {
		v.Items = append(v.Items, item(v.Page, key, row))
	}
	httpx.WritePage(w, r, http.StatusOK, QueuePage(v))
	return nil
}

// item is a row with the way to it, and what can be done on the spot.
func item(p layout.Page, q desk.Queue, row desk.Row) Item {
	it := Item{What: row.Code, Code: true, URL: "/admin/bookings/" + row.Code, Why: why(p.L, string(q), row.Why), Since: row.Since, Until: row.Until}
	if row.Amount.Currency != "" {
		it.Note = p.L.Money(row.Amount)
	}
	switch q {
	case desk.Requests:
		it.Note = row.Name
	case desk.Payments:
		it.Note = p.L.List(it.Note, stepTries(p, row))
		if row.Code == "" { // the purchase of a package
			it.What, it.Code, it.URL = p.L.T("desk.package"), false, stepURL(row, "again")
		}
		if row.Why == "payout" {
			it.What = p.L.T("desk.payout")
		}
		for _, verb := range stepVerbsOf(row) {
			it.Action = append(it.Action, ui.Link{URL: stepURL(row, verb), Label: p.L.T("desk.do_" + verb)})
		}
	case desk.Refunds:
		it.Action = []ui.Link{{URL: "/admin/refunds/" + row.ID, Label: p.L.T("desk.do_handled")}}
		if row.Dispute != uuid.Nil {
			it.Action = append(it.Action, ui.Link{URL: "/admin/disputes/" + row.Dispute.String(), Label: p.L.T("desk.do_dispute")})
		}
	case desk.Differences:
		it.What, it.URL = row.ID, "/admin/reconciliation/explain?"+url.Values{"side": {row.Why}, "gateway": {row.Name}, "subject": {row.ID}}.Encode()
	case desk.Licences:
		it.What, it.Code, it.URL = row.Name, false, "/admin/people/"+row.Person.String()
		it.Action = []ui.Link{{URL: "/admin/verification/" + row.ID, Label: p.L.T("desk.do_papers")}}
	case desk.Calendars:
		it.What, it.Code, it.URL = row.Name, false, "/admin/people/"+row.Person.String()
	case desk.Jobs:
		at := "/admin/jobs/" + row.ID
		it.What, it.URL, it.Note = row.Kind, at+"/retry", tries(p, row)
		it.Action = []ui.Link{{URL: at + "/retry", Label: p.L.T("desk.do_retry")}, {URL: at + "/discard", Label: p.L.T("desk.do_discard")}}
	}
	return it
}

func tries(p layout.Page, row desk.Row) string {
	if row.GivenUp {
		return p.L.N("desk.gave_up", row.Tries)
	}
	return p.L.T("desk.tried", d("Try", strconv.Itoa(row.Tries)), d("Of", strconv.Itoa(row.MaxTry)))
}

// refundOf is the refund of the path.
func (h Handler) refundOf(r *http.Request, who identity.Principal) (desk.Row, uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("refund"))
	if err != nil {
		return desk.Row{}, id, desk.ErrNoRefund
	}
	row, err := h.Desk.Refund(r.Context(), who, id)
	return row, id, err
}

// jobOf is the job of the path.
func (h Handler) jobOf(r *http.Request, who identity.Principal) (desk.Row, int64, error) {
	id, err := strconv.ParseInt(r.PathValue("job"), 10, 64)
	if err != nil {
		return desk.Row{}, id, desk.ErrNoJob
	}
	row, err := h.Desk.Job(r.Context(), who, id)
	return row, id, err
}
