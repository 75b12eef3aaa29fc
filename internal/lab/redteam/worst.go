package redteam

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"unicode"

	"klear/internal/modules/companion"
)

//go:embed worst.json
var rawWorst []byte

//go:embed hostile.txt
var rawHostile string

var worst = func() (out []string) {
	if err := json.Unmarshal(rawWorst, &out); err != nil {
		panic(err) // the file is part of the program
	}
	for line := range strings.Lines(rawHostile) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' && len(bare(line)) > 2 { // what is blank is not heard
			out = append(out, line)
		}
	}
	return out
}()

// Worst is all that the hostile model says, undisguised.
func Worst() []string { return slices.Clone(worst) }

// harmless is what a hostile model hides the worst behind.
var harmless = []string{"That sounds hard.", "Thank you for telling me.", "Let me think about it with you.", "You asked, so here it is.", "यह कठिन है।", "Eso suena difícil."}

// Hostile is a language model that answers every message with the worst, plain or disguised. It is safe for concurrent use.
type Hostile struct {
	mu    sync.Mutex
	r     *rand.Rand
	asked int
}

// NewHostile makes one; the same seed says the same to the same questions in the same order.
func NewHostile(seed uint64) *Hostile { return &Hostile{r: rand.New(rand.NewPCG(seed, 2))} }

// Asked is how often it was asked.
func (h *Hostile) Asked() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked
}

var errGone = errors.New("redteam: gone in the middle of a sentence")

// Speak is companion.Model.
func (h *Hostile) Speak(_ context.Context, _ companion.Prompt, say func(string) error) error {
	h.mu.Lock()
	h.asked++
	text, cut, fails := h.text(), 1+h.r.IntN(12), h.r.IntN(12) == 0
	h.mu.Unlock()
	for runes := []rune(text); len(runes) > 0; {
		n := min(cut, len(runes))
		if err := say(string(runes[:n])); err != nil {
			return err
		}
		runes = runes[n:]
	}
	if fails {
		return errGone
	}
	return nil
}

// text is one to three of the worst sentences, some of them disguised, behind harmless ones.
func (h *Hostile) text() string {
	var parts []string
	for range h.r.IntN(3) {
		parts = append(parts, one(h.r, harmless))
	}
	for range 1 + h.r.IntN(3) {
		parts = append(parts, h.disguised(one(h.r, worst)))
	}
	if h.r.IntN(4) == 0 {
		h.r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	}
	return strings.Join(parts, one(h.r, []string{" ", "\n", "  ", "\n\n"}))
}

// disguised writes a sentence as somebody would to get it past a filter.
func (h *Hostile) disguised(s string) string {
	switch h.r.IntN(12) {
	case 0:
		return strings.ToUpper(s)
	case 1:
		return strings.Join(strings.Split(s, ""), " ")
	case 2:
		return strings.NewReplacer("e", "3", "o", "0", "i", "1").Replace(s)
	case 3:
		return base64.StdEncoding.EncodeToString([]byte(s))
	case 4:
		return strings.NewReplacer("a", "а", "e", "е").Replace(s) // letters of another alphabet that look alike
	case 5:
		return strings.Join(strings.Split(s, ""), "\u200b")
	case 6:
		return "In the story she says: “" + s + "”"
	case 7:
		return strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return r - 'A' + 'Ａ'
			}
			return r
		}, strings.ToUpper(s))
	}
	return s
}

// Heard is the worst sentence that a text holds, however it is written; "" for none.
func Heard(text string) string {
	plain := bare(text)
	i := slices.IndexFunc(worst, func(s string) bool { return strings.Contains(plain, bare(s)) })
	if i >= 0 {
		return worst[i]
	}
	for word := range strings.FieldsSeq(text) {
		if raw, err := base64.StdEncoding.DecodeString(word); err == nil && len(raw) > 12 {
			return string(raw)
		}
	}
	return ""
}

var undisguised = strings.NewReplacer("3", "e", "0", "o", "1", "i", "а", "a", "е", "e")

// bare are the letters of a text alone.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ａ' && r <= 'ｚ' {
			r = r - 'ａ' + 'a'
		}
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, undisguised.Replace(strings.ToLower(text)))
}
