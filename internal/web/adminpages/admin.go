package adminpages

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/web/ui"
)

func currentPage(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "page")}
}

func paperLine(v Decision, p Paper) string {
	parts := []string{p.Claims, p.Kind, p.Size}
	if !p.Expires.IsZero() {
		parts = append(parts, v.Page.L.T("admin.expires", d("Date", v.Page.L.DateYear(p.Expires, time.UTC))))
	}
	return v.Page.L.List(parts...)
}

// decisions gives each choice its words and its effect.
func decisions(v Decision) []ui.Choice {
	out := make([]ui.Choice, 0, len(v.Choices))
	for _, c := range v.Choices {
		c.Label, c.Hint = v.Page.L.T("admin.decision_"+c.Value), v.Page.L.T("admin.effect_"+c.Value)
		out = append(out, c)
	}
	return out
}
