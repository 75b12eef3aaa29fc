package listing

import (
	"net/http"
	"net/url"
	"slices"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showWhere(w http.ResponseWriter, r *http.Request, _ identity.Principal, p catalog.Practitioner) error {
	setup, _, err := h.Catalog.Setup(r.Context(), p.ID)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, StartWherePage(h.whereView(w, r, draftOf(p), setup.Modes)))
	return nil
}

func (h Handler) whereView(w http.ResponseWriter, r *http.Request, d Draft, modes []catalog.Mode) StartWhere {
	v := StartWhere{Start: h.start(w, r, catalog.StepWhere), Draft: d, Visits: h.Kit.Brand().Has(brand.HomeVisit), Cities: cities(d.Country)}
	v.Modes = h.modeChoices(v.Page, modes)
	v.Countries, v.Zones = countryChoices(v.Page, d.Country), page.ZoneChoices(v.Page, d.Zone)
	return v
}

// modeChoices are the places of sessions that the brand has.
func (h Handler) modeChoices(p layout.Page, chosen []catalog.Mode) []ui.Choice {
	var out []ui.Choice
	for _, m := range []catalog.Mode{catalog.Online, catalog.AtPractitioner, catalog.AtCustomer} {
		if m == catalog.AtCustomer && !h.Kit.Brand().Has(brand.HomeVisit) {
			continue
		}
		name := string(page.Mode(m))
		out = append(out, ui.Choice{Value: name, Label: p.L.T("start.mode_" + name), Selected: slices.Contains(chosen, m)})
	}
	return out
}

func modesOf(form url.Values) []catalog.Mode {
	var out []catalog.Mode
	for _, s := range form["mode"] {
		if m := page.CatalogMode(s); m != "" {
			out = append(out, m)
		}
	}
	return out
}

func (h Handler) saveWhere(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	modes, asked := modesOf(form), draftFrom(form)
	d := draftOf(p)
	d.Zone, d.Country, d.City, d.Area, d.Address, d.Radius = asked.Zone, asked.Country, asked.City, asked.Area, asked.Address, asked.Radius
	fault := h.keepWhere(r, who, p, d, modes)
	if fault == nil {
		return h.passed(w, r, who, p, catalog.StepWhere, modes...)
	}
	v := h.whereView(w, r, d, modes)
	status, err := h.refused(&v.Page, fault)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, status, StartWherePage(v))
	return nil
}

// keepWhere writes the place. The zone was chosen on this page: that is its confirmation, nothing hangs on it yet.
func (h Handler) keepWhere(r *http.Request, who identity.Principal, p catalog.Practitioner, d Draft, modes []catalog.Mode) error {
	var v apperr.Validation
	v.Check(len(modes) > 0, "mode", "required_mode", "Choose at least one.")
	v.Check(d.City != "" || !slices.ContainsFunc(modes, func(m catalog.Mode) bool { return m != catalog.Online }), "city", "required_with_place", "Say which city this is in.")
	if err := v.Err(); err != nil {
		return err
	}
	in, err := d.profile(p)
	if err == nil {
		_, err = h.Catalog.UpdatePractitioner(r.Context(), who, p.ID, p.Version, in)
	}
	return err
}
