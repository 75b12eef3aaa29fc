package content_test

import (
	"testing"

	"klear/brands"
	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/web/content"
	"klear/locales"
)

// Every page has all its words in every language and for every brand.
func TestEveryPageHasItsWords(t *testing.T) {
	t.Parallel()
	for _, id := range brand.IDs(brands.FS) {
		b, err := brand.Load(brands.FS, id)
		if err != nil {
			t.Fatal(err)
		}
		bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range i18n.Languages {
			l := bundle.Localizer(lang.Code, b.Country)
			for _, p := range content.Pages {
				names := []string{"title", "lead"}
				for _, s := range p.Sections {
					names = append(names, s, s+"_text")
				}
				for _, n := range names {
					if key := "content." + p.Key + "." + n; !l.Has(key) {
						t.Errorf("%s in %s has no %s", id, lang.Code, key)
					}
				}
			}
		}
	}
}
