package help

import (
	"strings"
	"time"

	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// digits is a number as a tel: or sms: link wants it.
func digits(number string) string {
	return strings.Map(func(r rune) rune {
		if (r >= '0' && r <= '9') || r == '+' {
			return r
		}
		return -1
	}, number)
}

func lineNote(v View, x brand.CrisisLine) string {
	l := v.Page.L
	var parts []string
	if x.Free {
		parts = append(parts, l.T("help.free"))
	}
	if x.Hours == "24/7" {
		parts = append(parts, l.T("help.always"))
	} else if x.Hours != "" {
		parts = append(parts, x.Hours)
	}
	if x.Languages > 1 {
		parts = append(parts, l.N("help.languages", x.Languages))
	}
	return l.List(parts...)
}

func chatLabel(v View, x brand.CrisisLine) string {
	if x.Call == "" {
		return x.Name
	}
	return v.Page.L.T("help.chat_line", i18n.D{"Name": x.Name})
}

func chatNote(v View, x brand.CrisisLine) string {
	if x.Call == "" {
		return v.Page.L.T("help.find_line")
	}
	return lineNote(v, x)
}

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
