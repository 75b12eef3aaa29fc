package importfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"klear/internal/platform/money"
)

// Write writes a catalogue so that Parse reads it back unchanged. It returns the writer's errors, and
// money.ErrCurrency when the sheet needs the decimals of an unknown currency.
func Write(w io.Writer, f File, format Format) error {
	b := bufio.NewWriter(w)
	var err error
	switch format {
	case JSON:
		err = writeJSON(b, f)
	case CSV:
		err = writeCSV(b, f)
	default:
		err = fmt.Errorf("importfile: unknown format %q", string(format))
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

// writeJSON writes element by element: a large catalogue is never held as text.
func writeJSON(w *bufio.Writer, f File) error {
	fmt.Fprintf(w, "{\n  \"version\": %d,\n  \"categories\": [", formatVersion)
	if err := writeElements(w, f.Categories); err != nil {
		return err
	}
	fmt.Fprint(w, "],\n  \"practitioners\": [")
	if err := writeElements(w, f.Practitioners); err != nil {
		return err
	}
	_, err := fmt.Fprint(w, "]\n}\n")
	return err
}

func writeElements[T any](w *bufio.Writer, items []T) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("    ", "  ")
	for i, it := range items {
		buf.Reset()
		if err := enc.Encode(it); err != nil {
			return err
		}
		separator := "\n    "
		if i > 0 {
			separator = ",\n    "
		}
		if _, err := w.WriteString(separator + strings.TrimSpace(buf.String())); err != nil {
			return err
		}
	}
	if len(items) == 0 {
		return nil
	}
	_, err := w.WriteString("\n  ")
	return err
}

// sheetWriter writes rows under one header.
type sheetWriter struct {
	csv     *csv.Writer
	columns map[string]int
	row     []string
}

func writeCSV(w io.Writer, f File) error {
	s := &sheetWriter{csv: csv.NewWriter(w), columns: map[string]int{}}
	header := sheetHeader(f)
	for i, c := range header {
		s.columns[c] = i
	}
	if err := s.csv.Write(header); err != nil {
		return err
	}
	for _, c := range f.Categories {
		if err := s.category(c); err != nil {
			return err
		}
	}
	for _, p := range f.Practitioners {
		if err := s.practitioner(p); err != nil {
			return err
		}
	}
	s.csv.Flush()
	return s.csv.Error()
}

// sheetHeader lists all columns, with one name column per language in use after the slug.
func sheetHeader(f File) []string {
	tags := map[string]bool{}
	for _, c := range f.Categories {
		for tag := range c.Name {
			tags["name_"+tag] = true
		}
	}
	header := []string{"type"}
	for _, t := range rowTypes {
		for _, c := range t.columns {
			if !slices.Contains(header, c) {
				header = append(header, c)
			}
			if c == "slug" {
				header = append(header, slices.Sorted(maps.Keys(tags))...)
			}
		}
	}
	return header
}

// put writes a row of the pairs column, value; empty values leave the cell empty.
func (s *sheetWriter) put(kind string, pairs ...string) error {
	s.row = slices.Grow(s.row[:0], len(s.columns))[:len(s.columns)]
	clear(s.row)
	s.row[0] = kind
	for i := 0; i < len(pairs); i += 2 {
		s.row[s.columns[pairs[i]]] = pairs[i+1]
	}
	return s.csv.Write(s.row)
}

func (s *sheetWriter) category(c Category) error {
	pairs := []string{"slug", c.Slug, "parent", c.Parent, "icon", guard(c.Icon), "sort_order", count(c.SortOrder)}
	for tag, name := range c.Name {
		pairs = append(pairs, "name_"+tag, guard(name))
	}
	return s.put("category", pairs...)
}

func (s *sheetWriter) practitioner(p Practitioner) error {
	exp, err := money.Exponent(p.Currency)
	if err != nil {
		return err
	}
	pairs := []string{"key", p.Key, "email", guard(p.Email), "name", guard(p.Name), "headline", guard(p.Headline), "bio", guard(p.Bio),
		"experience_years", count(p.ExperienceYears), "languages", joinList(p.Languages),
		"specializations", guard(joinList(p.Specializations)), "currency", p.Currency, "zone", p.Zone, "country", p.Country,
		"city", guard(p.City), "area", guard(p.Area), "address", guard(p.Address), "portrait_seed", count(int(p.PortraitSeed)),
		"confirmation", p.Confirmation}
	if p.HourlyRateMinor != 0 {
		pairs = append(pairs, "hourly_rate", formatDecimal(p.HourlyRateMinor, exp))
	}
	if p.HasPlace() {
		pairs = append(pairs, "latitude", strconv.FormatFloat(p.Latitude, 'f', -1, 64), "longitude", strconv.FormatFloat(p.Longitude, 'f', -1, 64))
	}
	if p.Verified {
		pairs = append(pairs, "verified", "true")
	}
	if r := p.Registration; r != nil {
		pairs = append(pairs, "registration_body", guard(r.Body), "registration_number", guard(r.Number),
			"registration_checked_on", r.CheckedOn, "registration_method", r.Method)
	}
	if err := s.put("practitioner", pairs...); err != nil {
		return err
	}
	for _, c := range p.Certifications {
		if err := s.put("certification", "key", p.Key, "name", guard(c.Name), "issuer", guard(c.Issuer), "number", guard(c.Number), "year", count(c.Year)); err != nil {
			return err
		}
	}
	for _, v := range p.Services {
		if err := s.service(p.Key, v, exp); err != nil {
			return err
		}
	}
	return s.hours(p)
}

func (s *sheetWriter) service(key string, v Service, exp int) error {
	return s.put("service", "key", key, "service", v.Key, "category", v.CategorySlug, "name", guard(v.Name),
		"description", guard(v.Description), "duration_min", count(v.DurationMin), "price", formatDecimal(v.PriceMinor, exp),
		"modes", joinList(v.Modes), "buffer_before_min", count(v.BufferBeforeMin), "buffer_after_min", count(v.BufferAfterMin),
		"notice_min", strconv.Itoa(v.NoticeMin), "window", v.Window, "window_days", strconv.Itoa(v.WindowDays), "window_from", v.WindowFrom, "window_to", v.WindowTo, "interval_min", count(v.IntervalMin),
		"capacity", strconv.Itoa(v.Capacity), "per_day", count(v.PerDay), "per_week", count(v.PerWeek),
		"free_cancel_hours", strconv.Itoa(v.FreeCancelHours), "late_cancel_fee_percent", formatDecimal(int64(v.LateCancelFeeBps), 2),
		"variant_of", v.VariantOf, "variant_label", guard(v.VariantLabel), "attributes", guard(joinList(v.Attributes)))
}

func (s *sheetWriter) hours(p Practitioner) error {
	for _, h := range p.Hours {
		days := make([]string, len(h.Days))
		for i, d := range h.Days {
			days[i] = dayNames[d-1]
		}
		if err := s.put("hours", "key", p.Key, "days", joinList(days), "start", h.Start, "end", h.End); err != nil {
			return err
		}
	}
	for _, o := range p.Overrides {
		if len(o.Windows) == 0 {
			if err := s.put("override", "key", p.Key, "date", o.Date); err != nil {
				return err
			}
		}
		for _, w := range o.Windows {
			if err := s.put("override", "key", p.Key, "date", o.Date, "start", w.Start, "end", w.End); err != nil {
				return err
			}
		}
	}
	for _, t := range p.TimeOff {
		if err := s.put("time_off", "key", p.Key, "from", t.From, "to", t.To); err != nil {
			return err
		}
	}
	return nil
}

// count leaves zeros out: they are what an empty cell means.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
