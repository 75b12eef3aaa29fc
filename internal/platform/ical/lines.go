package ical

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	ics "github.com/arran4/golang-ical"
)

// property is one content line, unfolded.
type property struct {
	line   int
	name   string // upper case
	params map[string][]string
	value  string
}

// param returns the first value of a parameter, "" if it is missing.
func (p property) param(name string) string {
	for key, values := range p.params {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// wanted are the properties that bear on time. All others are skipped unread, however long they are.
var wanted = map[string]bool{
	"BEGIN": true, "END": true, "UID": true, "DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true,
	"RDATE": true, "EXDATE": true, "RECURRENCE-ID": true, "STATUS": true, "TRANSP": true, "FREEBUSY": true,
	"X-MICROSOFT-CDO-BUSYSTATUS": true, "TZID": true, "X-LIC-LOCATION": true, "TZOFFSETFROM": true, "TZOFFSETTO": true,
	"X-WR-TIMEZONE": true,
}

const (
	maxName = 64
	// maxLines bounds the physical lines: 50,000 events of 20 lines.
	maxLines = 1_000_000
	// maxLine bounds one unfolded content line: some 60,000 dates in an EXDATE.
	maxLine = 1 << 20
)

// lineReader yields the wanted properties of a calendar.
type lineReader struct {
	r     *bufio.Reader
	limit *io.LimitedReader
	line  int    // physical lines read
	buf   []byte // of the content line that is being unfolded
	name  string // its name, once it is whole
	named bool
}

func newLineReader(r io.Reader, maxBytes int64) *lineReader {
	limit := &io.LimitedReader{R: r, N: maxBytes + 1}
	l := &lineReader{r: bufio.NewReaderSize(limit, 32<<10), limit: limit}
	if bom, err := l.r.Peek(3); err == nil && string(bom) == "\xef\xbb\xbf" {
		_, _ = l.r.Discard(3) // just peeked
	}
	return l
}

// next returns the next wanted property, io.EOF at the end.
func (l *lineReader) next() (property, error) {
	for {
		first := l.line + 1
		err := l.unfold()
		if l.limit.N <= 0 {
			return property{}, fail(ErrTooLarge, first, l.name, "beyond the size limit")
		}
		if err != nil {
			return property{}, err
		}
		if !wanted[l.name] {
			continue
		}
		if len(l.buf) > maxLine {
			return property{}, fail(ErrTooLarge, first, l.name, "longer than %d bytes", maxLine)
		}
		return l.parse(first)
	}
}

// parse splits the content line in buf. Most have no parameters, and need no more than the colon found.
func (l *lineReader) parse(first int) (property, error) {
	p := property{line: first, name: l.name}
	if rest := l.buf[len(l.name):]; rest[0] == ':' {
		p.value = strings.TrimSpace(string(rest[1:]))
	} else {
		parsed, err := ics.ParseProperty(ics.ContentLine(l.buf))
		if err != nil || parsed == nil {
			return property{}, fail(ErrSyntax, first, l.name, "not a content line")
		}
		p.params, p.value = parsed.ICalParameters, strings.TrimSpace(parsed.Value)
	}
	if l.name == "TZID" {
		p.value = ics.FromText(p.value) // a parameter, with which it is compared, knows no escapes
	}
	return p, nil
}

// unfold reads one content line: a physical line and those after it that begin with a blank.
func (l *lineReader) unfold() error {
	l.buf, l.name, l.named = l.buf[:0], "", false
	if _, err := l.r.Peek(1); err != nil {
		return err
	}
	for {
		if err := l.physical(); err != nil {
			return err
		}
		if l.line > maxLines {
			return fail(ErrTooLarge, l.line, l.name, "more than %d lines", maxLines)
		}
		next, err := l.r.Peek(1)
		if err != nil || next[0] != ' ' && next[0] != '\t' {
			return nil // a read error comes back with the next line
		}
		_, _ = l.r.Discard(1) // just peeked
	}
}

// physical reads to the end of a line or of the input.
func (l *lineReader) physical() error {
	l.line++
	for {
		chunk, err := l.r.ReadSlice('\n')
		l.take(chunk)
		switch {
		case err == nil || errors.Is(err, io.EOF):
			l.buf = bytes.TrimRight(l.buf, "\r\n")
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// take keeps a chunk of the line as long as it may be wanted.
func (l *lineReader) take(chunk []byte) {
	if l.named && (!wanted[l.name] || len(l.buf) > maxLine) {
		return
	}
	l.buf = append(l.buf, chunk...)
	if l.named {
		return
	}
	i := bytes.IndexAny(l.buf, ":;")
	if l.named = i >= 0 || len(l.buf) > maxName; !l.named {
		return
	}
	l.name = strings.ToUpper(string(l.buf[:max(i, 0)]))
	if !wanted[l.name] {
		l.buf = l.buf[:0]
	}
}
