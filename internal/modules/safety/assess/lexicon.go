package assess

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// lexicon is what the phrase layer knows, read once from lexicon/*.txt; docs/safety.md explains the files. Read-only.
type lexicon struct {
	vocab   map[string]int32
	forms   map[string][]string // short or variant form → the words it stands for
	fillers map[string]bool     // words that change nothing: "really"
	real    map[string]bool     // real words that are one slip away from a key word
	isKey   map[string]bool
	keys    []keyWord // words whose misspellings are looked for
	rules   []rule
	opening map[int32][]int32 // a word → the rules whose matches can begin with it

	negators, cancels, subjects, others, breaks, finite, compares wordSet

	glued map[string]bool // words that count as keys only where they were written together with "to" or "will"
}

type keyWord struct {
	text  string
	runes int
}

type wordSet map[int32]bool

// A rule is one pattern with what it says when it is found.
type rule struct {
	prog   []inst
	kind   kind
	level  Level
	reason string // for ofLevel its reason, for cue and mark its name
	own    bool   // the negation in it is meant: "do not want to live"
	self   bool   // only when the person speaks of themselves
	fixed  bool   // neither the past nor another person makes it less
}

type kind uint8

const (
	ofLevel kind = iota // says a level by itself
	cue                 // says one together with other cues: cues.go
	mark                // changes how others are read: idiom, past, resolved …
)

var theLexicon = sync.OnceValue(func() *lexicon {
	x, err := readLexicon(lexiconFiles)
	if err != nil {
		panic(err) // the files are part of the program; TestLexicon reads them
	}
	return x
})

// readLexicon reads the spelling first: patterns are written in it too.
func readLexicon(files fs.FS) (*lexicon, error) {
	x := &lexicon{vocab: map[string]int32{}, forms: map[string][]string{}, fillers: map[string]bool{}, real: map[string]bool{},
		isKey: map[string]bool{}, glued: map[string]bool{}, opening: map[int32][]int32{}}
	for _, read := range []struct {
		name string
		into func(string, string) error
	}{{"fold.txt", x.spelling}, {"real.txt", x.realWords}} {
		if err := eachLine(files, read.name, read.into); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"en.txt", "en_cues.txt", "es.txt", "hi.txt", "hi_latn.txt"} {
		r := &reader{x: x, c: compiler{x: x, macros: map[string]string{}}}
		if err := eachLine(files, name, r.line); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func eachLine(files fs.FS, name string, do func(key, line string) error) error {
	f, err := files.Open("lexicon/" + name)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		line := strings.TrimSpace(s.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, rest, _ := strings.Cut(line, "=")
		if err := do(strings.TrimSpace(key), strings.TrimSpace(rest)); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return s.Err()
}

// spelling reads a line of fold.txt: "short = the words", or the list of a set of words.
func (x *lexicon) spelling(key, rest string) error {
	words := strings.Fields(plain(rest))
	sets := map[string]*wordSet{"NEGATORS": &x.negators, "CANCELS": &x.cancels, "SUBJECTS": &x.subjects, "OTHERS": &x.others, "BREAKS": &x.breaks,
		"FINITE": &x.finite, "COMPARES": &x.compares}
	switch set, isSet := sets[key]; {
	case key == "FILLERS":
		for _, w := range words {
			x.fillers[w] = true
		}
	case key == "GLUED":
		for _, w := range words {
			x.glued[w] = true
			x.learn(w)
		}
	case key == "KEYS":
		for _, w := range words {
			x.isKey[w] = true
			x.keys = append(x.keys, keyWord{w, utf8.RuneCountInString(w)})
			x.learn(w)
		}
	case isSet:
		if *set == nil {
			*set = wordSet{}
		}
		for _, w := range words {
			(*set)[x.learn(w)] = true
		}
	case len(words) == 0:
		return fmt.Errorf("%q stands for nothing", key)
	default:
		for _, short := range strings.Fields(plain(key)) {
			x.forms[strings.ReplaceAll(short, "'", "")] = words
		}
	}
	return nil
}

func (x *lexicon) realWords(key, _ string) error {
	for _, w := range strings.Fields(key) {
		x.real[w] = true
	}
	return nil
}

// learn gives a word its number.
func (x *lexicon) learn(word string) int32 {
	id, known := x.vocab[word]
	if !known {
		id = int32(len(x.vocab))
		x.vocab[word] = id
	}
	return id
}

// patternWords is a word of a pattern in the spelling of the layer.
func (x *lexicon) patternWords(w string) []string {
	var out []string
	for _, raw := range split(w) {
		full, ok := x.forms[raw.text]
		if raw.apos && raw.text == "ill" {
			full, ok = []string{"i", "will"}, true
		}
		if !ok {
			full = []string{raw.text}
		}
		for _, f := range full {
			if !x.fillers[f] {
				out = append(out, f)
			}
		}
	}
	return out
}

// reader reads one language's file: "@name = choice", "[level reason flags]", "[cue name]", "[mark name]", patterns.
type reader struct {
	x       *lexicon
	c       compiler
	section rule
}

func (r *reader) line(key, rest string) error {
	if name, ok := strings.CutPrefix(key, "@"); ok && rest != "" {
		r.c.macros[name] = rest
		return nil
	}
	if head, ok := strings.CutPrefix(key, "["); ok {
		return r.head(strings.Fields(strings.TrimSuffix(head, "]")))
	}
	prog, err := r.c.compile(key)
	if err != nil {
		return err
	}
	first := map[int32]bool{}
	if !openings(prog, 0, first) {
		return fmt.Errorf("pattern %q can begin with any word", key)
	}
	made := r.section
	made.prog = prog
	r.x.rules = append(r.x.rules, made)
	for id := range first {
		r.x.opening[id] = append(r.x.opening[id], int32(len(r.x.rules)-1))
	}
	return nil
}

func (r *reader) head(fields []string) error {
	if len(fields) < 2 {
		return fmt.Errorf("a section needs a level and a reason, or cue or mark and a name")
	}
	r.section = rule{reason: fields[1], own: slices.Contains(fields, "own"), self: slices.Contains(fields, "self"), fixed: slices.Contains(fields, "fixed")}
	switch fields[0] {
	case "cue":
		r.section.kind = cue
	case "mark":
		r.section.kind = mark
	default:
		level, err := ParseLevel(fields[0])
		r.section.level = level
		return err
	}
	return nil
}
