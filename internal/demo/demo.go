package demo

import (
	"strings"

	"klear/internal/modules/catalog/importfile"
)

// The brands that have a catalogue of their own.
const (
	KlearKarma = "klearkarma"
	Loconomy   = "loconomy"
	Rebloom    = "rebloom"
)

// Catalogue returns the demo catalogue of a brand; a brand that has none gets Klear Karma's. The value is new on each
// call and the same each time.
func Catalogue(brandID string) importfile.File {
	switch brandID {
	case Loconomy:
		return importfile.File{Categories: categories(Loconomy), Practitioners: providers()}
	case Rebloom:
		return importfile.File{Categories: categories(Rebloom), Practitioners: therapists()}
	}
	return importfile.File{Categories: categories(KlearKarma), Practitioners: practitioners()}
}

func categories(brandID string) []importfile.Category {
	var out []importfile.Category
	for i, line := range byHead(readBlocks("categories"))[brandID].lines {
		f := fields(line)
		c := importfile.Category{
			Slug: f[0], Icon: f[2], SortOrder: i + 1, Name: map[string]string{"en": f[3], "hi": f[4], "ar": f[5]},
		}
		if f[1] != "-" {
			c.Parent = f[1]
		}
		out = append(out, c)
	}
	return out
}

// email is an address that can receive nothing (RFC 2606).
func email(key, brandID string) string {
	return strings.ReplaceAll(key, "-", ".") + "@" + brandID + ".example"
}
