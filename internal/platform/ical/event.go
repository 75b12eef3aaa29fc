package ical

import "strings"

// event is a VEVENT as far as time goes.
type event struct {
	line         int
	uid          string
	start, end   *stamp
	length       *span
	rules        []*rule
	dates        []stamp // RDATE
	excluded     []stamp // EXDATE
	recurrenceID *stamp
	thisAndLater bool
	cancelled    bool
	transparent  bool
	tentative    bool
}

// read takes one property of the event.
func (e *event) read(p property) error {
	switch p.name {
	case "UID":
		e.uid = p.value
	case "DTSTART", "DTEND", "RECURRENCE-ID":
		s, err := p.stamp(p.value)
		if err != nil {
			return err
		}
		switch p.name {
		case "DTSTART":
			e.start = &s
		case "DTEND":
			e.end = &s
		default:
			e.recurrenceID = &s
			e.thisAndLater = strings.EqualFold(p.param("RANGE"), "THISANDFUTURE")
		}
	case "DURATION":
		d, err := parseDuration(p.value)
		if err != nil {
			return fail(ErrSyntax, p.line, p.name, "%v", err)
		}
		e.length = &d
	case "RRULE":
		r, err := parseRule(p.value)
		if err != nil {
			return fail(ErrRecurrence, p.line, p.name, "%v", err)
		}
		e.rules = append(e.rules, r)
	case "RDATE", "EXDATE":
		list, err := parseStamps(p)
		if err != nil {
			return err
		}
		if p.name == "RDATE" {
			e.dates = append(e.dates, list...)
		} else {
			e.excluded = append(e.excluded, list...)
		}
	default:
		e.readState(p)
	}
	return nil
}

func (e *event) readState(p property) {
	switch value := strings.ToUpper(p.value); p.name {
	case "STATUS":
		e.cancelled = value == "CANCELLED"
		e.tentative = e.tentative || value == "TENTATIVE"
	case "TRANSP":
		e.transparent = e.transparent || value == "TRANSPARENT"
	case "X-MICROSOFT-CDO-BUSYSTATUS":
		// Outlook says OPAQUE for tentative meetings and puts the truth here.
		e.tentative = e.tentative || value == "TENTATIVE"
		e.transparent = e.transparent || value == "FREE"
	}
}

// free reports whether the event takes no time.
func (e *event) free(tentativeBusy bool) bool {
	return e.cancelled || e.transparent || e.tentative && !tentativeBusy
}

// matters reports whether the event can bear on the answer: a free one still replaces an occurrence of its series.
func (e *event) matters(tentativeBusy bool) bool {
	return e.recurrenceID != nil || !e.free(tentativeBusy)
}
