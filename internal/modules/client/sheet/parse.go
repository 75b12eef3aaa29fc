package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// parser is the reading of one file.
type parser struct {
	File
	fields []string       // by column
	seen   map[string]int // key → line
	dates  dateOrder
	drafts []draft
}

// draft is a row whose birthday is still as written: the order of day and month shows when all are read.
type draft struct {
	Row
	ok bool
}

// Parse reads a table of clients. A file that is none has faults on line 0 or 1 and no rows.
func Parse(r io.Reader) File {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	p := &parser{seen: map[string]int{}}
	switch {
	case err != nil:
		p.fault(0, "", "client_file_read", "The file could not be read to its end. Try again.")
		return p.File
	case len(raw) > MaxBytes:
		p.fault(0, "", "client_file_size", "The file is larger than %d MB. Divide it and import the parts one after another.", MaxBytes>>20)
		return p.File
	}
	text := decode(raw)
	cr := csv.NewReader(bytes.NewReader(text))
	cr.Comma, cr.FieldsPerRecord, cr.LazyQuotes = delimiter(text), -1, false
	if p.header(cr) {
		p.body(cr)
		p.finish()
	}
	return p.File
}

func (p *parser) fault(line int, field, code, format string, args ...any) {
	if len(p.Faults) < MaxFaults {
		p.Faults = append(p.Faults, Fault{line, field, code, fmt.Sprintf(format, args...)})
	}
}

// header reads the headings and reports whether there is enough of them to go on.
func (p *parser) header(cr *csv.Reader) bool {
	cells, err := cr.Read()
	if err != nil {
		p.fault(1, "", "client_file_header", "The first row must name the columns, and one of them is the name.")
		return false
	}
	have := map[string]bool{}
	for _, heading := range cells {
		field := fieldOf(heading)
		switch {
		case field == "" || have[field]: // the second phone of an export, say
			if h := strings.TrimSpace(heading); h != "" && len(p.Ignored) < 50 {
				p.Ignored = append(p.Ignored, cut(h))
			}
			field = ""
		}
		have[field] = true
		p.fields = append(p.fields, field)
	}
	if !have["name"] && !have["first"] && !have["last"] {
		p.fault(1, "name", "client_file_header", "No column is called name, first name or last name. The first row must name the columns.")
		return false
	}
	return true
}

func (p *parser) body(cr *csv.Reader) {
	for {
		cells, err := cr.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &broken):
			p.fault(broken.StartLine, "", "client_file_quotes", "The quotes in this row do not match. Put the cell in \"…\" and double each quote inside it.")
			p.Faulty++
			continue
		case err != nil:
			p.fault(0, "", "client_file_read", "The file could not be read to its end. Try again.")
			return
		}
		line, _ := cr.FieldPos(0)
		if len(p.drafts) >= MaxRows {
			p.fault(line, "", "client_file_rows", "A file has %d rows at most. Divide it and import the parts one after another.", MaxRows)
			p.Faulty++
			return
		}
		p.row(line, cells)
	}
}

// row judges one client. Empty lines are nobody.
func (p *parser) row(line int, cells []string) {
	got := map[string]string{}
	blank := true
	for i, c := range cells {
		if c = strings.TrimSpace(unguard(strings.TrimSpace(c))); c == "" {
			continue
		}
		blank = false
		if i < len(p.fields) && p.fields[i] != "" {
			got[p.fields[i]] = strings.ReplaceAll(c, "\r\n", "\n")
		}
	}
	if blank {
		return
	}
	d := draft{ok: true, Row: Row{Line: line, Name: got["name"], Email: strings.ToLower(got["email"]), Phone: westernDigits(got["phone"]),
		Birthday: westernDigits(got["birthday"]), ExternalID: got["externalid"], Notes: got["notes"]}}
	if d.Name == "" {
		d.Name = got["first"] + " " + got["last"]
	}
	d.Name = strings.Join(strings.Fields(d.Name), " ")
	wrong := func(ok bool, field, code, message string) {
		if !ok {
			d.ok = false
			p.fault(line, field, code, "%s", message)
		}
	}
	p.judge(&d.Row, got["language"], wrong)
	p.dates.look(d.Birthday)
	p.drafts = append(p.drafts, d)
}

func (p *parser) judge(r *Row, lang string, wrong func(ok bool, field, code, message string)) {
	wrong(r.Name != "", "name", "client_name", "This row has no name.")
	for _, c := range []struct {
		field, value string
		most         int
		lines        bool
	}{{"name", r.Name, 120, false}, {"externalId", r.ExternalID, 120, false}, {"notes", r.Notes, maxCell, true}} {
		wrong(utf8.RuneCountInString(c.value) <= c.most, c.field, "length", fmt.Sprintf("This has at most %d characters.", c.most))
		wrong(!strings.ContainsFunc(c.value, func(x rune) bool { return unicode.IsControl(x) && !(c.lines && (x == '\n' || x == '\t')) }), c.field, "invalid", "This holds characters that cannot be shown.")
	}
	a, err := mail.ParseAddress(r.Email)
	wrong(r.Email == "" || err == nil && a.Address == r.Email && a.Name == "" && len(r.Email) <= 254 && !strings.HasSuffix(r.Email, ".invalid"), "email", "email", "This is no e-mail address.")
	wrong(r.Phone == "" || phone(r.Phone), "phone", "phone", "This is no phone number. A spreadsheet may have turned it into a figure.")
	if lang != "" {
		tag, err := language.Parse(lang)
		wrong(err == nil, "language", "language", "This is no language, like en or hi.")
		r.Language = tag.String()
	}
}

// finish reads the dates and drops rows that are there twice.
func (p *parser) finish() {
	for _, d := range p.drafts {
		if d.Birthday != "" {
			iso, ok := p.dates.read(d.Birthday)
			if d.Birthday = iso; !ok {
				d.ok = false
				p.fault(d.Line, "birthday", "date", "Write dates as 1984-05-31: here day and month cannot be told apart.")
			}
		}
		if first, twice := p.seen[d.Key()]; d.ok && twice {
			d.ok = false
			p.fault(d.Line, "", "client_file_twice", "This is the client of line %d again.", first)
		}
		if !d.ok {
			p.Faulty++
			continue
		}
		p.seen[d.Key()] = d.Line
		p.Rows = append(p.Rows, d.Row)
	}
}

func phone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune(" +-().,/x", r):
			return false
		}
	}
	return digits >= 5 && len(s) <= 32
}

// westernDigits takes Devanagari digits, too.
func westernDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '०' && r <= '९' {
			return '0' + (r - '०')
		}
		return r
	}, s)
}

// cut keeps a heading short enough to be shown.
func cut(s string) string {
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}
