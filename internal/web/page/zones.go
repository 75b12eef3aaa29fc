package page

import (
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// ZoneChoices are the zones in which most people live and the chosen one, by name.
func ZoneChoices(p layout.Page, chosen string) []ui.Choice {
	names := map[string]bool{chosen: true}
	for name := range ZoneCountry {
		names[name] = true
	}
	delete(names, "Asia/Calcutta") // an older name of Asia/Kolkata
	out := make([]ui.Choice, 0, len(names))
	for name := range names {
		if loc := Location(name); loc != nil {
			out = append(out, ui.Choice{Value: name, Label: p.L.Zone(loc, p.Now), Selected: name == chosen})
		}
	}
	order := collate.New(language.Make(p.L.Tag()))
	slices.SortFunc(out, func(a, b ui.Choice) int { return order.CompareString(a.Label, b.Label) })
	return out
}
