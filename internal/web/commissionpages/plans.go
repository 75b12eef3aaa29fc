package commissionpages

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) showPlans(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.plansView(w, r, who, strings.TrimSpace(page.Query(r).Get("slug")))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, PlansPage(v))
	return nil
}

// plansView shows the plans of the practitioner whom the slug names, if it names one.
func (h Handler) plansView(w http.ResponseWriter, r *http.Request, who identity.Principal, slug string) (Plans, error) {
	v := Plans{Page: h.page(w, r, "commission.plans"), Slug: slug, Today: h.Tariff.Today().Format(time.DateOnly)}
	var err error
	if v.Known, err = h.Tariff.PlansInUse(r.Context(), who); err != nil || slug == "" {
		return v, err
	}
	p, _, err := h.Catalog.PractitionerBySlug(r.Context(), slug)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	list, err := h.Tariff.Enrolments(r.Context(), who, p.ID)
	v.Name, v.Slug = p.DisplayName, p.Slug
	for _, e := range list {
		v.Items = append(v.Items, Enrolment{e.Plan, e.From})
	}
	return v, err
}

func (h Handler) enrol(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	in := &page.Typed{Form: form}
	slug, plan, from := in.Text("slug"), strings.ToLower(in.Text("plan")), in.Day("from")
	p, _, err := h.Catalog.PractitionerBySlug(r.Context(), slug)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		in.Faults.Add("slug", "no_practitioner", "There is nobody at this address.")
	} else if err != nil {
		return err
	}
	fault := in.Faults.Err()
	if fault == nil {
		_, fault = h.Tariff.Enrol(r.Context(), who, tariff.Enrolment{PractitionerID: p.ID, Plan: plan, From: from})
	}
	if fault == nil {
		return h.Kit.Done(w, r, "plan_saved", at+"/plans?slug="+p.Slug)
	}
	v, err := h.plansView(w, r, who, slug)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	v.Page.Path = at + "/plans"
	httpx.WritePage(w, r, status, PlansPage(v))
	return nil
}
