package importfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// rowType is what a row of the sheet describes, and the columns that it uses.
type rowType struct {
	name    string
	columns []string
}

var rowTypes = []*rowType{
	{"category", []string{"slug", "parent", "icon", "sort_order"}},
	{"practitioner", []string{"key", "email", "name", "headline", "bio", "experience_years", "languages", "specializations",
		"registration_body", "registration_number", "registration_checked_on", "registration_method", "hourly_rate", "currency",
		"zone", "country", "city", "area", "address", "latitude", "longitude", "portrait_seed", "verified", "confirmation"}},
	{"certification", []string{"key", "name", "issuer", "number", "year"}},
	{"service", []string{"key", "service", "category", "name", "description", "duration_min", "price", "modes",
		"buffer_before_min", "buffer_after_min", "notice_min", "window", "window_days", "window_from", "window_to", "interval_min", "capacity", "per_day", "per_week",
		"free_cancel_hours", "late_cancel_fee_percent", "variant_of", "variant_label", "attributes"}},
	{"hours", []string{"key", "days", "start", "end"}},
	{"override", []string{"key", "date", "start", "end"}},
	{"time_off", []string{"key", "from", "to"}},
}

func (t *rowType) uses(column string) bool {
	if column == "type" || t.name == "category" && isNameColumn(column) {
		return true
	}
	return slices.Contains(t.columns, column)
}

func isNameColumn(column string) bool {
	tag, ok := strings.CutPrefix(column, "name_")
	return ok && tag != ""
}

// sheet is the reading of a CSV file: its header, the practitioners so far, and rows that came before theirs.
type sheet struct {
	p         *parser
	columns   map[string]int
	header    []string // "" for a column at fault
	languages []string // the columns name_…

	drafts  map[string]*draft
	order   []*draft
	waiting map[string][]*record
	keys    []string // of waiting, in order
	held    int      // rows that were ever put in waiting
}

func (p *parser) readCSV(r io.Reader) {
	b := skipBOM(r)
	cr := csv.NewReader(b)
	cr.Comma = delimiter(b)
	cr.FieldsPerRecord = -1
	s := &sheet{p: p, columns: map[string]int{}, drafts: map[string]*draft{}, waiting: map[string][]*record{}}
	line := 0
	for first := true; !p.stopped(); {
		cells, err := cr.Read()
		if errors.Is(err, io.EOF) {
			if first {
				p.fault(place{1, ""}, CodeHeader, "The file is empty. Its first row names the columns.")
			}
			break
		}
		if err != nil {
			s.broken(err, line)
			continue
		}
		line, _ = cr.FieldPos(0)
		if first {
			first = false
			s.readHeader(cells, line)
			continue
		}
		s.readRow(cells, line)
	}
	s.finish()
}

