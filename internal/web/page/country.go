package page

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"klear/internal/web/layout"
)

// CountryName is a country of ISO 3166-1 in the reader's language; what is no such code stays as it is.
func CountryName(p layout.Page, code string) string {
	if code == "" {
		return ""
	}
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if names := display.Regions(language.Make(p.L.Tag())); names != nil {
		if name := names.Name(region); name != "" {
			return name
		}
	}
	return code
}
