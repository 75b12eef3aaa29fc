package packages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// buyView reads the offer. One that cannot be bought does not exist here.
func (h Handler) buyView(w http.ResponseWriter, r *http.Request) (Buy, error) {
	id, err := uuid.Parse(r.PathValue("offer"))
	if err != nil {
		return Buy{}, catalog.ErrNoPackage
	}
	o, svc, err := h.Catalog.PackageForSale(r.Context(), h.Packs.DB, id)
	if err != nil {
		return Buy{}, err
	}
	if !o.Active || !svc.Open(h.Kit.Clock.Now()) {
		return Buy{}, catalog.ErrNoPackage
	}
	single, err := h.Tariff.Shown(r.Context(), []tariff.Offered{{PractitionerID: svc.PractitionerID, CategoryID: svc.CategoryID, Price: svc.Price}})
	if err != nil {
		return Buy{}, err
	}
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Focus, "checkout", p.L.T("packages.buy_title")
	v := Buy{Page: p, ID: o.ID.String(), Version: o.Version, Person: svc.DisplayName, Slug: svc.Slug, Service: svc.Title(), Sessions: o.Sessions,
		Price: o.Price, Each: o.PerSession(), Single: single[0], Tax: h.Kit.Brand().TaxName,
		Until: h.Kit.Clock.Now().Add(time.Duration(o.ValidDays) * 24 * time.Hour), LateSpent: svc.LateCancelFeeBps > 0}
	way, err := h.Payments.WayOf(r.Context(), svc.PractitionerID, o.Price.Currency)
	if err != nil {
		return Buy{}, err
	}
	v.Gateway, v.Hosted, v.Page.Sandbox = way.Title, way.Hosted, way.Gateway == sandbox.Name
	if v.Page.Sandbox {
		v.CardFirst = sandbox.CardSucceeds
	}
	return v, nil
}

func (h Handler) offer(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	v, err := h.buyView(w, r)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, BuyPage(v))
	}
	return err
}

func (h Handler) buy(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v, err := h.buyView(w, r)
	if err != nil {
		return err
	}
	err = h.charge(r, who, v, form.Get("key"), form.Get("version"), strings.TrimSpace(form.Get("card")))
	e, status := httpx.Public(err)
	switch {
	case err == nil:
		return h.Kit.Done(w, r, "package_bought", "/account/packages")
	case errors.Is(err, payment.ErrActionRequired):
		http.Redirect(w, r, actionURL(err, v), http.StatusSeeOther) // the gateway's own word, not the payer's
		return nil
	case errors.Is(err, payment.ErrProcessing), errors.Is(err, payment.ErrUnknown):
		page.See(w, r, "/packages/"+v.ID+"/return")
		return nil
	case errors.Is(err, payment.ErrTestCardOnly), errors.Is(err, payment.ErrMethod):
		v.Page.Errors = ui.FieldErrors(v.Page.L, []apperr.Field{{Path: "card", Code: "invalid", Message: e.Message}})
	case errors.Is(err, payment.ErrDeclined), errors.Is(err, pack.ErrTooMany), errors.Is(err, identity.ErrUnverified), errors.Is(err, pack.ErrOwn):
		page.Warn(&v.Page, e)
	default:
		if _, _, ok := page.Refused(err); !ok {
			return err
		}
		page.Warn(&v.Page, e)
	}
	httpx.WritePage(w, r, status, BuyPage(v))
	return nil
}

// charge is safe to send twice: the form's key names one purchase.
func (h Handler) charge(r *http.Request, who identity.Principal, v Buy, key, version, card string) error {
	seen, err := strconv.ParseInt(version, 10, 64)
	if err != nil {
		return pack.ErrOfferChanged
	}
	method, err := methodOf(v, card)
	if err != nil {
		return err
	}
	k, err := idem.New("pack:"+who.PersonID.String(), key, []any{v.ID, seen})
	if err != nil {
		return err
	}
	_, err = h.Packs.Buy(r.Context(), who, pack.BuyRequest{OfferID: uuid.MustParse(v.ID), OfferVersion: seen, Method: method,
		ReturnURL: h.Kit.BaseURL + "/packages/" + v.ID + "/return"}, k)
	return err
}

// methodOf is the test card, or whatever is chosen on the gateway's own page.
func methodOf(v Buy, card string) (payment.Method, error) {
	switch {
	case v.Hosted:
		return payment.NewMethod(payment.Online, "")
	case card == "":
		return payment.Method{}, payment.ErrTestCardOnly
	}
	return payment.NewMethod(payment.Card, card)
}

func actionURL(err error, v Buy) string {
	if e, ok := apperr.As(err); ok {
		if d, ok := e.Details.(map[string]string); ok && d["action_url"] != "" {
			return d["action_url"]
		}
	}
	return "/packages/" + v.ID + "/return"
}

// comeBack asks what became of the payment now, and leads on or asks to wait.
func (h Handler) comeBack(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("offer"))
	if err != nil {
		return catalog.ErrNoPackage
	}
	p, err := h.Packs.Resume(r.Context(), who, id)
	switch {
	case err != nil:
		return err
	case p.Bought():
		return h.Kit.Done(w, r, "package_bought", "/account/packages")
	case p.Status == pack.Void:
		h.Kit.Flash(w, ui.Warning, "package_declined")
		page.See(w, r, "/packages/"+id.String())
		return nil
	}
	v := Wait{Page: h.Kit.Private(w, r), ID: id.String()}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Focus, "checkout", v.Page.L.T("packages.buy_title")
	w.Header().Set("Refresh", "5") // the page asks again by itself
	httpx.WritePage(w, r, http.StatusOK, WaitPage(v))
	return nil
}
