package ui

import "strings"

type linkPart struct{ text, url string }

// linkParts splits "I accept the <terms>terms</terms>." at the tags named in links. A tag that is not closed or not
// named stays text.
func linkParts(text string, links map[string]string) []linkPart {
	var out []linkPart
	for text != "" {
		start, name := nextTag(text, links)
		if start < 0 {
			return append(out, linkPart{text: text})
		}
		rest := text[start+len(name)+2:]
		end := strings.Index(rest, "</"+name+">")
		if end < 0 {
			return append(out, linkPart{text: text})
		}
		if start > 0 {
			out = append(out, linkPart{text: text[:start]})
		}
		out = append(out, linkPart{text: rest[:end], url: links[name]})
		text = rest[end+len(name)+3:]
	}
	return out
}

func nextTag(text string, links map[string]string) (int, string) {
	at, found := -1, ""
	for name := range links {
		if i := strings.Index(text, "<"+name+">"); i >= 0 && (at < 0 || i < at) {
			at, found = i, name
		}
	}
	return at, found
}

// Links are only the links of such a text, in its order.
func Links(text string, links map[string]string) []Link {
	var out []Link
	for _, p := range linkParts(text, links) {
		if p.url != "" {
			out = append(out, Link{URL: p.url, Label: p.text})
		}
	}
	return out
}
