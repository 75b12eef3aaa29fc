package assess

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is one word of a message as the layers read it.
type token struct {
	text   string
	id     int32 // in the lexicon's vocabulary; unknown where no phrase has the word
	brk    uint8 // what stands before it
	quoted bool  // inside quotation marks
}

// What can stand before a word.
const (
	joined uint8 = iota
	comma        // a pause: a negation does not reach across
	stop         // the end of a sentence
)

const unknown int32 = -1

// rawWord is a run of letters, digits and signs that stand for letters.
type rawWord struct {
	text   string
	brk    uint8
	quoted bool
	apos   bool // had an apostrophe: "i'll" is not "ill"
}

// fold brings a message into the one spelling that the phrases are written in.
func (x *lexicon) fold(text string) []token {
	raw := x.joinSpelledOut(split(text))
	out := make([]token, 0, len(raw)+8)
	for _, w := range raw {
		brk := w.brk
		for _, word := range x.words(w) {
			if x.fillers[word] {
				continue
			}
			id, known := x.vocab[word]
			if !known {
				id = unknown
			}
			out = append(out, token{word, id, brk, w.quoted})
			brk = joined
		}
		if brk > joined && brk == w.brk { // every word of it was a filler: the pause stays
			out = pausedNext(out, brk)
		}
	}
	return settlePauses(out)
}

// pause is a mark that carries a break over dropped fillers; settlePauses removes it.
const pause = "\x00"

func pausedNext(out []token, brk uint8) []token {
	return append(out, token{text: pause, id: unknown, brk: brk})
}

func settlePauses(in []token) []token {
	out, carried := in[:0], joined
	for _, t := range in {
		if t.text == pause {
			carried = max(carried, t.brk)
			continue
		}
		t.brk = max(t.brk, carried)
		carried = joined
		out = append(out, t)
	}
	return out
}

// split cuts a message into words: letters in one case and one alphabet, without accents and invisible signs.
func split(text string) []rawWord {
	var out []rawWord
	var b strings.Builder
	brk, quoted, apos := stop, false, false
	flush := func() {
		if b.Len() > 0 {
			out = append(out, rawWord{b.String(), brk, quoted, apos})
			b.Reset()
			brk, apos = joined, false
		}
	}
	text = plain(text)
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			b.WriteRune(r)
		case (r == '@' || r == '$' || r == '!' || r == '*') && b.Len() > 0 && letterAfter(text[i+utf8.RuneLen(r):]):
			b.WriteRune(r)
		case r == '$' && letterAfter(text[i+1:]):
			b.WriteRune(r)
		case r == '\'':
			apos = b.Len() > 0
		default:
			flush()
			switch r {
			case '"':
				quoted = !quoted
				brk = max(brk, comma)
			case ',', ';', ':', '(', ')', '…':
				brk = max(brk, comma)
			case '.', '!', '?', '\n', '।', '¿', '¡':
				brk = stop
			}
		}
	}
	flush()
	return out
}

func letterAfter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// plain is the message in lower case without what only disguises it: compatibility forms, letters of another alphabet
// that look the same, accents, characters without width.
func plain(text string) string {
	if ascii(text) {
		return strings.ToLower(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		switch {
		case r == '\u093c' || r >= 0x300 && r <= 0x36f || unicode.Is(unicode.Cf, r):
		case r == '\u0901':
			b.WriteRune('\u0902')
		case r == '’' || r == '‘' || r == '`' || r == '´':
			b.WriteByte('\'')
		case r == '“' || r == '”' || r == '«' || r == '»':
			b.WriteByte('"')
		default:
			r = unicode.ToLower(r)
			if same, ok := lookalikes[r]; ok {
				r = same
			}
			b.WriteRune(r)
		}
	}
	return nasals.Replace(b.String())
}

// nasals are the two spellings of a nasal before a consonant in Devanagari: न्द and ंद.
var nasals = func() *strings.Replacer {
	var pairs []string
	for nasal, consonants := range map[string]string{"ङ": "कखगघ", "ञ": "चछजझ", "ण": "टठडढ", "न": "तथदध", "म": "पफबभ"} {
		for _, c := range consonants {
			pairs = append(pairs, nasal+"्"+string(c), "ं"+string(c))
		}
	}
	return strings.NewReplacer(pairs...)
}()

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lookalikes are the letters of other alphabets that pass for Latin ones.
var lookalikes = map[rune]rune{'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'х': 'x', 'у': 'y', 'і': 'i', 'ѕ': 's',
	'ԁ': 'd', 'ӏ': 'l', 'к': 'k', 'м': 'm', 'т': 't', 'н': 'h', 'в': 'b', 'α': 'a', 'ο': 'o', 'ι': 'i', 'ε': 'e', 'κ': 'k',
	'ν': 'v', 'τ': 't', 'υ': 'u', 'ı': 'i', 'ɡ': 'g', 'ł': 'l', 'ø': 'o',
	'ᴀ': 'a', 'ʙ': 'b', 'ᴄ': 'c', 'ᴅ': 'd', 'ᴇ': 'e', 'ꜰ': 'f', 'ғ': 'f', 'ɢ': 'g', 'ʜ': 'h', 'ɪ': 'i', 'ᴊ': 'j', 'ᴋ': 'k', 'ʟ': 'l', 'ᴍ': 'm',
	'ɴ': 'n', 'ᴏ': 'o', 'ᴘ': 'p', 'ʀ': 'r', 'ꜱ': 's', 'ᴛ': 't', 'ᴜ': 'u', 'ᴠ': 'v', 'ᴡ': 'w', 'ʏ': 'y', 'ᴢ': 'z'}

// joinSpelledOut makes one word of letters that stand alone: "k i l l" and "k.i.l.l", and three when they are short for words.
func (x *lexicon) joinSpelledOut(in []rawWord) []rawWord {
	const least = 4
	out := make([]rawWord, 0, len(in))
	for i := 0; i < len(in); {
		j := i
		for j < len(in) && utf8.RuneCountInString(in[j].text) == 1 && unicode.IsLetter(first(in[j].text)) {
			j++
		}
		if j-i < least && !(j-i == 3 && x.forms[in[i].text+in[i+1].text+in[i+2].text] != nil) {
			out = append(out, in[i])
			i++
			continue
		}
		w := in[i]
		for _, next := range in[i+1 : j] {
			w.text += next.text
		}
		out = append(out, w)
		i = j
	}
	return out
}

func first(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
