package packages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// subject is the practitioner's own service that the address names. catalog.ErrNoService.
func (h Handler) subject(r *http.Request, who identity.Principal) (catalog.Practitioner, catalog.Service, error) {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return practice, catalog.Service{}, err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return practice, catalog.Service{}, catalog.ErrNoService
	}
	s, ok := practice.Service(id)
	if !ok {
		return practice, s, catalog.ErrNoService
	}
	return practice, s, nil
}

func (h Handler) offersView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Offers, error) {
	practice, svc, err := h.subject(r, who)
	if err != nil {
		return Offers{}, err
	}
	v := Offers{Page: h.Kit.Private(w, r), Action: "/pro/services/" + svc.ID.String() + "/packages", Service: svc.Title(), Currency: practice.Currency, Values: url.Values{}}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Work, "services", v.Page.L.T("packages.title")
	all, err := h.Catalog.Packages(r.Context(), practice.ID)
	if err != nil {
		return v, err
	}
	change := page.Query(r).Get("change")
	for _, o := range all {
		if o.ServiceID != svc.ID {
			continue
		}
		v.Items = append(v.Items, Offer{o.ID.String(), o.Sessions, o.ValidDays, o.Price, o.PerSession(), o.Active, o.Version})
		if o.ID.String() == change {
			v.Values = valuesOf(o)
		}
	}
	sold, _, err := h.Packs.SoldBy(r.Context(), who, practice, svc.ID, pack.Page{Number: 1, Limit: 100})
	for _, p := range sold {
		v.Sold = append(v.Sold, Sold{p.Buyer, p.Code, p.Price, p.Sessions, p.Count(pack.Drawn), p.Count(pack.Refunded), p.Count(pack.Expired), p.ValidUntil})
	}
	return v, err
}

func valuesOf(o catalog.Package) url.Values {
	return url.Values{"package": {o.ID.String()}, "version": {strconv.FormatInt(o.Version, 10)}, "sessions": {strconv.Itoa(o.Sessions)},
		"valid_days": {strconv.Itoa(o.ValidDays)}, "price": {o.Price.Decimal()}, "active": {activeValue(o.Active)}}
}

func activeValue(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

func (h Handler) offers(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.offersView(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, OffersPage(v))
	}
	return err
}

func (h Handler) saveOffer(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	practice, svc, err := h.subject(r, who)
	if err != nil {
		return err
	}
	want, err := packageOf(form, practice.Currency)
	if err == nil {
		want.ServiceID = svc.ID
		_, err = h.Catalog.UpsertPackage(r.Context(), who, practice.ID, want)
	}
	if err == nil {
		return h.Kit.Done(w, r, "package_saved", "/pro/services/"+svc.ID.String()+"/packages")
	}
	v, fault := h.offersView(w, r, who)
	if fault != nil {
		return fault
	}
	v.Values = form
	status, ok := h.Kit.Again(&v.Page, form, err, nil)
	if !ok {
		return err
	}
	httpx.WritePage(w, r, status, OffersPage(v))
	return nil
}

// packageOf reads the form; what is no number is said beside its field.
func packageOf(form url.Values, currency string) (catalog.Package, error) {
	var faults apperr.Validation
	p := catalog.Package{Active: form.Get("active") != ""}
	p.Sessions, p.ValidDays = whole(&faults, form, "sessions"), whole(&faults, form, "valid_days")
	var err error
	if p.Price, err = money.Parse(form.Get("price"), currency); err != nil {
		faults.Add("price", "price_text", "Write the price as a number, like 9,000.")
	}
	if id := form.Get("package"); id != "" {
		if p.ID, err = uuid.Parse(id); err != nil {
			return p, catalog.ErrNoPackage
		}
		if p.Version, err = strconv.ParseInt(form.Get("version"), 10, 64); err != nil {
			return p, catalog.ErrStale
		}
	}
	return p, faults.Err()
}

func whole(faults *apperr.Validation, form url.Values, field string) int {
	a, err := money.Parse(strings.TrimSpace(form.Get(field)), "JPY") // digits of any script, and no decimals
	if err != nil || a.Minor > 1_000_000 {
		faults.Add(field, "number", "Write a whole number.")
		return 0
	}
	return int(a.Minor)
}
