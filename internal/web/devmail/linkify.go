package devmail

import "regexp"

type textPart struct {
	text string
	link bool
}

// address matches the http and https addresses of plain mail; the end stops before closing punctuation.
var address = regexp.MustCompile(`https?://[^\s<>"']*[^\s<>"'.,;:)\]]`)

// linkify splits text at its addresses, so that the sign-up link of a test mail can be pressed.
func linkify(text string) []textPart {
	var out []textPart
	at := 0
	for _, m := range address.FindAllStringIndex(text, -1) {
		if m[0] > at {
			out = append(out, textPart{text: text[at:m[0]]})
		}
		out = append(out, textPart{text: text[m[0]:m[1]], link: true})
		at = m[1]
	}
	if at < len(text) {
		out = append(out, textPart{text: text[at:]})
	}
	return out
}
