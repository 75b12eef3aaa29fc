package services

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"
	"klear/internal/web/page"
)

// fresh is what a new service starts with: the form's defaults.
func fresh() catalog.Service {
	return catalog.Service{DurationMin: 60, Capacity: 1, Window: catalog.Window{Kind: catalog.WindowRolling, Days: 60}, NoticeMin: 120,
		FreeCancelHours: 24, LateCancelFeeBps: 10_000, PendingBlocks: true, Active: true}
}

// valuesOf fills the form in with a service. A price of a new service is left empty.
func valuesOf(s catalog.Service) url.Values {
	v := url.Values{
		"service_name": {s.Name}, "description": {s.Description}, "category": {s.CategorySlug}, "variant_label": {s.VariantLabel},
		"duration_min": {strconv.Itoa(s.DurationMin)}, "capacity": {strconv.Itoa(s.Capacity)}, "notice_min": {strconv.Itoa(s.NoticeMin)},
		"buffer_before_min": {strconv.Itoa(s.BufferBeforeMin)}, "buffer_after_min": {strconv.Itoa(s.BufferAfterMin)},
		"window.kind": {string(s.Window.Kind)}, "window.days": {unless0(s.Window.Days)}, "window.from": {s.Window.From}, "window.to": {s.Window.To},
		"per_day": {unless0(s.PerDay)}, "per_week": {unless0(s.PerWeek)}, "free_cancel_hours": {strconv.Itoa(s.FreeCancelHours)},
		"late_cancel_fee": {percent(s.LateCancelFeeBps)}, "version": {strconv.FormatInt(s.Version, 10)},
	}
	if s.Price.Currency != "" {
		v.Set("price", s.Price.Decimal())
	}
	if s.IntervalMin != nil {
		v.Set("interval_min", strconv.Itoa(*s.IntervalMin))
	}
	if s.PendingBlocks {
		v.Set("pending_blocks", "yes")
	}
	if s.PayAtVenue {
		v.Set("pay_at_venue", "yes")
	}
	for _, m := range s.Modes {
		v.Add("modes", string(page.Mode(m)))
	}
	page.AttributeValues(v, s.Details)
	return v
}

// serviceOf reads the form over old, a stored service or a fresh one: what the form does not show stays. Faults name the
// fields as the module does. apperr.ErrValidation.
func serviceOf(form url.Values, old catalog.Service, currency string) (catalog.Service, error) {
	n := numbers{form: form}
	s := old
	s.Name, s.Description, s.CategorySlug, s.VariantLabel = form.Get("service_name"), form.Get("description"), form.Get("category"), form.Get("variant_label")
	s.CategoryID = uuid.Nil // the slug decides
	s.DurationMin, s.Capacity, s.NoticeMin = n.whole("duration_min"), n.whole("capacity"), n.whole("notice_min")
	s.BufferBeforeMin, s.BufferAfterMin = n.whole("buffer_before_min"), n.whole("buffer_after_min")
	s.PerDay, s.PerWeek, s.FreeCancelHours = n.whole("per_day"), n.whole("per_week"), n.whole("free_cancel_hours")
	s.LateCancelFeeBps, s.PendingBlocks = n.percent("late_cancel_fee"), form.Get("pending_blocks") != ""
	s.PayAtVenue = form.Get("pay_at_venue") != ""
	s.Window = catalog.Window{Kind: catalog.WindowKind(form.Get("window.kind")), Days: n.whole("window.days"), From: form.Get("window.from"), To: form.Get("window.to")}
	if s.IntervalMin = nil; strings.TrimSpace(form.Get("interval_min")) != "" {
		every := n.whole("interval_min")
		s.IntervalMin = &every
	}
	var err error
	if s.Price, err = money.Parse(form.Get("price"), currency); err != nil {
		n.faults.Add("price", "price_text", "Write the price as a number, like 1,200.")
	}
	s.Modes = nil
	for _, m := range form["modes"] {
		s.Modes = append(s.Modes, page.CatalogMode(m))
	}
	if s.Version, err = strconv.ParseInt(form.Get("version"), 10, 64); err != nil {
		return s, catalog.ErrStale
	}
	return s, n.faults.Err()
}

// numbers reads whole numbers of a form and remembers which were none.
type numbers struct {
	form   url.Values
	faults apperr.Validation
}

// whole is a field's number; an empty field is 0.
func (n *numbers) whole(field string) int {
	text := strings.TrimSpace(n.form.Get(field))
	if text == "" {
		return 0
	}
	a, err := money.Parse(text, "JPY") // digits of any script, grouped or not, and no decimals
	if err != nil || a.Minor > 1_000_000 {
		n.faults.Add(field, "number", "Write a whole number.")
		return 0
	}
	return int(a.Minor)
}

// percent is a share in 1/10,000; the form has whole hundredths of the price, as pages say it.
func (n *numbers) percent(field string) int {
	text := strings.TrimSpace(strings.ReplaceAll(n.form.Get(field), "%", ""))
	if text == "" {
		return 0
	}
	a, err := money.Parse(text, "JPY")
	if err != nil || a.Minor > 100 {
		n.faults.Add(field, "percent", "Write a whole number from 0 to 100.")
		return 0
	}
	return int(a.Minor) * 100
}

func percent(bps int) string {
	return strings.TrimSuffix(strings.TrimRight(money.Amount{Minor: int64(bps), Currency: "EUR"}.Decimal(), "0"), ".")
}

func unless0(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
