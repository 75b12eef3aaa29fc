package ical

import (
	"io"
	"strconv"
	"time"
)

// Feed is a calendar to subscribe to. It says about each entry what its caller puts there and nothing else: whoever
// knows the address reads it, so leave names of clients out unless they are wanted.
type Feed struct {
	Product string // see Invitation
	Name    string
	// Refresh is how often programs should ask again; at least a minute, 0 says nothing.
	Refresh time.Duration
	Entries []Entry
}

// WriteFeed writes a feed. It returns ErrEvent for an entry that cannot be written, before anything is, or the error of
// w.
func WriteFeed(w io.Writer, f Feed) error {
	for i := range f.Entries {
		if err := f.Entries[i].check(); err != nil {
			return err
		}
	}
	c := begin(f.Product, Publish)
	// NAME and REFRESH-INTERVAL are RFC 7986; the others are what Outlook, Google and Apple read.
	c.text("NAME", f.Name)
	c.text("X-WR-CALNAME", f.Name)
	if minutes := int(f.Refresh / time.Minute); minutes > 0 {
		every := "PT" + strconv.Itoa(minutes) + "M"
		c.raw("REFRESH-INTERVAL;VALUE=DURATION", every)
		c.raw("X-PUBLISHED-TTL", every)
	}
	for i := range f.Entries {
		f.Entries[i].write(c)
	}
	c.raw("END", "VCALENDAR")
	return c.to(w)
}
