package guide

import (
	"slices"
	"strings"
	"unicode"
)

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

// onlySpanish are words that neither English nor Hindi in Latin letters has. "No" is a word of both.
var onlySpanish = []string{"que", "qué", "muy", "pero", "porque", "estoy", "está", "esta", "quiero", "tengo", "siento", "soy", "hoy", "gracias", "hola", "ayuda", "ejercicios", "puedo", "nadie", "nada", "una", "los", "las", "con", "por"}

// Spanish reports whether a text has a word that is only Spanish.
func Spanish(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(onlySpanish, w) })
}

// noSpanish says in Spanish which languages the guide speaks, that danger is recognised all the same, and what there is: the
// exercises, and people.
func (g *Guide) noSpanish() Reply {
	return Reply{Text: g.unread["es"], Language: "es", Parts: []string{partOf("unread", 0)},
		Choices: []Choice{{Kind: Library, Label: g.unread["es_exercises"]}, {Kind: Person, Label: g.unread["es_people"]}}}
}
