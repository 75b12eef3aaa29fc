package earnings

import (
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// monthsBack is how many months a statement is offered for at a press; older ones have the same address.
const monthsBack = 24

func (h Handler) earnings(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := Earnings{Page: h.page(w, r, "earnings", "nav.earnings")}
	list, err := h.Payouts.Earnings(r.Context(), who)
	if err != nil {
		return err
	}
	if v.Debts, err = h.Payouts.Debts(r.Context(), who); err != nil {
		return err
	}
	q := page.Query(r)
	part, currency := payout.Part(q.Get("show")), q.Get("currency")
	for _, s := range list {
		v.Sums = append(v.Sums, sumOf(v.Page, s, part, currency))
	}
	if i := openSum(list, part, currency); i >= 0 {
		n := page.Number(r)
		items, total, err := h.Payouts.Lines(r.Context(), who, part, currency, payout.Page{Number: n, Limit: perPage})
		if err != nil {
			return err
		}
		v.Open = &Lines{Key: string(part), Items: items, Sum: amountOf(list[i], part), Pages: page.Pages(r, n, total, perPage)}
	}
	v.Months = months(v.Page)
	httpx.WritePage(w, r, http.StatusOK, EarningsPage(v))
	return nil
}

// openSum is the summary whose number is open; -1 when the address asks for none.
func openSum(list []payout.Summary, part payout.Part, currency string) int {
	for i, s := range list {
		if s.Currency == currency && (part == payout.PartPending || part == payout.PartFrozen || part == payout.PartAvailable || part == payout.PartOwed) {
			return i
		}
	}
	return -1
}

func amountOf(s payout.Summary, part payout.Part) money.Amount {
	minor := map[payout.Part]int64{payout.PartPending: s.Pending, payout.PartFrozen: s.Frozen, payout.PartAvailable: s.Available, payout.PartOwed: s.Owed}[part]
	return money.Amount{Minor: minor, Currency: s.Currency}
}

func sumOf(p layout.Page, s payout.Summary, open payout.Part, currency string) Sum {
	out := Sum{Currency: s.Currency}
	add := func(key, path string, minor int64) {
		out.Rows = append(out.Rows, Row{Key: key, URL: path, Amount: money.Amount{Minor: minor, Currency: s.Currency}, Open: string(open) == key && currency == s.Currency})
	}
	lines := func(part payout.Part) string {
		return "/pro/earnings?" + url.Values{"show": {string(part)}, "currency": {s.Currency}}.Encode() + "#lines"
	}
	add("pending", lines(payout.PartPending), s.Pending)
	if s.Frozen != 0 {
		add("frozen", lines(payout.PartFrozen), s.Frozen)
	}
	add("available", lines(payout.PartAvailable), s.Available)
	add("moving", "/pro/payouts?status=moving", s.InTransit)
	add("paid", "/pro/payouts?status=paid", s.Paid)
	if s.Owed != 0 {
		add("owed", lines(payout.PartOwed), s.Owed)
	}
	out.say(p, s)
	return out
}

// say puts the next payout, or what is in its way, into words.
func (out *Sum) say(p layout.Page, s payout.Summary) {
	amount := func(minor int64) string { return p.L.MoneyExact(money.Amount{Minor: minor, Currency: s.Currency}) }
	why := s.Next.Why
	words := map[string]any{"Amount": amount(s.Next.Amount), "Minimum": amount(s.Next.Minimum)}
	if !s.Next.On.IsZero() {
		words["Day"] = p.L.DateLong(s.Next.On, time.UTC)
	}
	out.Next = p.L.T("earnings.next_"+string(why), words)
	if !s.Next.Matures.IsZero() {
		out.Note = p.L.T("earnings.matures", d("When", p.L.When(s.Next.Matures, p.Zone)))
	}
	switch why {
	case payout.NoAccount, payout.NotReady, payout.Held:
		out.Warn, out.Fix = true, ui.Link{URL: "/pro/payouts#account", Label: p.L.T("earnings.to_account")}
	case payout.NotVerified:
		out.Warn, out.Fix = true, ui.Link{URL: "/pro/documents", Label: p.L.T("nav.documents")}
	}
}

func months(p layout.Page) []ui.Choice {
	now := p.Now.In(p.Zone)
	out := make([]ui.Choice, monthsBack)
	for i := range out {
		m := time.Date(now.Year(), now.Month()-time.Month(i), 1, 0, 0, 0, 0, time.UTC)
		out[i] = ui.Choice{Value: m.Format("2006-01"), Label: p.L.Month(m)}
	}
	return out
}

func statusLabel(p layout.Page, s payout.Status) string { return p.L.T("payouts.status_" + string(s)) }
