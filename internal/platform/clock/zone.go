package clock

import (
	"errors"
	"regexp"
	"time"
)

// zoneName is what names of the tz database look like; files beside it ("localtime", "posixrules") begin in lower case.
var zoneName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*$`)

const maxZone = 64

// ErrZone: there is no such time zone.
var ErrZone = errors.New("this is not a time zone of the IANA list")

// Zone loads a time zone of the IANA list. What else would load is refused: "Local" is the server's zone, "right/…" counts
// leap seconds, and "./Asia/Kolkata" is one of the endless names that a path gives to the same file. Errors: ErrZone.
func Zone(name string) (*time.Location, error) {
	if name == "Local" || len(name) > maxZone || !zoneName.MatchString(name) {
		return nil, ErrZone
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil, ErrZone
	}
	return l, nil
}
