package slots_test

import (
	_ "embed"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"klear/internal/modules/schedule/slots"
)

// zoneNames is every name of the zone database (2026), one per line.
//
//go:embed testdata/zones.txt
var zoneNames string

// TestEveryClockChange walks every clock change of every zone since 1973, when the last odd seconds were gone, and
// compares the starts around it with what the wall clock reads, minute by minute.
func TestEveryClockChange(t *testing.T) {
	t.Parallel()
	changes := 0
	for name := range strings.FieldsSeq(zoneNames) {
		z := zone(t, name)
		c := newClockChange(t, z)
		at := time.Date(1973, 1, 1, 0, 0, 0, 0, time.UTC)
		for {
			_, next := at.In(z).ZoneBounds()
			if next.IsZero() || next.Year() > 2037 {
				break
			}
			at = next.UTC()
			changes++
			if diff := cmp.Diff(c.want(at), c.got(at), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s around %s (-clock +engine):\n%s", name, at, diff)
			}
		}
	}
	if changes < 10_000 {
		t.Errorf("only %d clock changes seen: the list of zones is not what it was", changes)
	}
}

// clockChange asks for half hours every 20 minutes between 23:30 and 27:10, the hours in which clocks change.
type clockChange struct {
	zone    *time.Location
	cal     *slots.Calendar
	starts  []time.Time
	scratch []slots.Slot
}

const (
	nightOpens, nightCloses = 23*60 + 30, 27*60 + 10
	nightStep, nightLength  = 20, 30
	nightReach              = 6 * time.Hour
)

func newClockChange(t *testing.T, z *time.Location) *clockChange {
	h := slots.Hours{Zone: z}
	for d := range h.Weekly {
		h.Weekly[d] = []slots.Window{{Start: nightOpens, End: nightCloses}}
	}
	return &clockChange{zone: z, cal: compile(t, h)}
}

// sinceOpening returns the wall minutes since the opening, -1 when closed.
func (c *clockChange) sinceOpening(t time.Time) int {
	l := t.In(c.zone)
	m := l.Hour()*60 + l.Minute()
	if m < nightCloses-1440 {
		m += 1440
	}
	if m < nightOpens {
		return -1
	}
	return m - nightOpens
}

func (c *clockChange) want(at time.Time) []time.Time {
	var out []time.Time
	run := 0 // minutes from t that are open, counted backwards
	for t := at.Add(nightReach + nightLength*time.Minute); !t.Before(at.Add(-nightReach)); t = t.Add(-time.Minute) {
		since := c.sinceOpening(t)
		if run++; since < 0 {
			run = 0
		}
		if t.Before(at.Add(nightReach)) && run >= nightLength && since%nightStep == 0 {
			out = append([]time.Time{t}, out...)
		}
	}
	return out
}

func (c *clockChange) got(at time.Time) []time.Time {
	q := slots.Query{
		Now: at.AddDate(0, 0, -2), From: at.Add(-nightReach), To: at.Add(nightReach),
		Service: slots.Service{Duration: nightLength * time.Minute, Interval: nightStep * time.Minute},
		Members: []slots.Member{{Calendar: c.cal}},
	}
	c.scratch = slots.Compute(&q, c.scratch[:0])
	c.starts = c.starts[:0]
	for _, s := range c.scratch {
		c.starts = append(c.starts, s.Start)
	}
	return c.starts
}

// TestDoubled compares Doubled with the readings of the hours around.
func TestDoubled(t *testing.T) {
	t.Parallel()
	for _, name := range zones {
		z := zone(t, name)
		at := time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC)
		for range 8 {
			_, next := at.In(z).ZoneBounds()
			if next.IsZero() {
				break
			}
			at = next.UTC()
			for x := at.Add(-4 * time.Hour); x.Before(at.Add(4 * time.Hour)); x = x.Add(10 * time.Minute) {
				twice := false
				for y := x.Add(-4 * time.Hour); y.Before(x.Add(4 * time.Hour)); y = y.Add(10 * time.Minute) {
					same := x.In(z).Format(time.DateTime) == y.In(z).Format(time.DateTime)
					twice = twice || same && !x.Equal(y)
				}
				if got := slots.Doubled(x, z); got != twice {
					t.Errorf("Doubled(%s, %s) = %v, the clock says %v", x, name, got, twice)
				}
			}
		}
	}
}
