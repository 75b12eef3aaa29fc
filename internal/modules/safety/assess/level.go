package assess

import "fmt"

// Level is how much danger a message speaks of, in rising order.
type Level uint8

// The levels, as docs/safety.md defines them.
const (
	None     Level = iota // everything else: idioms, information, ordinary use
	Low                   // distress; danger that is past and over, denied, or somebody's whom one mourns
	Moderate              // a passive wish to be dead, hopelessness, an urge not acted on, worry about another person
	High                  // active thoughts of suicide, a recent attempt, present self-injury, abuse, voices that command
	Critical              // a plan, intent, means at hand, an attempt under way, a goodbye, danger to anybody's life
)

var levelNames = [...]string{"none", "low", "moderate", "high", "critical"}

// String is the level's stable name.
func (l Level) String() string { return levelNames[l] }

// Flagged reports whether help is shown.
func (l Level) Flagged() bool { return l >= Moderate }

// Urgent reports whether only fixed words may answer, and people are called.
func (l Level) Urgent() bool { return l >= High }

// ParseLevel reads a level's name.
func ParseLevel(s string) (Level, error) {
	for i, name := range levelNames {
		if s == name {
			return Level(i), nil
		}
	}
	return None, fmt.Errorf("the level %q is none of none, low, moderate, high, critical", s)
}

// MarshalText writes the name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the name.
func (l *Level) UnmarshalText(b []byte) (err error) {
	*l, err = ParseLevel(string(b))
	return err
}
