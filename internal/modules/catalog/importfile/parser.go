package importfile

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Option adjusts Parse.
type Option func(*parser)

// KnownCategories names the slugs that exist outside the file, so that a file may hold practitioners alone.
func KnownCategories(slugs ...string) Option {
	return func(p *parser) {
		for _, s := range slugs {
			p.known[s] = true
		}
	}
}

// Parse reads and judges a whole catalogue. The File is never nil; it may be imported only when there are no faults.
// Faults are ordered by line. Memory grows with the records kept, not with the text read.
func Parse(r io.Reader, format Format, opts ...Option) (*File, []Fault) {
	p := &parser{
		maxBytes:   MaxBytes,
		known:      map[string]bool{},
		faulted:    map[place]bool{},
		keys:       map[string]int{},
		emails:     map[string]int{},
		categories: map[string]*categoryNote{},
		lines:      Lines{},
	}
	for _, o := range opts {
		o(p)
	}
	limited := &limitReader{r: r, left: p.maxBytes}
	switch format {
	case JSON:
		p.readJSON(limited)
	case CSV:
		p.readCSV(limited)
	default:
		p.fault(place{1, ""}, CodeSyntax, "Unknown format %q. Use json or csv.", string(format))
	}
	p.checkCategories()
	slices.SortStableFunc(p.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	if p.full {
		p.faults = append(p.faults, Fault{p.faults[len(p.faults)-1].Line, "", CodeTooManyFaults,
			fmt.Sprintf("More than %d faults. Put these right first, then check the file again.", MaxFaults)})
	}
	return &p.file, p.faults
}

// place is where a value stands in the file.
type place struct {
	line  int
	field string
}

// parser collects what Parse returns, and what must be compared across records.
type parser struct {
	file    File
	faults  []Fault
	faulted map[place]bool // one fault per place: a value of the wrong type is not also "missing"
	full    bool           // MaxFaults reached
	ended   bool           // an unrecoverable fault
	rows    int
	lines   Lines

	maxBytes int64

	known      map[string]bool // categories outside the file
	keys       map[string]int  // folded practitioner key → line
	emails     map[string]int  // folded address → line
	categories map[string]*categoryNote
	references []reference
}

// reference is a mention of a category, resolved at the end because order in a file is free.
type reference struct {
	slug string
	at   place
}

type categoryNote struct {
	parent string
	at     place
}

// fault notes that the value at a place is wrong. Only the first fault of a place is kept.
func (p *parser) fault(at place, code, format string, args ...any) {
	if p.full || p.faulted[at] {
		return
	}
	if len(p.faults) == MaxFaults {
		p.full = true
		return
	}
	p.faulted[at] = true
	p.faults = append(p.faults, Fault{at.line, at.field, code, fmt.Sprintf(format, args...)})
}

// end notes a fault after which nothing more can be read.
func (p *parser) end(at place, code, format string, args ...any) {
	p.fault(at, code, format, args...)
	p.ended = true
}

func (p *parser) stopped() bool { return p.full || p.ended }

// row counts a record and reports whether there is room for it.
func (p *parser) row(line int) bool {
	if p.rows++; p.rows <= MaxRows {
		return true
	}
	if !p.ended {
		p.end(place{line, ""}, CodeTooManyRows, "The file has more than %d rows. Divide it and import the parts one after another.", MaxRows)
	}
	return false
}

// claim notes the first holder of a name and faults the later ones.
func (p *parser) claim(taken map[string]int, name string, at place, what string) {
	if name == "" {
		return
	}
	folded := strings.ToLower(name)
	if line, ok := taken[folded]; ok {
		p.fault(at, CodeDuplicate, "This %s is already used on line %d. Each one may appear once.", what, line)
		return
	}
	taken[folded] = at.line
}

// limitReader fails, rather than ends, when the file is larger than allowed: a cut file must not pass for a whole one.
type limitReader struct {
	r    io.Reader
	left int64
}

var errTooLarge = fmt.Errorf("importfile: more than %d bytes", int64(MaxBytes))

func (l *limitReader) Read(b []byte) (int, error) {
	if l.left <= 0 {
		var one [1]byte
		if n, err := l.r.Read(one[:]); n == 0 {
			return 0, err
		}
		return 0, errTooLarge
	}
	if int64(len(b)) > l.left {
		b = b[:l.left]
	}
	n, err := l.r.Read(b)
	l.left -= int64(n)
	return n, err
}
