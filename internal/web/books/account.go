package books

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/books"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
)

const perPage = 50

func (h Handler) accounts(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	kind, currency, number := r.PathValue("kind"), r.PathValue("currency"), page.Number(r)
	list, total, err := h.Books.Accounts(r.Context(), who, ledger.Kind(kind), currency, number, perPage)
	if err != nil {
		return err
	}
	if total == 0 {
		return books.ErrNotFound
	}
	v := Accounts{Page: h.page(w, r, "books.kind_"+kind), Currency: currency, Total: total, Pages: page.Pages(r, number, total, perPage)}
	for _, b := range list {
		v.Items = append(v.Items, AccountLine{Owner: b.Owner, URL: "/admin/ledger/account/" + b.ID().String(), Amount: sided(b.Minor, currency)})
	}
	httpx.WritePage(w, r, http.StatusOK, AccountsPage(v))
	return nil
}

// query reads what is asked of an account: dates are whole days (UTC), both inclusive; what is no date does not narrow.
func query(r *http.Request) (books.EntryQuery, url.Values, error) {
	id, err := uuid.Parse(r.PathValue("account"))
	if err != nil {
		return books.EntryQuery{}, nil, books.ErrNotFound
	}
	form, kept := page.Query(r), url.Values{}
	q := books.EntryQuery{Account: id, Limit: perPage}
	if at, err := time.Parse(time.DateOnly, form.Get("from")); err == nil {
		q.Since = at
		kept.Set("from", form.Get("from"))
	}
	if at, err := time.Parse(time.DateOnly, form.Get("to")); err == nil {
		q.Until = at.AddDate(0, 0, 1)
		kept.Set("to", form.Get("to"))
	}
	posting, line, _ := strings.Cut(form.Get("after"), "_")
	after, err := uuid.Parse(posting)
	n, bad := strconv.ParseInt(line, 10, 16)
	if err == nil && bad == nil {
		q.After = ledger.Place{Transaction: after, Line: int(n)}
	}
	return q, kept, nil
}

func (h Handler) account(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	q, kept, err := query(r)
	if err != nil {
		return err
	}
	a, err := h.Books.Account(r.Context(), who, q)
	if err != nil {
		return err
	}
	at := "/admin/ledger/account/" + q.Account.String()
	v := Account{Page: h.page(w, r, "books.kind_"+string(a.Kind)), Owner: a.Owner, Balance: sided(a.Minor, a.Currency), URL: at, From: kept.Get("from"), To: kept.Get("to"),
		Up: "/admin/ledger/accounts/" + a.Currency + "/" + string(a.Kind), CSV: at + "/entries.csv?" + kept.Encode()}
	for _, e := range a.Entries {
		v.Items = append(v.Items, Entry{URL: "/admin/ledger/posting/" + e.Transaction.String(), Event: e.Event, Key: e.EventKey, At: e.At, Amount: sided(e.Minor, a.Currency)})
	}
	if a.More {
		last := a.Entries[len(a.Entries)-1]
		kept.Set("after", last.Transaction.String()+"_"+strconv.Itoa(last.Line))
		v.Older = at + "?" + kept.Encode()
	}
	httpx.WritePage(w, r, http.StatusOK, AccountPage(v))
	return nil
}

// download is the account's entries as a file, at most books.MaxEntries of them; amounts are signed, debit positive.
func (h Handler) download(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	q, _, err := query(r)
	if err != nil {
		return err
	}
	q.Limit = books.MaxEntries
	a, err := h.Books.Account(r.Context(), who, q)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="`+string(a.Kind)+"-"+a.Currency+`.csv"`)
	header.Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	rows := [][]string{{"at", "event", "event_key", "posting", "line", "booking_id", "payment_id", "amount", "currency"}}
	for _, e := range a.Entries {
		rows = append(rows, []string{e.At.Format(time.RFC3339Nano), e.Event, e.EventKey, e.Transaction.String(), strconv.Itoa(e.Line), idOrNone(e.BookingID), idOrNone(e.PaymentID),
			money.Amount{Minor: e.Minor, Currency: a.Currency}.Decimal(), a.Currency})
	}
	return out.WriteAll(rows)
}

func idOrNone(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func (h Handler) posting(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("posting"))
	if err != nil {
		return books.ErrNotFound
	}
	t, err := h.Books.Transaction(r.Context(), who, id)
	if err != nil {
		return err
	}
	v := Posting{Page: h.page(w, r, "books.posting"), Event: t.Event, Key: t.EventKey, At: t.At, Booking: idOrNone(t.BookingID), Payment: idOrNone(t.PaymentID), Seal: int(t.Seal), Hash: short(t.Hash)}
	for _, l := range t.Lines {
		v.Lines = append(v.Lines, PostedLine{Kind: string(l.Account.Kind), Owner: l.Account.Owner, URL: "/admin/ledger/account/" + l.Account.ID().String(), Amount: sided(l.Minor, l.Account.Currency)})
	}
	for _, c := range t.CorrectedBy {
		v.CorrectedBy = append(v.CorrectedBy, Link{"/admin/ledger/posting/" + c.ID.String(), c.EventKey})
	}
	if t.Corrects != "" {
		of, err := h.Books.ByKey(r.Context(), who, t.Corrects)
		if err != nil {
			return err
		}
		v.Corrects = &Link{"/admin/ledger/posting/" + of.String(), t.Corrects}
	}
	httpx.WritePage(w, r, http.StatusOK, PostingPage(v))
	return nil
}
