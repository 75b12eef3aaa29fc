package listing

import (
	"slices"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"klear/internal/modules/catalog"
	"klear/internal/platform/gazetteer"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// languageChoices are the chosen languages first, in their order, then those of most people.
func languageChoices(chosen []string) []ui.Choice {
	var out []ui.Choice
	for _, tag := range chosen {
		out = append(out, ui.Choice{Value: tag, Label: page.LanguageName(tag), Selected: true})
	}
	for _, tag := range page.LanguageTags {
		if !slices.Contains(chosen, tag) {
			out = append(out, ui.Choice{Value: tag, Label: page.LanguageName(tag)})
		}
	}
	return out
}

var countries sync.Map // language of the page → []ui.Choice, none selected

// countryChoices are all countries by name, in the reader's language.
func countryChoices(p layout.Page, chosen string) []ui.Choice {
	all, ok := countries.Load(p.L.Lang())
	if !ok {
		all, _ = countries.LoadOrStore(p.L.Lang(), countriesIn(p.L.Lang()))
	}
	out := slices.Clone(all.([]ui.Choice))
	for i := range out {
		out[i].Selected = out[i].Value == chosen
	}
	return out
}

func countriesIn(lang string) []ui.Choice {
	tag := language.Make(lang)
	names := display.Regions(tag)
	var out []ui.Choice
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			r, err := language.ParseRegion(code)
			if err == nil && r.IsCountry() && r.String() == code && names.Name(r) != "" {
				out = append(out, ui.Choice{Value: code, Label: names.Name(r)})
			}
		}
	}
	order := collate.New(tag)
	slices.SortFunc(out, func(a, b ui.Choice) int { return order.CompareString(a.Label, b.Label) })
	return out
}

// cities are offered while typing.
func cities(country string) []string {
	var out []string
	for _, p := range gazetteer.Largest(country, 60) {
		out = append(out, p.Name)
	}
	return out
}

func confirmChoices(p layout.Page, chosen string) []ui.Choice {
	var out []ui.Choice
	for _, c := range []catalog.Confirmation{catalog.Instant, catalog.Approval} {
		name := string(c)
		out = append(out, ui.Choice{Value: name, Label: p.L.T("listing.confirm_" + name), Hint: p.L.T("listing.confirm_hint_" + name), Selected: name == chosen})
	}
	return out
}
