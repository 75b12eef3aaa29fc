package ical

import (
	"errors"
	"io"
	"strings"
)

// maxDepth bounds the nesting of components; a VALARM in a VEVENT in a VCALENDAR is three.
const maxDepth = 8

// document is what a calendar says, in the order of its lines.
type document struct {
	opts     BusyOptions
	events   []*event
	zones    map[string]*vtimezone
	zoneName string    // X-WR-TIMEZONE
	periods  []stamp   // of VFREEBUSY
	stack    []string  // open components
	event    *event    // being read
	zone     *openZone // being read
	seen     int       // events
	dates    int       // RDATEs, EXDATEs and free/busy periods
	rules    int       // RRULEs
	parts    int       // of zones
	closed   bool      // a VCALENDAR has ended
}

type openZone struct {
	id string
	vtimezone
}

// read takes the whole calendar.
func (d *document) read(r io.Reader) error {
	lines := newLineReader(r, d.opts.MaxBytes)
	for {
		p, err := lines.next()
		if errors.Is(err, io.EOF) {
			return d.finish(lines.line)
		}
		if err != nil {
			return err
		}
		if err := d.property(p); err != nil {
			return err
		}
	}
}

// finish refuses a calendar that was cut off: half a calendar would look free.
func (d *document) finish(line int) error {
	switch {
	case len(d.stack) > 0:
		return fail(ErrSyntax, line, d.stack[len(d.stack)-1], "not closed")
	case !d.closed:
		return fail(ErrNotCalendar, line, "BEGIN", "no VCALENDAR")
	}
	return nil
}

func (d *document) property(p property) error {
	if len(d.stack) == 0 && (p.name != "BEGIN" || !strings.EqualFold(p.value, "VCALENDAR")) {
		return fail(ErrNotCalendar, p.line, p.name, "outside a VCALENDAR")
	}
	switch p.name {
	case "BEGIN":
		return d.begin(p)
	case "END":
		return d.end(p)
	}
	switch component := d.stack[len(d.stack)-1]; component {
	case "VCALENDAR":
		if p.name == "X-WR-TIMEZONE" {
			d.zoneName = p.value
		}
	case "VEVENT":
		if err := d.event.read(p); err != nil {
			return err
		}
		return d.count(p)
	case "VFREEBUSY":
		return d.freebusy(p)
	case "VTIMEZONE", "STANDARD", "DAYLIGHT":
		if d.zone == nil {
			return nil
		}
		if err := d.zone.read(p, component); err != nil {
			return err
		}
		return d.count(p)
	}
	return nil
}

func (d *document) begin(p property) error {
	name := strings.ToUpper(p.value)
	if len(d.stack) == maxDepth {
		return fail(ErrSyntax, p.line, p.name, "components nested more than %d deep", maxDepth)
	}
	parent := ""
	if len(d.stack) > 0 {
		parent = d.stack[len(d.stack)-1]
	}
	d.stack = append(d.stack, name)
	switch {
	case name == "VCALENDAR":
		if parent != "" {
			return fail(ErrSyntax, p.line, p.name, "a calendar within another component")
		}
	case name == "VEVENT":
		if parent != "VCALENDAR" {
			return fail(ErrSyntax, p.line, p.name, "an event within another component")
		}
		if d.seen++; d.seen > d.opts.MaxEvents {
			return fail(ErrTooLarge, p.line, p.name, "more than %d events", d.opts.MaxEvents)
		}
		d.event = &event{line: p.line}
	case name == "VTIMEZONE":
		if parent != "VCALENDAR" {
			return fail(ErrSyntax, p.line, p.name, "a zone within another component")
		}
		d.zone = &openZone{}
		d.parts++
	case name == "STANDARD" || name == "DAYLIGHT":
		if parent != "VTIMEZONE" {
			return fail(ErrSyntax, p.line, p.name, "a part of a zone outside of one")
		}
		d.zone.observances = append(d.zone.observances, observance{line: p.line})
		d.parts++
	}
	if d.parts > maxZoneParts {
		return fail(ErrTooComplex, p.line, p.name, "more than %d zones and their parts", maxZoneParts)
	}
	return nil
}

// maxZoneParts bounds the zones that a calendar defines, together with their STANDARD and DAYLIGHT parts.
const maxZoneParts = 10_000

func (d *document) end(p property) error {
	name := d.stack[len(d.stack)-1]
	if !strings.EqualFold(p.value, name) {
		return fail(ErrSyntax, p.line, p.name, "closes another component than the open one")
	}
	d.stack = d.stack[:len(d.stack)-1]
	switch name {
	case "VCALENDAR":
		d.closed = true
	case "VEVENT":
		if d.event.start == nil && !d.event.free(d.opts.TentativeBusy) {
			return fail(ErrSyntax, d.event.line, "VEVENT", "no DTSTART")
		}
		if d.event.matters(d.opts.TentativeBusy) {
			d.events = append(d.events, d.event)
		}
		d.event = nil
	case "VTIMEZONE":
		if _, known := d.zones[d.zone.id]; !known {
			d.zones[d.zone.id] = &d.zone.vtimezone
		}
		d.zone = nil
	}
	return nil
}

// count bounds the rules, and the dates that are listed one by one.
func (d *document) count(p property) error {
	switch p.name {
	case "RRULE":
		if d.rules++; d.rules > d.opts.MaxEvents {
			return fail(ErrTooComplex, p.line, p.name, "more than %d rules", d.opts.MaxEvents)
		}
	case "RDATE", "EXDATE", "FREEBUSY":
		if d.dates += strings.Count(p.value, ",") + 1; d.dates > d.opts.MaxInstances {
			return fail(ErrTooComplex, p.line, p.name, "more than %d dates", d.opts.MaxInstances)
		}
	}
	return nil
}

func (d *document) freebusy(p property) error {
	if p.name != "FREEBUSY" {
		return nil
	}
	switch kind := strings.ToUpper(p.param("FBTYPE")); {
	case kind == "FREE":
		return nil
	case kind == "BUSY-TENTATIVE" && !d.opts.TentativeBusy:
		return nil
	}
	if err := d.count(p); err != nil {
		return err
	}
	list, err := parseStamps(p)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.until == nil {
			return fail(ErrSyntax, p.line, p.name, "not a period")
		}
	}
	d.periods = append(d.periods, list...)
	return nil
}

func (z *openZone) read(p property, component string) error {
	if component == "VTIMEZONE" {
		switch p.name {
		case "TZID":
			z.id = p.value
		case "X-LIC-LOCATION":
			z.location = p.value
		}
		return nil
	}
	o := &z.observances[len(z.observances)-1]
	var err error
	switch p.name {
	case "DTSTART":
		var s stamp
		s, err = p.stamp(p.value)
		o.start = &s
	case "TZOFFSETFROM":
		o.from, err = parseOffset(p.value)
	case "TZOFFSETTO":
		o.to, err = parseOffset(p.value)
	case "RDATE":
		var list []stamp
		list, err = parseStamps(p)
		o.dates = append(o.dates, list...)
	case "RRULE":
		var r *rule
		r, err = parseRule(p.value)
		o.rules = append(o.rules, r)
	}
	if err != nil {
		return fail(ErrZone, p.line, p.name, "%v", err)
	}
	return nil
}
