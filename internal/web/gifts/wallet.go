package gifts

import (
	"errors"
	"net/http"
	"slices"

	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// giftsShown is how many of the gifts that somebody bought the page lists, the newest.
const giftsShown = 50

func (h Handler) wallet(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.walletView(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, WalletPage(v))
	}
	return err
}

func (h Handler) walletView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Wallet, error) {
	v := Wallet{Page: h.Kit.Private(w, r)}
	v.Page.Section, v.Page.Title = "account", v.Page.L.T("credit.title")
	var err error
	if v.Balances, err = h.Credit.Balances(r.Context(), who); err != nil {
		return v, err
	}
	lines, err := h.Credit.History(r.Context(), who)
	if err != nil {
		return v, err
	}
	codes := map[uuid.UUID]string{}
	for _, l := range lines {
		line := Line{At: l.At, What: v.Page.L.T("credit.kind_" + string(l.Kind)), Amount: l.Amount}
		if l.BookingID != uuid.Nil && l.Kind != credit.FromHouse {
			line.URL = h.bookingURL(r, codes, l.BookingID)
		}
		v.Lines = append(v.Lines, line)
	}
	list, _, err := h.Credit.Gifts(r.Context(), who, credit.Page{Number: 1, Limit: giftsShown})
	for _, g := range list {
		v.Gifts = append(v.Gifts, Item{ID: g.ID.String(), Amount: g.Amount, Status: g.Status, At: g.BoughtAt})
	}
	return v, err
}

// bookingURL leads to a booking of the reader; "" where there is none, as for a gift that could not be sent back.
func (h Handler) bookingURL(r *http.Request, codes map[uuid.UUID]string, id uuid.UUID) string {
	code, seen := codes[id]
	if !seen {
		if b, err := h.Bookings.ByID(r.Context(), h.Kit.Caller(r), id); err == nil {
			code = b.Code
		}
		codes[id] = code
	}
	if code == "" {
		return ""
	}
	return "/bookings/" + code
}

// aboutCode reports that an error says something of the code, and is shown beside it.
func aboutCode(err error) bool {
	return slices.ContainsFunc([]error{credit.ErrNoCode, credit.ErrSpent, credit.ErrHeld, credit.ErrTooMany, identity.ErrUnverified},
		func(e error) bool { return errors.Is(err, e) })
}

func (h Handler) redeem(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	_, fault := h.Credit.Redeem(r.Context(), who, form.Get("code"))
	if fault == nil {
		return h.Kit.Done(w, r, "gift_redeemed", "/account/credit")
	}
	e, known := apperr.As(fault)
	if !known || !aboutCode(fault) {
		return fault
	}
	v, err := h.walletView(w, r, who)
	if err != nil {
		return err
	}
	page.Keep(&v.Page, form)
	v.Page.Errors = []ui.FieldError{{Field: "code", Message: page.Words(v.Page, e)}}
	_, status := httpx.Public(fault)
	httpx.WritePage(w, r, status, WalletPage(v))
	return nil
}
