package packages

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
	"klear/internal/web/page"
)

// most packages that a page lists; the newest.
const most = 50

func (h Handler) mineView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Mine, error) {
	v := Mine{Page: h.Kit.Private(w, r)}
	v.Page.Section, v.Page.Title = "account", v.Page.L.T("packages.title")
	list, _, err := h.Packs.Mine(r.Context(), who, pack.Page{Number: 1, Limit: most})
	for _, p := range list {
		v.Items = append(v.Items, h.owned(p))
	}
	return v, err
}

func (h Handler) owned(p pack.Pack) Owned {
	o := Owned{ID: p.ID.String(), Code: p.Code, Person: p.PractitionerName, Service: p.ServiceName, Sessions: p.Sessions, Left: p.Left(), Price: p.Price,
		Until: p.ValidUntil, Over: !p.Holds(h.Kit.Clock.Now()), Repaid: p.Status == pack.Repaid, Refund: money.Amount{Currency: p.Price.Currency}, Uses: usedOf(p)}
	if !o.Over && o.Left > 0 {
		o.Refund, o.BookURL = p.Unused(), "/packages/"+p.OfferID.String()+"/book"
	}
	return o
}

// usedOf tells the story of a package; sessions that went together are one line.
func usedOf(p pack.Pack) []Used {
	var out []Used
	for _, u := range p.Uses {
		if n := len(out); u.Kind != pack.Drawn && n > 0 && out[n-1].Kind == string(u.Kind) && out[n-1].At.Equal(u.At) {
			out[n-1].N++
			continue
		}
		out = append(out, Used{string(u.Kind), 1, u.At})
		if !u.ReturnedAt.IsZero() {
			out = append(out, Used{"returned", 1, u.ReturnedAt})
		}
	}
	return out
}

func (h Handler) mine(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.mineView(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, MinePage(v))
	}
	return err
}

// book leads to where sessions of the package are booked; the offer may be closed by now.
func (h Handler) book(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("offer"))
	if err != nil {
		return catalog.ErrNoPackage
	}
	_, svc, err := h.Catalog.PackageForSale(r.Context(), h.Packs.DB, id)
	if err == nil {
		page.See(w, r, "/p/"+svc.Slug+"?service="+svc.ID.String())
	}
	return err
}

// refund gives back exactly the amount that the page named.
func (h Handler) refund(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return pack.ErrNotFound
	}
	shown, _ := strconv.ParseInt(form.Get("amount"), 10, 64) // no number is no amount that was shown
	sum := money.Amount{Minor: shown, Currency: form.Get("currency")}
	key, err := idem.New("pack refund:"+who.PersonID.String(), form.Get("key"), []any{id, sum})
	if err != nil {
		return err
	}
	_, err = h.Packs.Refund(idem.With(r.Context(), key), who, id, sum)
	if err == nil {
		return h.Kit.Done(w, r, "package_refunded", "/account/packages")
	}
	e, status, ok := page.Refused(err)
	if !ok {
		return err
	}
	v, err := h.mineView(w, r, who)
	if err != nil {
		return err
	}
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, MinePage(v))
	return nil
}
