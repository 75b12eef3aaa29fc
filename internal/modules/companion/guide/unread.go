package guide

import "unicode"

// Unread reports whether a message is mostly written in a script of which the guide knows no words. Without letters it is not.
func Unread(text string) bool {
	known, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Latin, unicode.Devanagari):
			known++
		case unicode.IsLetter(r):
			other++
		}
	}
	return other > known
}

// cannotRead says so, in the language nearest to the person that there is: of their script, else of their page. It also says
// where help is, since what is not read is not judged by its words either.
func (g *Guide) cannotRead(t Turn, w *words) Reply {
	tag := w.tag
	for _, r := range t.Text {
		if unicode.Is(unicode.Arabic, r) {
			tag = "ar"
			break
		}
	}
	return Reply{Text: g.unread[tag], Language: tag, Parts: []string{partOf("unread", 0)}, Choices: []Choice{{Kind: Person, Label: w.choices["people"]}}}
}