// delimiter tells comma, semicolon (spreadsheets in half of Europe) and tab apart by the header, whose names hold none.
func delimiter(b *bufio.Reader) rune {
	head, _ := b.Peek(8 << 10)
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// broken faults a row that could not be read. Reading goes on with the next line after a wrong quote.
func (s *sheet) broken(err error, line int) {
	var pe *csv.ParseError
	switch {
	case errors.Is(err, errTooLarge):
		s.p.end(place{line + 1, ""}, CodeTooLarge, "The file is larger than %d MB. Divide it and import the parts one after another.", MaxBytes>>20)
	case errors.As(err, &pe):
		s.p.fault(place{pe.StartLine, ""}, CodeSyntax, "The quotes in this row do not match. Put the cell in \"…\" and double each quote inside it.")
	default:
		s.p.end(place{line + 1, ""}, CodeRead, "The file could not be read to its end. Try again.")
	}
}

func (s *sheet) readHeader(cells []string, line int) {
	known := []string{"type"}
	for _, t := range rowTypes {
		known = append(known, t.columns...)
	}
	for i, name := range cells {
		name = strings.TrimSpace(name)
		if tag, err := languageTag(strings.TrimPrefix(name, "name_")); isNameColumn(name) && err == nil {
			name = "name_" + tag
			s.languages = append(s.languages, name)
		} else if name = strings.ToLower(name); !slices.Contains(known, name) {
			if name != "" {
				hint := ""
				if n := nearest(name, known); n != "" {
					hint = " Did you mean “" + n + "”?"
				}
				s.p.fault(place{line, short(name)}, CodeUnknownField, "There is no column “%s”.%s", short(name), hint)
			}
			s.header = append(s.header, "")
			continue
		}
		if _, ok := s.columns[name]; ok {
			s.p.fault(place{line, name}, CodeDuplicateField, "The column “%s” is there twice. Keep one.", name)
			s.header = append(s.header, "")
			continue
		}
		s.columns[name] = i
		s.header = append(s.header, name)
	}
	if _, ok := s.columns["type"]; !ok {
		s.p.end(place{line, "type"}, CodeHeader, "The first row names the columns, and one of them is “type”.")
	}
}

func (s *sheet) readRow(cells []string, line int) {
	blank := true
	for _, c := range cells {
		blank = blank && strings.TrimSpace(c) == ""
	}
	if blank {
		return
	}
	r := &record{p: s.p, line: line, sheet: s, cells: cells}
	name := strings.ToLower(r.words("type", 40))
	for _, t := range rowTypes {
		if t.name == name {
			r.kind = t
		}
	}
	if r.kind == nil {
		r.fault("type", CodeUnknownType, "“%s” is not a type of row. Use category, practitioner, certification, service, hours, override or time_off.", short(name))
		return
	}
	s.checkColumns(r)
	switch r.kind.name {
	case "category":
		s.p.addCategory(r)
	case "practitioner":
		s.begin(r)
	default:
		s.attach(r)
	}
}

// checkColumns faults values that this type of row has no use for: they are nearly always in the wrong column.
func (s *sheet) checkColumns(r *record) {
	for i, c := range r.cells {
		if strings.TrimSpace(c) == "" {
			continue
		}
		switch {
		case i >= len(s.header):
			r.fault("", CodeSyntax, "This row has %d cells, but there are %d columns.", len(r.cells), len(s.header))
			return
		case s.header[i] != "" && !r.kind.uses(s.header[i]):
			r.fault(s.header[i], CodeUnusedColumn, "%s rows have no “%s”. Clear the cell, or correct the type.", r.kind.name, s.header[i])
		}
	}
}

func (s *sheet) begin(r *record) {
	d := s.p.addPractitioner(r)
	if d == nil {
		return
	}
	s.order = append(s.order, d)
	if d.out.Key == "" || s.drafts[d.out.Key] != nil {
		return
	}
	s.drafts[d.out.Key] = d
	for _, w := range s.waiting[d.out.Key] {
		d.attach(w)
	}
	delete(s.waiting, d.out.Key)
}

// attach gives a row to its practitioner, or keeps it until the practitioner's row comes.
func (s *sheet) attach(r *record) {
	key := r.key("key")
	if key == "" {
		return
	}
	if d := s.drafts[key]; d != nil {
		d.attach(r)
		return
	}
	if s.held++; s.held > MaxRows {
		s.p.end(r.at("key"), CodeTooManyRows, "More than %d rows come before the row of their practitioner. Sort the sheet by key.", MaxRows)
		return
	}
	if len(s.waiting[key]) == 0 {
		s.keys = append(s.keys, key)
	}
	s.waiting[key] = append(s.waiting[key], r)
}

func (d *draft) attach(r *record) {
	switch r.kind.name {
	case "certification":
		d.addCertification(r)
	case "service":
		d.addService(r)
	case "hours":
		d.addHours(r)
	case "override":
		d.addOverride(r)
	case "time_off":
		d.addTimeOff(r)
	}
}

func (s *sheet) finish() {
	for _, key := range s.keys {
		for _, r := range s.waiting[key] {
			r.fault("key", CodeUnknownPractitioner, "No practitioner row has the key “%s”. Add it, or correct the key.", key)
		}
	}
	for _, d := range s.order {
		d.finish()
	}
}
