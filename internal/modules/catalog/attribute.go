package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/language"
)

// Attribute is what an operator asks of the services of a category and of all below it, beside what every service has.
// Label and Unit map a BCP 47 language tag to words; Label always has "en".
type Attribute struct {
	ID         uuid.UUID
	CategoryID uuid.UUID
	Key        string // names it in addresses and files, for good
	Kind       AttributeKind
	Label      map[string]string
	Unit       map[string]string // of a number; may be empty
	Min, Max   int               // of a number, both included
	Required   bool              // a service is not saved without it
	Filterable bool              // search narrows by it; never of a text
	Options    []AttributeOption // of a choice, in order, retired ones too
	SortOrder  int
	Active     bool // false: retired, asked and shown no more
	Version    int64
}

// AttributeOption is one of the things to choose from. It is retired, never taken away.
type AttributeOption struct {
	Key    string
	Label  map[string]string
	Active bool
}

// AttributeKind is how an attribute is answered.
type AttributeKind string

// The kinds.
const (
	AttributeFlag    AttributeKind = "flag"    // yes or no
	AttributeChoice  AttributeKind = "choice"  // one option
	AttributeChoices AttributeKind = "choices" // one option or several
	AttributeNumber  AttributeKind = "number"  // a whole number
	AttributeText    AttributeKind = "text"    // a line of words
)

// AttributeKinds are all of them, the plainest first.
var AttributeKinds = []AttributeKind{AttributeFlag, AttributeChoice, AttributeChoices, AttributeNumber, AttributeText}

// Limits of attributes.
const (
	MaxAttributes       = 20 // of one category, retired ones not counted
	MaxAttributeOptions = 30 // of one attribute, retired ones counted
	MaxAttributeLabel   = 60 // characters; of an option and a unit, too
	MaxDetailWords      = 200
	maxAttributeKey     = 40
	maxAttributeNumber  = 1_000_000
)

// Details are a service's answers by the key of the attribute: yes or no, the keys of options, digits, or words. Only
// choices have several. Nil says nothing at all, which is not the same as no answers.
type Details map[string][]string

// LabelIn is the label in language, else in English.
func (a Attribute) LabelIn(lang string) string { return inLanguage(a.Label, lang) }

// UnitIn is the unit in language, else in English; "" without one.
func (a Attribute) UnitIn(lang string) string { return inLanguage(a.Unit, lang) }

// LabelIn is the label in language, else in English.
func (o AttributeOption) LabelIn(lang string) string { return inLanguage(o.Label, lang) }

// Chosen reports whether the attribute is answered by options.
func (a Attribute) Chosen() bool { return a.Kind == AttributeChoice || a.Kind == AttributeChoices }

// Option finds an option, retired ones too.
func (a Attribute) Option(key string) (AttributeOption, bool) {
	i := slices.IndexFunc(a.Options, func(o AttributeOption) bool { return o.Key == key })
	if i < 0 {
		return AttributeOption{}, false
	}
	return a.Options[i], true
}

// bands are into how many parts the range of a number falls at most.
const bands = 4

// Values are what a filter by the attribute can ask for: yes and no, options, or parts of the range, "0..24".
func (a Attribute) Values() []string {
	var out []string
	switch a.Kind {
	case AttributeFlag:
		return []string{Yes, No}
	case AttributeChoice, AttributeChoices:
		for _, o := range a.Options {
			if o.Active {
				out = append(out, o.Key)
			}
		}
	case AttributeNumber:
		width := (a.Max - a.Min + bands) / bands
		for low := a.Min; low <= a.Max; low += width {
			out = append(out, fmt.Sprintf("%d..%d", low, min(low+width-1, a.Max)))
		}
	}
	return out
}

// Band reads a part of a number's range as Values writes it.
func Band(value string) (low, high int, ok bool) {
	from, to, _ := strings.Cut(value, "..")
	low, err := strconv.Atoi(from)
	if err != nil {
		return 0, 0, false
	}
	high, err = strconv.Atoi(to)
	return low, high, err == nil
}

// Meets reports whether an answer has one of the values that a filter asks for.
func (a Attribute) Meets(answer, values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		if low, high, ok := Band(v); ok && a.Kind == AttributeNumber && len(answer) > 0 {
			n, err := strconv.Atoi(answer[0])
			return err == nil && n >= low && n <= high
		}
		return slices.Contains(answer, v)
	})
}

// judge tidies an answer and says what is wrong with it; before is what was answered, and may stay although its option
// was retired.
func (a Attribute) judge(v *checker, path string, answer, before []string) []string {
	out := make([]string, 0, len(answer))
	for _, s := range answer {
		if s = words(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil
	}
	if a.Kind != AttributeChoices && len(out) > 1 {
		v.Add(path, "too_many", "Give one answer.")
		return nil
	}
	switch a.Kind {
	case AttributeFlag:
		v.Check(out[0] == Yes || out[0] == No, path, "unknown_value", "Answer yes or no.")
	case AttributeNumber:
		n, err := strconv.Atoi(out[0])
		v.Check(err == nil && n >= a.Min && n <= a.Max, path, "out_of_range", "Choose from %d to %d.", a.Min, a.Max)
		out[0] = strconv.Itoa(n)
	case AttributeText:
		v.length(path, out[0], 1, MaxDetailWords)
	default:
		for _, key := range out {
			o, ok := a.Option(key)
			v.Check(ok && (o.Active || slices.Contains(before, key)), path, "unknown_value", "Choose from the options.")
		}
	}
	return out
}

// detail judges the answers for one category and keeps what holds there. Nil leaves before as it is. Required answers are
// only asked for when complete is set.
func (t *Tree) detail(v *checker, path string, category uuid.UUID, in, before Details, complete bool) Details {
	if in == nil {
		in = before
	}
	out, known := Details{}, map[string]bool{}
	for _, a := range t.Attributes(category) {
		known[a.Key] = true
		at := path + "." + a.Key
		if answer := a.judge(v, at, in[a.Key], before[a.Key]); len(answer) > 0 {
			out[a.Key] = answer
		} else if complete && a.Required && len(in[a.Key]) == 0 {
			v.Add(at, "required", "Fill this in.")
		}
	}
	for key := range in {
		_, had := before[key]
		v.Check(known[key] || had, path+"."+key, "unknown_attribute", "Services of this category are not asked for it.")
	}
	return out
}

var (
	attributeKeyPattern = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	optionKeyPattern    = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)
)

// keyFrom makes a key of English words; "" when there are no letters in them.
func keyFrom(s string) string {
	s = strings.ReplaceAll(Slugify(s), "-", "_")
	return strings.Trim(s[:min(len(s), maxAttributeKey)], "_")
}

// labels tidies words in several languages; blank ones are left out.
func (v *checker) labels(path string, in map[string]string) map[string]string {
	out := make(map[string]string, len(in))
	for tag, s := range in {
		if s = words(s); s == "" {
			continue
		}
		t, err := language.Parse(tag)
		v.Check(err == nil, path, "unknown_language", "Use language tags such as en, hi or pt-BR.")
		v.length(path+"."+tag, s, 1, MaxAttributeLabel)
		out[t.String()] = s
	}
	return out
}

func inLanguage(words map[string]string, lang string) string {
	for tag := lang; tag != ""; tag = parentTag(tag) {
		if s, ok := words[tag]; ok {
			return s
		}
	}
	return words["en"]
}
