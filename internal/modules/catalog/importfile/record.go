package importfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is the JSON type of a cell. Cells of a sheet are always text.
type kind byte

const (
	kindText kind = iota
	kindNumber
	kindBool
	kindNull
	kindList
	kindObject
)

func (k kind) String() string {
	return [...]string{"text", "a number", "true or false", "nothing", "a list", "an object"}[k]
}

// cell is a value as it was read. Objects keep their members in order, duplicates included.
type cell struct {
	line  int
	kind  kind
	text  string // text, number or "true"
	list  []cell
	names []string // of an object, parallel to list
}

// record is one row or one JSON object under a reader's eyes. Getters note what was asked for, so that the rest can be
// reported, and turn wrong values into faults and zeros.
type record struct {
	p    *parser
	line int
	path string // JSON: "practitioners[3]"; a sheet has none

	object *cell           // JSON
	used   map[string]bool // JSON members asked for

	sheet *sheet // CSV
	cells []string
	kind  *rowType
}

// at is the place of a named value, or of the record when it has none.
func (r *record) at(name string) place {
	if r.sheet != nil {
		return place{r.line, name}
	}
	field := name
	if r.path != "" {
		field = r.path + "." + name
	}
	if r.object != nil {
		for i, n := range r.object.names {
			if n == name {
				return place{r.object.list[i].line, field}
			}
		}
	}
	return place{r.line, field}
}

func (r *record) fault(name, code, format string, args ...any) {
	r.p.fault(r.at(name), code, format, args...)
}

// get returns a value that is there: absent, null and empty cells are not.
func (r *record) get(name string) (cell, bool) {
	if r.sheet != nil {
		i, ok := r.sheet.columns[name]
		if !ok || i >= len(r.cells) || strings.TrimSpace(r.cells[i]) == "" {
			return cell{}, false
		}
		return cell{line: r.line, text: r.cells[i]}, true
	}
	r.used[name] = true
	for i, n := range r.object.names {
		if n == name {
			c := r.object.list[i]
			return c, c.kind != kindNull
		}
	}
	return cell{}, false
}

// want returns a value of the given JSON type; in a sheet everything is text that the caller converts.
func (r *record) want(name string, k kind) (cell, bool) {
	c, ok := r.get(name)
	if !ok {
		return c, false
	}
	if r.sheet == nil && c.kind != k {
		r.fault(name, CodeWrongType, "Expected %s, found %s.", k, c.kind)
		return c, false
	}
	return c, true
}

// child is a nested JSON object, or the sheet's columns "name_…" of the same row. It is nil when absent.
func (r *record) child(name string, fields ...string) *record {
	if r.sheet != nil {
		for _, f := range fields {
			if _, ok := r.get(name + "_" + f); ok {
				return r
			}
		}
		return nil
	}
	c, ok := r.want(name, kindObject)
	if !ok {
		return nil
	}
	return r.p.object(&c, join(r.path, name))
}

// prefixed is the name of a field of a child: flattened in a sheet, plain in JSON.
func (r *record) prefixed(prefix, name string) string {
	if r.sheet != nil {
		return prefix + "_" + name
	}
	return name
}

// children are the objects of a JSON list.
func (r *record) children(name string) []*record {
	c, ok := r.want(name, kindList)
	if !ok {
		return nil
	}
	out := make([]*record, 0, len(c.list))
	for i := range c.list {
		at := join(r.path, name) + "[" + strconv.Itoa(i) + "]"
		if c.list[i].kind != kindObject {
			r.p.fault(place{c.list[i].line, at}, CodeWrongType, "Expected an object, found %s.", c.list[i].kind)
			continue
		}
		out = append(out, r.p.object(&c.list[i], at))
	}
	return out
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// text reads text of at most limit characters: line ends become \n, the outside is trimmed.
func (r *record) text(name string, limit int) string {
	c, ok := r.want(name, kindText)
	if !ok {
		return ""
	}
	if r.sheet != nil {
		c.text = unguard(c.text)
	}
	s, code, message := clean(c.text, limit)
	if code != "" {
		r.fault(name, code, "%s", message)
		return ""
	}
	return s
}

// words reads text that has to fit on one line.
func (r *record) words(name string, limit int) string {
	s := r.text(name, limit)
	if strings.ContainsAny(s, "\n\t") {
		r.fault(name, CodeBadText, "Write this on one line, without tabs.")
		return ""
	}
	return s
}

// need is words that must be given.
func (r *record) need(name string, limit int) string {
	s := r.words(name, limit)
	r.require(name, s != "")
	return s
}

func (r *record) require(name string, given bool) {
	if !given {
		r.fault(name, CodeRequired, "This is missing. Every %s needs it.", r.noun())
	}
}

func (r *record) noun() string {
	if r.kind != nil {
		return r.kind.name + " row"
	}
	if i := strings.LastIndexByte(r.path, '.'); i >= 0 {
		return strings.TrimRight(r.path[i+1:], "[]0123456789") + " entry"
	}
	return "entry"
}

// clean normalises text and says what is wrong with it.
func clean(s string, limit int) (out, code, message string) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return "", CodeEncoding, "This is not UTF-8 text. Save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)."
	}
	s = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
	for _, c := range s {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			return "", CodeBadText, fmt.Sprintf("Remove the control character U+%04X.", c)
		}
	}
	if n := utf8.RuneCountInString(s); n > limit {
		return "", CodeTooLong, fmt.Sprintf("This has %d characters; at most %d fit.", n, limit)
	}
	return s, "", ""
}

