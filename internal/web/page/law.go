package page

import (
	"slices"

	"klear/internal/platform/i18n"
	"klear/internal/platform/jurisdiction"
	"klear/internal/web/ui"
)

// Law says plainly what is different where somebody is, and why: words of the catalogue, then each law by its name, with the
// place where it can be read or, where nobody knows exactly where they are, the page on which they can say it.
func Law(l *i18n.Localizer, key string, r jurisdiction.Rules) ui.Notice {
	n := ui.Notice{Tone: ui.Info, Text: l.T(key)}
	for _, p := range r.Packs {
		n.Text += " " + l.T("law.because", i18n.D{"Place": l.T("place." + p.Place), "Law": p.Law})
		n.Action = &ui.Link{URL: p.Source, Label: l.T("law.read")}
	}
	if len(r.Packs) == 0 {
		n.Text += " " + l.T("law.operator")
	}
	if r.Guessed {
		n.Text += " " + l.T("law.guessed")
		n.Action = &ui.Link{URL: "/account/language", Label: l.T("law.say_where")}
	}
	return n
}

// PlaceChoices are the places that the law makes a difference in, one that stands for all others, and none.
func PlaceChoices(l *i18n.Localizer, places []string, chosen string) []ui.Choice {
	out := []ui.Choice{{Value: "", Label: l.T("place.unsaid"), Selected: chosen == ""}}
	listed := append(slices.Clone(places), jurisdiction.Elsewhere)
	for _, p := range listed {
		out = append(out, ui.Choice{Value: p, Label: l.T("place." + p), Selected: chosen == p})
	}
	if chosen != "" && !slices.Contains(listed, chosen) { // said over REST; a form that is sent must not take it away
		out = append(out, ui.Choice{Value: chosen, Label: chosen, Selected: true})
	}
	return out
}
