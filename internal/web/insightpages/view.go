package insightpages

import (
	"strconv"
	"time"

	"klear/internal/modules/insight"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Show is GET /insights.
type Show struct {
	Page   layout.Page
	At     time.Time // of the last look; zero: none
	Days   int       // with entries that it read
	Have   int       // with entries now
	Need   int       // below which nothing is said
	Claims []Claim
	Hidden []Claim // called wrong
}

// Claim is one claim in words.
type Claim struct {
	ui.ClaimProps
	ID      string
	Verdict string
	Sure    string // how sure it is: "0.012"
	Test    string // trend, weekday, trigger: the name of the test in the catalogue
}

// One is GET /insights/{id}.
type One struct {
	Page    layout.Page
	Claim   Claim
	Entries []Entry
}

// Entry is one that the claim was read from.
type Entry struct {
	URL    string
	Day    time.Time // midnight UTC of the person's local day
	Figure int
	Words  string
}

func claim(words ui.ClaimProps, c insight.Claim) Claim {
	return Claim{ClaimProps: words, ID: c.ID.String(), Verdict: string(c.Verdict), Sure: strconv.FormatFloat(max(c.Q, 0.0001), 'f', 4, 64), Test: string(c.Kind)}
}

func d(k, v string) i18n.D { return i18n.D{k: v} }
