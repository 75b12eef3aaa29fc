package ical

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// contentWriter writes content lines: CRLF, folded at 75 octets, never within a character.
type contentWriter struct{ buf bytes.Buffer }

const foldAt = 75

// raw writes a property whose value needs no escaping. Control characters are dropped all the same, so that no value
// can begin a line of its own.
func (w *contentWriter) raw(name, value string) {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name+":"+value, "\uFFFD"))
	for room := foldAt; len(line) > room; room = foldAt - 1 {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.buf.WriteString(line[:cut])
		w.buf.WriteString("\r\n ")
		line = line[cut:]
	}
	w.buf.WriteString(line)
	w.buf.WriteString("\r\n")
}

var (
	newlines    = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")
	textEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)
	// Parameter values: RFC 6868. A backslash means itself there, but not to every program: a name can do without.
	paramEscapes = strings.NewReplacer("^", "^^", `"`, "^'", "\n", "^n", `\`, "/")
)

// text writes a TEXT property, unless it is empty.
func (w *contentWriter) text(name, value string) {
	if value != "" {
		w.raw(name, textEscapes.Replace(newlines.Replace(value)))
	}
}

// cn returns the parameter for a person's name.
func cn(name string) string {
	if name == "" {
		return ""
	}
	return `;CN="` + paramEscapes.Replace(newlines.Replace(name)) + `"`
}

func (w *contentWriter) to(dst io.Writer) error {
	_, err := dst.Write(w.buf.Bytes())
	return err
}
