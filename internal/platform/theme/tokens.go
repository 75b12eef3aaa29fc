package theme

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"klear/internal/platform/contrast"
)

// Theme is one brand's theme as the style sheet has it. It is immutable and safe for concurrent use.
type Theme struct {
	tokens map[string]string // custom property without dashes → value as written
	own    Colours
}

// Read finds a theme, the data-brand attribute, in the text of tokens.css. Every pair was resolved once when it returns
// without error.
func Read(css, name string) (*Theme, error) {
	t := &Theme{tokens: map[string]string{}}
	one := `[data-brand="` + name + `"]`
	if !strings.Contains(css, one) {
		return nil, fmt.Errorf("theme: the style sheet has no theme %q", name)
	}
	for _, b := range blocks(css) {
		if matches(b.selectors, one) {
			declare(t.tokens, b.body)
		}
	}
	e := eval{tokens: t.tokens}
	t.own = Colours{Primary: e.tone("p"), Accent: e.tone("a"), Neutral: e.tone("n")}
	if e.err == nil {
		_, e.err = t.measure(t.own)
	}
	if e.err != nil {
		return nil, fmt.Errorf("theme %s: %w", name, e.err)
	}
	return t, nil
}

// Own are the colours of the style sheet.
func (t *Theme) Own() Colours { return t.own }

type block struct{ selectors, body string }

var comments = regexp.MustCompile(`(?s)/\*.*?\*/`)

// blocks are the rules of the layer, in order; what depends on a preference or a medium is left out.
func blocks(css string) []block {
	css = comments.ReplaceAllString(css, "")
	_, css, _ = strings.Cut(css, "{") // @layer tokens
	var out []block
	for {
		head, rest, ok := strings.Cut(css, "{")
		if !ok {
			return out
		}
		end := closing(rest)
		if head = strings.TrimSpace(head); !strings.HasPrefix(head, "@") {
			out = append(out, block{head, rest[:end]})
		}
		css = rest[min(end+1, len(rest)):]
	}
}

// closing is where the brace that is open at the start is closed.
func closing(s string) int {
	depth := 1
	for i, c := range s {
		switch c {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return i
		}
	}
	return len(s)
}

// matches reports whether a rule holds for the root element of the theme. All such selectors weigh the same, so that the
// later rule wins.
func matches(selectors, one string) bool {
	for s := range strings.SplitSeq(selectors, ",") {
		if s = strings.TrimSpace(s); s == ":root" || s == "[data-brand]" || s == one {
			return true
		}
	}
	return false
}

func declare(into map[string]string, body string) {
	for d := range strings.SplitSeq(body, ";") {
		name, value, ok := strings.Cut(strings.TrimSpace(d), ":")
		if custom, is := strings.CutPrefix(strings.TrimSpace(name), "--"); ok && is {
			into[custom] = strings.TrimSpace(value)
		}
	}
}

// eval resolves values; the first thing that it does not understand stays in err.
type eval struct {
	tokens map[string]string
	over   map[string]float64 // an operator's numbers
	dark   bool
	err    error
	depth  int
}

var errToken = errors.New("is not understood")

func (e *eval) fail(value string) {
	if e.err == nil {
		e.err = fmt.Errorf("%q %w", value, errToken)
	}
}

var (
	reference = regexp.MustCompile(`^var\(--([a-z0-9-]+)\)$`)
	either    = regexp.MustCompile(`^light-dark\(((?:[^()]|\([^()]*\))+), *((?:[^()]|\([^()]*\))+)\)$`)
	oklch     = regexp.MustCompile(`^oklch\(([0-9.]+) +(calc\([^()]*\([^()]*\)[^()]*\)|[^ ]+) +([^ ]+)\)$`)
	product   = regexp.MustCompile(`^calc\((var\(--[a-z-]+\)) \* ([0-9.]+)\)$`)
)

// mostSteps is how far a token may refer to others; further is a circle.
const mostSteps = 8

func (e *eval) colour(value string) contrast.OKLCH {
	if e.depth++; e.depth > mostSteps {
		e.fail(value)
		return contrast.OKLCH{}
	}
	defer func() { e.depth-- }()
	if m := reference.FindStringSubmatch(value); m != nil {
		return e.colour(e.tokens[m[1]])
	}
	if m := either.FindStringSubmatch(value); m != nil {
		if e.dark {
			return e.colour(m[2])
		}
		return e.colour(m[1])
	}
	if m := oklch.FindStringSubmatch(value); m != nil {
		return contrast.OKLCH{L: e.number(m[1]), C: e.number(m[2]), H: e.number(m[3])}
	}
	e.fail(value)
	return contrast.OKLCH{}
}

func (e *eval) number(value string) float64 {
	if m := product.FindStringSubmatch(value); m != nil {
		return e.number(m[1]) * e.number(m[2])
	}
	if m := reference.FindStringSubmatch(value); m != nil {
		if n, ok := e.over[m[1]]; ok {
			return n
		}
		value = e.tokens[m[1]]
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		e.fail(value)
	}
	return n
}

func (e *eval) tone(letter string) Tone {
	return Tone{Hue: e.number(e.tokens[letter+"-h"]), Chroma: e.number(e.tokens[letter+"-c"])}
}

// paint is a semantic token as a screen shows it.
func (e *eval) paint(token string) contrast.RGB {
	return contrast.Paint(e.colour("var(--" + token + ")"))
}