// list reads a JSON list of texts, or a sheet's cell whose items are divided by "|" ("\|" is a bar inside an item).
func (r *record) list(name string, limit int) []string { return r.listUpTo(name, limit, maxListItems) }

func (r *record) listUpTo(name string, limit, most int) []string {
	c, ok := r.want(name, kindList)
	if !ok {
		return nil
	}
	var items []string
	if r.sheet != nil {
		items = splitList(unguard(c.text))
	}
	for _, it := range c.list {
		if it.kind != kindText {
			r.p.fault(place{it.line, r.at(name).field}, CodeWrongType, "Expected a list of texts, found %s in it.", it.kind)
			return nil
		}
		items = append(items, it.text)
	}
	var out []string
	for _, it := range items {
		s, code, message := clean(it, limit)
		switch {
		case code != "":
			r.fault(name, code, "%s", message)
		case strings.ContainsAny(s, "\n\t"):
			r.fault(name, CodeBadText, "Write each item on one line, without tabs.")
		case slices.Contains(out, s):
			r.fault(name, CodeDuplicate, "“%s” is listed twice.", short(s))
		case s != "":
			out = append(out, s)
		}
	}
	if len(out) > most {
		r.fault(name, CodeTooMany, "The list has %d items; at most %d fit.", len(out), most)
		return out[:most]
	}
	return out
}

// number reads a whole number between low and high; absent gives def.
func (r *record) number(name string, low, high, def int) int {
	c, ok := r.want(name, kindNumber)
	if !ok {
		return def
	}
	n, err := strconv.Atoi(strings.TrimSpace(c.text))
	if err != nil {
		r.fault(name, CodeWrongType, "Write a whole number between %d and %d.", low, high)
		return def
	}
	if n < low || n > high {
		r.fault(name, CodeOutOfRange, "%d is not between %d and %d.", n, low, high)
		return def
	}
	return n
}

// degrees reads a coordinate; decimal comma is refused because 12,97 and 1297 are one keystroke apart.
func (r *record) degrees(name string, limit float64) (float64, bool) {
	c, ok := r.want(name, kindNumber)
	if !ok {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(c.text), 64)
	if err != nil || v != v {
		r.fault(name, CodeWrongType, "Write decimal degrees with a point, such as 12.9719.")
		return 0, false
	}
	if v < -limit || v > limit {
		r.fault(name, CodeOutOfRange, "Degrees run from -%g to %g.", limit, limit)
		return 0, false
	}
	return v, true
}

func (r *record) flag(name string) bool {
	c, ok := r.want(name, kindBool)
	if !ok {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(c.text)) {
	case "true", "yes", "1":
		return true
	case "false", "no", "0":
		return false
	}
	r.fault(name, CodeWrongType, "Write true or false.")
	return false
}

// choice reads one of the listed words.
func (r *record) choice(name, def string, words ...string) string {
	s := r.words(name, 40)
	if s == "" {
		return def
	}
	for _, w := range words {
		if strings.EqualFold(s, w) {
			return w
		}
	}
	r.fault(name, CodeUnknownValue, "“%s” is not one of: %s.", short(s), strings.Join(words, ", "))
	return def
}

// short keeps a quoted value from flooding a report.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
