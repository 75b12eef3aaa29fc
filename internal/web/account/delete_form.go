package account

import (
	"errors"
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// deleteView is the trial run: what would go and what would stay, counted now.
func (h Handler) deleteView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Delete, error) {
	v := Delete{Page: h.page(w, r)}
	var err error
	if v.HasPassword, err = h.People.HasPassword(r.Context(), who); err != nil {
		return v, err
	}
	caller := h.Kit.Caller(r)
	if v.Upcoming, err = h.Bookings.Upcoming(r.Context(), caller); err != nil {
		return v, err
	}
	sessions, err := h.People.Sessions(r.Context(), who)
	if err != nil {
		return v, err
	}
	_, saved, err := h.Saved.List(r.Context(), who, 1, 1)
	if err != nil {
		return v, err
	}
	for _, upcoming := range []bool{true, false} {
		_, n, err := h.Bookings.Mine(r.Context(), caller, upcoming, 1, 1)
		if err != nil {
			return v, err
		}
		v.Bookings += n
	}
	if _, v.Packages, err = h.Packs.Mine(r.Context(), who, pack.Page{Number: 1, Limit: 1}); err != nil {
		return v, err
	}
	credits, err := h.Credit.Balances(r.Context(), who)
	if err != nil {
		return v, err
	}
	for _, a := range credits {
		if a.Minor > 0 {
			v.Credit = append(v.Credit, a)
		}
	}
	self := who
	self.Role = identity.Seeker // an operator's trial run is about the operator
	_, v.Payments, err = h.Payments.History(r.Context(), self, payment.Page{Number: 1, Limit: 1})
	v.Devices, v.Saved, v.Email, v.Practitioner = len(sessions), saved, who.Email, who.Role == identity.Practitioner
	return v, err
}

func (h Handler) showDelete(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.deleteView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, DeletePage(v))
	return nil
}

// remove erases the account. Bookings ahead come first: others count on them.
func (h Handler) remove(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	var missing apperr.Validation
	missing.Check(form.Get("confirm") == "yes", "confirm", "required", "Tick the box to go on.")
	fault := missing.Err()
	if fault == nil {
		fault = h.People.DeleteAccount(r.Context(), who, form.Get("password"), h.Kit.Device(r))
	}
	if fault == nil {
		h.Kit.SignOut(w)
		return h.Kit.Done(w, r, "account_deleted", "/")
	}
	v, err := h.deleteView(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	e, ok := apperr.As(fault)
	switch {
	case errors.Is(fault, booking.ErrUpcoming) || errors.Is(fault, booking.ErrBusinessAhead) || errors.Is(fault, identity.ErrTooManyAttempts):
		page.Warn(&v.Page, e)
	case !ok || !h.Kit.Wrong(&v.Page, form, fault, nil):
		return fault
	}
	httpx.WritePage(w, r, statusOf(fault), DeletePage(v))
	return nil
}
