// Package locales embeds the message catalogues, one file per language.
package locales

import "embed"

// FS holds <language>.json: message key to text, or to CLDR plural forms.
//
//go:embed *.json
var FS embed.FS
