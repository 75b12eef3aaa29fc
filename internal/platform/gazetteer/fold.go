package gazetteer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters that Unicode does not decompose into a base and a mark.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ı': "i", 'þ': "th", 'ħ': "h", 'ŋ': "n", 'ə': "e",
}

// fold brings a name to what people type: lower case, no accents, no apostrophes, single spaces for all else.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, c := range norm.NFD.String(s) {
		c = unicode.ToLower(c)
		switch {
		case unicode.Is(unicode.Mn, c) || strings.ContainsRune("'`’‘ʼʻ.", c):
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			if r, ok := letters[c]; ok {
				b.WriteString(r)
			} else {
				b.WriteRune(c)
			}
		default:
			space = true
		}
	}
	return b.String()
}
