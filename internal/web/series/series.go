package series

import "klear/internal/platform/i18n"

// clashTitle names a date that cannot be had, and why.
func clashTitle(v Plan, d Date) string {
	when := v.Page.L.Date(d.Day, v.Zone)
	if !d.Start.IsZero() {
		when = v.Page.L.When(d.Start, v.Zone)
	}
	return v.Page.L.T("series.clash", i18n.D{"When": when, "Why": d.Clash})
}
