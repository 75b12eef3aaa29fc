package signin

import (
	"strings"

	"github.com/a-h/templ"

	"klear/internal/web/layout"
)

var consentLinks = map[string]string{"terms": "/terms", "privacy": "/privacy"}

var linkTags = strings.NewReplacer("<terms>", "", "</terms>", "", "<privacy>", "", "</privacy>", "")

// plainText is a consent's words as its label: links stand under it, because a link inside a label cannot be pressed
// without also ticking the box in some browsers.
func plainText(label string) string { return linkTags.Replace(label) }

func hasLinks(label string) bool { return plainText(label) != label }

func consentAttrs(p layout.Page, c Consent) templ.OrderedAttributes {
	var a templ.OrderedAttributes
	var ids []string
	if c.Hint != "" {
		ids = append(ids, c.Name+"-hint")
	}
	if p.Err(c.Name) != "" {
		ids = append(ids, c.Name+"-error")
		a = append(a, templ.KV[string, any]("aria-invalid", "true"))
	}
	if len(ids) > 0 {
		a = append(a, templ.KV[string, any]("aria-describedby", strings.Join(ids, " ")))
	}
	return a
}

func nextOr(next string) string {
	if next == "" {
		return "/"
	}
	return next
}
