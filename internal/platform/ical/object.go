package ical

import "io"

// WriteObject writes one entry as a calendar server stores it: without a method, which is for mail (RFC 4791, 4.1). It
// returns ErrEvent for an entry that cannot be written, before anything is, or the error of w.
func WriteObject(w io.Writer, product string, e Entry) error {
	if err := e.check(); err != nil {
		return err
	}
	c := begin(product, "")
	e.write(c)
	c.raw("END", "VCALENDAR")
	return c.to(w)
}
