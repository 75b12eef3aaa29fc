package account

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/modules/payment"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

const (
	invoicesPerPage = 50
	maxDocuments    = 100 // of a year; all are in the export and at GET /api/v1/invoices
)

// asked is what the list shows: a year on the reader's calendar, and one practitioner or all.
type asked struct {
	year  int
	with  uuid.UUID
	years []int
}

// readAsked takes what was asked for from the address; what makes no sense is the present year and everybody.
func readAsked(r *http.Request, p layout.Page, payees []payment.Payee) asked {
	a := asked{year: p.Now.In(p.Zone).Year()}
	first := a.year
	for _, x := range payees {
		first = min(first, x.Since.In(p.Zone).Year())
	}
	for y := a.year; y >= first; y-- {
		a.years = append(a.years, y)
	}
	q := page.Query(r)
	if y, err := strconv.Atoi(q.Get("year")); err == nil && y >= first && y <= a.year {
		a.year = y
	}
	if id, err := uuid.Parse(q.Get("with")); err == nil {
		a.with = id
	}
	return a
}

func (a asked) query(zone *time.Location) payment.MovementQuery {
	return payment.MovementQuery{From: time.Date(a.year, 1, 1, 0, 0, 0, 0, zone), To: time.Date(a.year+1, 1, 1, 0, 0, 0, 0, zone), Practitioner: a.with}
}

func (a asked) url(path string) string {
	q := url.Values{"year": {strconv.Itoa(a.year)}}
	if a.with != uuid.Nil {
		q.Set("with", a.with.String())
	}
	return path + "?" + q.Encode()
}

// showInvoices lists what was paid and what came back in a year; the sums are the ledger's.
func (h Handler) showInvoices(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := Invoices{Page: h.page(w, r)}
	payees, err := h.Payments.Payees(r.Context(), who)
	if err != nil {
		return err
	}
	a, n := readAsked(r, v.Page, payees), page.Number(r)
	m := a.query(v.Page.Zone)
	m.Page = payment.Page{Number: n, Limit: invoicesPerPage}
	moves, total, sums, err := h.Payments.Movements(r.Context(), who, m)
	if err != nil {
		return err
	}
	known, err := h.named(r, who, moves, payees)
	if err != nil {
		return err
	}
	for _, y := range a.years {
		v.Years = append(v.Years, ui.Choice{Value: strconv.Itoa(y), Label: strconv.Itoa(y), Selected: y == a.year})
	}
	v.With = append(v.With, ui.Choice{Value: "", Label: v.Page.L.T("invoices.everybody")})
	for _, x := range payees {
		if b, ok := known[x.BookingID]; ok {
			v.With = append(v.With, ui.Choice{Value: x.PractitionerID.String(), Label: b.practitioner, Selected: x.PractitionerID == a.with})
		}
	}
	for _, x := range moves {
		v.Rows = append(v.Rows, invoiceRow(x, known[x.BookingID]))
	}
	documents, _, err := h.Invoices.Mine(r.Context(), who, invoice.Query{From: m.From, To: m.To, Limit: maxDocuments})
	if err != nil {
		return err
	}
	v.Documents = page.DocRows(v.Page.L, documents, page.DocumentURL)
	v.Sums, v.Any, v.FileURL, v.Pages = sums, len(payees) > 0, a.url("/account/invoices.csv"), page.Pages(r, n, total, invoicesPerPage)
	httpx.WritePage(w, r, http.StatusOK, InvoicesPage(v))
	return nil
}

// paidFor is a booking or a package as a list of payments names it.
type paidFor struct{ code, practitioner, service string }

// named reads the bookings and packages that rows and choices speak of, at once. Only a booking has a code here: it is
// the one with a receipt.
func (h Handler) named(r *http.Request, who identity.Principal, moves []payment.Movement, payees []payment.Payee) (map[uuid.UUID]paidFor, error) {
	ids := make([]uuid.UUID, 0, len(moves)+len(payees))
	for _, m := range moves {
		ids = append(ids, m.BookingID)
	}
	for _, p := range payees {
		ids = append(ids, p.BookingID)
	}
	out := map[uuid.UUID]paidFor{}
	bookings, err := h.Bookings.OwnAmong(r.Context(), h.Kit.Caller(r), ids)
	if err != nil {
		return nil, err
	}
	for id, b := range bookings {
		out[id] = paidFor{b.Code, b.PractitionerName, b.ServiceName}
	}
	packs, err := h.Packs.OwnAmong(r.Context(), who, ids)
	for id, p := range packs {
		out[id] = paidFor{"", p.PractitionerName, p.ServiceName}
	}
	return out, err
}

func invoiceRow(m payment.Movement, b paidFor) InvoiceRow {
	return InvoiceRow{At: m.At, Kind: string(m.Kind), Method: m.Method, Amount: m.Amount, Payment: m.PaymentID.String(), Code: b.code,
		Practitioner: b.practitioner, Service: b.service, Package: m.Purpose == payment.ForPackage, Plan: m.Purpose == payment.ForSubscription}
}

// invoicesFile is the same year as a file for a spreadsheet: amounts as decimals, instants with their offset.
func (h Handler) invoicesFile(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	p := h.page(w, r)
	payees, err := h.Payments.Payees(r.Context(), who)
	if err != nil {
		return err
	}
	a := readAsked(r, p, payees)
	m := a.query(p.Zone)
	m.Page = payment.Page{Number: 1, Limit: payment.MaxMovements}
	moves, _, _, err := h.Payments.Movements(r.Context(), who, m)
	if err != nil {
		return err
	}
	known, err := h.named(r, who, moves, nil)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="receipts-`+strconv.Itoa(a.year)+`.csv"`)
	header.Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	_ = out.Write([]string{"date", "kind", "booking", "practitioner", "service", "amount", "currency", "method", "payment"})
	for _, x := range moves {
		row := invoiceRow(x, known[x.BookingID])
		_ = out.Write([]string{row.At.In(p.Zone).Format(time.RFC3339), row.Kind, row.Code, harmless(row.Practitioner), harmless(row.Service),
			row.Amount.Decimal(), row.Amount.Currency, harmless(row.Method), row.Payment})
	}
	out.Flush() // the client may have gone
	return nil
}

// harmless keeps a spreadsheet from reading somebody's name as a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
		return "'" + s
	}
	return s
}
