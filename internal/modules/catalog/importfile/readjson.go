package importfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

const (
	formatVersion   = 1
	maxDepth        = 12
	maxCellsPerItem = 50_000
	maxMembers      = 200
)

// jsonReader walks a document token by token and hands over one element of a top-level list at a time.
type jsonReader struct {
	p     *parser
	dec   *json.Decoder
	lines *lineReader
	cells int // in the current element
}

func (p *parser) readJSON(r io.Reader) {
	lines := &lineReader{r: skipBOM(r), line: 1}
	dec := json.NewDecoder(lines)
	dec.UseNumber()
	j := &jsonReader{p: p, dec: dec, lines: lines}
	tok, ok := j.token()
	if !ok {
		return
	}
	if tok != json.Delim('{') {
		p.end(place{j.line(), ""}, CodeSyntax, `The document must be an object: {"categories": […], "practitioners": […]}.`)
		return
	}
	seen := map[string]bool{}
	for !p.stopped() && dec.More() {
		if name, ok := j.token(); ok {
			name, _ := name.(string)
			if seen[name] {
				p.fault(place{j.line(), name}, CodeDuplicateField, "“%s” appears twice. Join the two.", short(name))
			}
			seen[name] = true
			j.section(name)
		}
	}
	if !p.stopped() {
		j.finish()
	}
}

// finish wants the closing brace and then nothing.
func (j *jsonReader) finish() {
	if _, ok := j.token(); !ok {
		return
	}
	switch _, err := j.dec.Token(); {
	case errors.Is(err, io.EOF):
	case errors.Is(err, errTooLarge):
		j.tooLarge()
	default:
		j.p.end(place{j.line(), ""}, CodeSyntax, "The document goes on after its end. Keep one document per file.")
	}
}

func (j *jsonReader) section(name string) {
	p := j.p
	switch name {
	case "version":
		c, ok := j.value(0)
		if v, err := strconv.Atoi(c.text); ok && (err != nil || v != formatVersion) {
			p.fault(place{c.line, name}, CodeVersion, "This version of Klear reads format version %d.", formatVersion)
		}
	case "categories":
		j.elements(name, p.addCategory)
	case "practitioners":
		j.elements(name, p.wholePractitioner)
	default:
		p.fault(place{j.line(), name}, CodeUnknownField, "There is no “%s” here. Use categories and practitioners.", short(name))
		j.cells = 0
		j.value(0)
	}
}

// elements reads the objects of a top-level list.
func (j *jsonReader) elements(name string, add func(*record)) {
	tok, ok := j.token()
	if !ok {
		return
	}
	if tok != json.Delim('[') {
		j.p.end(place{j.line(), name}, CodeWrongType, "Expected a list.")
		return
	}
	for i := 0; !j.p.stopped() && j.dec.More(); i++ {
		j.cells = 0
		c, ok := j.value(0)
		if !ok {
			return
		}
		at := name + "[" + strconv.Itoa(i) + "]"
		if c.kind != kindObject {
			j.p.fault(place{c.line, at}, CodeWrongType, "Expected an object, found %s.", c.kind)
			continue
		}
		add(j.p.object(&c, at))
	}
	if !j.p.stopped() {
		j.token()
	}
}

// wholePractitioner reads a practitioner with everything nested in it.
func (p *parser) wholePractitioner(r *record) {
	d := p.addPractitioner(r)
	if d == nil {
		return
	}
	for _, list := range []struct {
		name string
		add  func(*record)
	}{
		{"certifications", d.addCertification}, {"services", d.addService}, {"hours", d.addHours},
		{"overrides", d.addOverride}, {"time_off", d.addTimeOff},
	} {
		for _, child := range r.children(list.name) {
			list.add(child)
		}
	}
	r.rest()
	d.finish()
}

// object begins a record on a JSON object and faults members that are given twice.
func (p *parser) object(c *cell, path string) *record {
	r := &record{p: p, line: c.line, path: path, object: c, used: map[string]bool{}}
	for i, n := range c.names {
		for _, earlier := range c.names[:i] {
			if n == earlier {
				p.fault(place{c.list[i].line, join(path, n)}, CodeDuplicateField, "“%s” is given twice. Keep one.", short(n))
			}
		}
	}
	return r
}

