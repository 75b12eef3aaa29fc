package help

import (
	"time"

	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

func countryName(v View, key string) string { return v.Page.L.T("country." + key) }

func countries(v View) []ui.Choice {
	out := make([]ui.Choice, 0, len(v.Countries))
	for _, c := range v.Countries {
		if c.Label == "" {
			c.Label = countryName(v, c.Value)
		}
		out = append(out, c)
	}
	return out
}

func datedLine(v View, country string, pack brand.CrisisPack) string {
	on := pack.Checked
	if t, err := time.Parse(time.DateOnly, pack.Checked); err == nil {
		on = v.Page.L.DateYear(t, time.UTC)
	}
	return v.Page.L.T("help.dated", i18n.D{"Country": countryName(v, country), "Date": on})
}
