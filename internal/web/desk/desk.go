package desk

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
)

// age says how long something waits, in the largest unit that fits.
func age(p layout.Page, since time.Time) string {
	waits := p.Now.Sub(since)
	switch {
	case waits < time.Minute:
		return p.L.Duration(1)
	case waits < time.Hour:
		return p.L.Duration(int(waits.Minutes()))
	case waits < 48*time.Hour:
		return p.L.N("desk.hours", int(waits.Hours()))
	}
	return p.L.N("desk.days", int(waits.Hours()/24))
}

// why is the reason something waits, in words: "desk.why_<queue>_<code>", else that of the queue with the code in it.
func why(l *i18n.Localizer, queue, code string) string {
	if key := "desk.why_" + queue + "_" + code; l.Has(key) {
		return l.T(key)
	}
	return l.T("desk.why_"+queue, d("Code", code))
}

func currentPage(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "page")}
}