// value reads one value of any type with the lines of its parts.
func (j *jsonReader) value(depth int) (cell, bool) {
	if j.cells++; j.cells > maxCellsPerItem || depth > maxDepth {
		j.p.end(place{j.line(), ""}, CodeTooLarge, "This element is too large or nested too deeply.")
		return cell{}, false
	}
	tok, ok := j.token()
	if !ok {
		return cell{}, false
	}
	c := cell{line: j.line()}
	switch t := tok.(type) {
	case string:
		c.kind, c.text = kindText, t
	case json.Number:
		c.kind, c.text = kindNumber, t.String()
	case bool:
		c.kind, c.text = kindBool, strconv.FormatBool(t)
	case nil:
		c.kind = kindNull
	case json.Delim:
		return c, j.nested(&c, t, depth)
	}
	return c, true
}

func (j *jsonReader) nested(c *cell, open json.Delim, depth int) bool {
	c.kind = kindList
	if open == '{' {
		c.kind = kindObject
	}
	for j.dec.More() {
		if c.kind == kindObject {
			name, ok := j.token()
			if !ok {
				return false
			}
			if len(c.names) == maxMembers {
				j.p.end(place{j.line(), ""}, CodeTooLarge, "This object has more than %d members.", maxMembers)
				return false
			}
			s, _ := name.(string)
			c.names = append(c.names, s)
		}
		v, ok := j.value(depth + 1)
		if !ok {
			return false
		}
		c.list = append(c.list, v)
	}
	_, ok := j.token()
	return ok
}

// token reads the next token; a broken document ends the parse.
func (j *jsonReader) token() (json.Token, bool) {
	tok, err := j.dec.Token()
	if err == nil {
		return tok, true
	}
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errTooLarge):
		j.tooLarge()
	case errors.As(err, &syntax):
		j.p.end(place{j.lines.at(syntax.Offset), ""}, CodeSyntax, "This is not JSON from here on (%s).", syntax)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		j.p.end(place{j.line(), ""}, CodeSyntax, "The document ends too early. Is the file complete?")
	default:
		j.p.end(place{j.line(), ""}, CodeRead, "The file could not be read to its end. Try again.")
	}
	return nil, false
}

func (j *jsonReader) tooLarge() {
	j.p.end(place{j.line(), ""}, CodeTooLarge, "The file is larger than %d MB. Divide it and import the parts one after another.", MaxBytes>>20)
}

// line is the line of the last token. A JSON string cannot hold a raw line break, so that is also where it began.
func (j *jsonReader) line() int { return j.lines.at(j.dec.InputOffset()) }

// rest faults members that nobody asked for.
func (r *record) rest() {
	if r.sheet != nil {
		return // columns are judged per type of row when the row is read
	}
	var known []string
	for n := range r.used {
		known = append(known, n)
	}
	for i, n := range r.object.names {
		if !r.used[n] {
			hint := ""
			if s := nearest(n, known); s != "" {
				hint = " Did you mean “" + s + "”?"
			}
			r.p.fault(place{r.object.list[i].line, join(r.path, n)}, CodeUnknownField, "There is no field “%s” here.%s", short(n), hint)
		}
	}
}

// lineReader remembers the line breaks between what the decoder has consumed and what it has read ahead.
type lineReader struct {
	r      io.Reader
	read   int64
	breaks []int64 // offsets after a line break, ascending, beyond the last asked offset
	line   int
}

func (l *lineReader) Read(b []byte) (int, error) {
	n, err := l.r.Read(b)
	for rest, off := b[:n], l.read; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		off += int64(i) + 1
		l.breaks = append(l.breaks, off)
		rest = rest[i+1:]
	}
	l.read += int64(n)
	return n, err
}

// at returns the line of an offset. Offsets must not decrease between calls; a smaller one gives the line reached.
func (l *lineReader) at(offset int64) int {
	n := 0
	for n < len(l.breaks) && l.breaks[n] <= offset {
		n++
	}
	l.line += n
	l.breaks = l.breaks[n:]
	return l.line
}

// skipBOM drops the byte order mark that spreadsheets and editors on Windows put in front.
func skipBOM(r io.Reader) *bufio.Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	if head, _ := b.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = b.Discard(3)
	}
	return b
}
