package mood

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
)

// Limits of an entry.
const (
	MaxNote     = 4000 // characters
	MaxName     = 40   // characters of a trigger
	MaxTriggers = 60   // on somebody's list
	MaxOfEntry  = 10   // triggers of one entry
	MaxPerDay   = 50
)

// Levels are the steps of the scale that the blooms stand for, of 1 to 10: closed bud to open flower.
var Levels = []int{2, 4, 6, 8, 10}

// Figures are how somebody was, 1 to 10. 0 is: not said. Only Mood has to be.
type Figures struct{ Mood, Anxiety, Stress, Energy int }

// Draft is what somebody enters.
type Draft struct {
	Figures
	At       time.Time // zero: now
	Zone     string    // IANA, the person's where they were; "" is UTC
	Note     string
	Triggers []string  // words; new ones join the person's own list
	Key      uuid.UUID // the device's own key of this entry; zero for one that is not sent twice
}

// Point is an entry without words.
type Point struct {
	ID  uuid.UUID
	At  time.Time
	Day time.Time // midnight UTC of the person's local day
	Figures
}

// Entry is an entry with everything in it, as only its person sees it.
type Entry struct {
	Point
	Zone     *time.Location
	Note     string
	Triggers []Trigger
	Version  int64
}

// Trigger is a word of the person's own list.
type Trigger struct {
	ID   uuid.UUID
	Name string
	Uses int // entries with it; of Triggers only
}

// clean checks a draft and puts it into its stored form. Errors: apperr.ErrValidation.
func (d *Draft) clean(now time.Time) error {
	var v apperr.Validation
	v.Check(d.Mood >= 1 && d.Mood <= 10, "mood", "required", "Choose how you were.")
	for _, f := range []struct {
		name  string
		value int
	}{{"anxiety", d.Anxiety}, {"stress", d.Stress}, {"energy", d.Energy}} {
		v.Check(f.value >= 0 && f.value <= 10, f.name, "scale", "Choose a figure from 1 to 10.")
	}
	if d.Zone == "" {
		d.Zone = "UTC"
	}
	_, err := clock.Zone(d.Zone)
	v.Check(err == nil, "zone", "zone", "Choose a time zone of the list.")
	d.checkTime(&v, now)
	d.Note = strings.TrimSpace(strings.ReplaceAll(d.Note, "\r\n", "\n"))
	v.Check(utf8.RuneCountInString(d.Note) <= MaxNote && plain(d.Note, true), "note", "length", "A note has at most %d characters.", MaxNote)
	d.cleanTriggers(&v)
	return v.Err()
}

// ahead is how far a device's clock may be fast.
const ahead = 5 * time.Minute

func (d *Draft) checkTime(v *apperr.Validation, now time.Time) {
	if d.At.IsZero() {
		d.At = now
	}
	d.At = d.At.UTC().Truncate(time.Second)
	v.Check(!d.At.After(now.Add(ahead)), "at", "future", "This time is still to come.")
	v.Check(!d.At.Before(now.AddDate(0, 0, -365)), "at", "past", "An entry goes back a year at most.")
}

func (d *Draft) cleanTriggers(v *apperr.Validation) {
	seen, out := map[string]bool{}, []string{}
	for _, name := range d.Triggers {
		name = strings.Join(strings.Fields(name), " ")
		if name == "" || seen[fold(name)] {
			continue
		}
		seen[fold(name)] = true
		out = append(out, name)
		v.Check(utf8.RuneCountInString(name) <= MaxName && plain(name, false), "triggers", "length", "A word has at most %d characters.", MaxName)
	}
	v.Check(len(out) <= MaxOfEntry, "triggers", "many", "An entry has at most %d words.", MaxOfEntry)
	d.Triggers = out
}

// fold is how words are compared: "Work" is "work".
func fold(name string) string { return strings.ToLower(name) }

func plain(s string, lines bool) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) })
}
