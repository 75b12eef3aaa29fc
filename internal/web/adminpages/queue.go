package adminpages

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const queueSize = 20

// states are the tabs and the statuses behind them; the first is the one without a choice.
var states = []struct {
	name   string
	status catalog.VerificationStatus
}{{"waiting", catalog.Pending}, {"approved", catalog.Verified}, {"refused", catalog.Rejected}}

func (h Handler) showQueue(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	q := page.Query(r)
	state := states[0]
	for _, s := range states {
		if s.name == q.Get("state") {
			state = s
		}
	}
	number, _ := strconv.Atoi(q.Get("page"))
	number = min(max(number, 1), 10_000)
	entries, total, err := h.Catalog.VerificationQueue(r.Context(), who, state.status, number, queueSize)
	if err != nil {
		return err
	}
	v := Queue{Page: h.page(w, r), Pages: pagesOf(state.name, number, total)}
	for _, s := range states {
		v.States = append(v.States, ui.Choice{Value: s.name, Selected: s == state, Count: total, HasCount: s == state})
	}
	for _, e := range entries {
		v.Items = append(v.Items, h.item(v.Page, e))
	}
	httpx.WritePage(w, r, http.StatusOK, QueuePage(v))
	return nil
}

// item is an application as a line: who, why it is here, and since when.
func (h Handler) item(p layout.Page, e catalog.QueueEntry) QueueItem {
	id := e.Practitioner.ID.String()
	it := QueueItem{ID: id, URL: "/admin/verification/" + id, Person: h.Kit.Person(&e.Practitioner), Why: p.L.T("admin.why_new"), Since: e.Practitioner.CreatedAt,
		Papers: len(e.Documents), State: string(e.Practitioner.VerificationStatus)}
	last, decided := latest(e.Decisions)
	switch {
	case e.Practitioner.ClaimsWait():
		it.Why, it.Since = p.L.T("admin.why_claims"), *e.Practitioner.RenewalAt
	case e.Practitioner.RenewalAt != nil:
		it.Why, it.Since = p.L.T("admin.why_renewal"), *e.Practitioner.RenewalAt
	case decided && e.Practitioner.VerificationStatus != catalog.Pending:
		it.Why, it.Since = last.Reason, last.DecidedAt
	case decided:
		it.Why = p.L.T("admin.why_again")
		it.Since = latestPaper(e.Documents, last.DecidedAt)
	}
	return it
}

// latest is the decision that stands: the list is in order.
func latest(list []catalog.Decision) (last catalog.Decision, ok bool) {
	if len(list) == 0 {
		return last, false
	}
	return list[len(list)-1], true
}

func latestPaper(list []catalog.Document, at time.Time) time.Time {
	for _, d := range list {
		if d.UploadedAt.After(at) {
			at = d.UploadedAt
		}
	}
	return at
}

func pagesOf(state string, number, total int) ui.Pagination {
	p := ui.Pagination{Page: number, Pages: (total + queueSize - 1) / queueSize}
	to := func(n int) string {
		return "/admin/verification?" + url.Values{"state": {state}, "page": {strconv.Itoa(n)}}.Encode()
	}
	if number > 1 {
		p.Prev = to(number - 1)
	}
	if number < p.Pages {
		p.Next = to(number + 1)
	}
	for n := max(1, number-2); n <= min(p.Pages, number+2); n++ {
		p.Numbers = append(p.Numbers, ui.PageLink{Number: n, URL: to(n), Current: n == number})
	}
	return p
}
