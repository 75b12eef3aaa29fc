package jurisdiction

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Bar is something that software may not do in a place.
type Bar string

// The bars.
const (
	Dialogue Bar = "dialogue" // talks that reflect, advise or treat
	Emotions Bar = "emotions" // reading feelings out of words
	Insights Bar = "insights" // claims about somebody's mind from their entries
)

// Bars are all of them.
var Bars = []Bar{Dialogue, Emotions, Insights}

// Elsewhere is the place of who said that they live where no pack of the file counts.
const Elsewhere = "ZZ"

// everywhere is the operator's name for all places.
const everywhere = "*"

// Pack is what the law of one place bars.
type Pack struct {
	Place   string   `json:"place"` // ISO 3166-1 or -2
	Bars    []Bar    `json:"bars"`
	Zones   []string `json:"zones"` // IANA; of a part of a country: where its people may be
	Since   string   `json:"since"` // date
	Law     string   `json:"law"`
	Source  string   `json:"source"`  // where the law can be read
	Checked string   `json:"checked"` // date on which somebody last read it
}

// Where is what is known of where somebody is; each may be "".
type Where struct {
	Place  string // as they said it: ISO 3166-1 or -2, or Elsewhere
	Zone   string // IANA, of their profile
	Locale string // BCP 47, of their profile
}

// Rules are what counts for somebody. The zero Rules bar nothing.
type Rules struct {
	Bars    []Bar
	Packs   []Pack // that say so; without one the operator does
	Guessed bool   // nobody said in which part of the country they are: the strictest that it may be counts
	Ask     bool   // the law is that of a part of the country: saying where one is may change it
}

// Bar reports whether something is barred.
func (r Rules) Bar(b Bar) bool { return slices.Contains(r.Bars, b) }

// Journal reports whether what is written is kept and not answered to: where talks are barred, and where feelings may not be
// read, because a talk reads them.
func (r Rules) Journal() bool { return r.Bar(Dialogue) || r.Bar(Emotions) }

// Book is the file with what the operator adds. It is immutable. A nil Book bars nothing.
type Book struct {
	Dated   string
	packs   []Pack
	stricts map[string][]Bar
	unknown string // the place of who is nowhere
	country func(zone string) string
}

//go:embed packs.json
var file []byte

// Load reads the file. unknown is the place that counts for who is nowhere; stricter are the operator's own bars, which only
// add: "US-CA=dialogue,insights *=emotions". country names the country of a zone, "" when it is not known.
func Load(unknown, stricter string, country func(zone string) string) (*Book, error) {
	b := &Book{unknown: unknown, country: country}
	var read struct {
		Dated string `json:"dated"`
		Packs []Pack `json:"packs"`
	}
	if err := json.Unmarshal(file, &read); err != nil {
		return nil, fmt.Errorf("jurisdiction: %w", err)
	}
	b.Dated, b.packs = read.Dated, read.Packs
	if unknown != "" && !Known(unknown) {
		return nil, fmt.Errorf("jurisdiction: %q is no place like US or US-IL", unknown)
	}
	var err error
	b.stricts, err = parse(stricter)
	return b, err
}

var shape = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)

// Known reports whether a text has the shape of a place.
func Known(place string) bool { return shape.MatchString(place) }

func parse(stricter string) (map[string][]Bar, error) {
	out := map[string][]Bar{}
	for _, one := range strings.Fields(stricter) {
		place, bars, _ := strings.Cut(one, "=")
		if place != everywhere && !Known(place) {
			return nil, fmt.Errorf("jurisdiction: %q is no place like US, US-IL or *", place)
		}
		for bar := range strings.SplitSeq(bars, ",") {
			if !slices.Contains(Bars, Bar(bar)) {
				return nil, fmt.Errorf("jurisdiction: %q is none of dialogue, emotions, insights", bar)
			}
			out[place] = append(out[place], Bar(bar))
		}
	}
	return out, nil
}

// Places are those with a pack, for asking somebody whether they live there.
func (b *Book) Places() (out []string) {
	if b != nil {
		for _, p := range b.packs {
			out = append(out, p.Place)
		}
	}
	return out
}

// For is what counts for somebody: where they said they are, else the country of their zone, else of their locale, else what
// the operator set. The address of the network is not used: it is no address of a person.
func (b *Book) For(w Where) Rules {
	if b == nil {
		return Rules{}
	}
	place := w.Place
	if place == "" {
		place = b.countryOf(w)
	}
	var r Rules
	country, part, _ := strings.Cut(place, "-")
	for _, p := range b.packs {
		land, region, ofPart := strings.Cut(p.Place, "-")
		switch {
		case land != country:
			continue
		case ofPart && part == "":
			r.Ask = true
			if !b.mayBe(w.Zone, country, p) {
				continue
			}
			r.Guessed = true
		case ofPart && region != part:
			continue
		}
		r.Packs = append(r.Packs, p)
		r.add(p.Bars)
	}
	for of, bars := range b.stricts {
		if of == everywhere || of == place || of == country {
			r.add(bars)
		}
	}
	slices.Sort(r.Bars)
	return r
}

func (b *Book) countryOf(w Where) string {
	if c := b.country(w.Zone); c != "" {
		return c
	}
	if tag, err := language.Parse(w.Locale); err == nil {
		if region, sure := tag.Region(); sure == language.Exact {
			return region.String()
		}
	}
	return b.unknown
}

// mayBe reports whether somebody of a country may be in a part of it: their zone is that part's, or says nothing of it.
func (b *Book) mayBe(zone, country string, p Pack) bool {
	return b.country(zone) != country || slices.Contains(p.Zones, zone)
}

func (r *Rules) add(bars []Bar) {
	for _, bar := range bars {
		if !slices.Contains(r.Bars, bar) {
			r.Bars = append(r.Bars, bar)
		}
	}
}

// Stale counts the packs that nobody read against their law for a year.
func (b *Book) Stale(now time.Time) (n int) {
	for _, p := range b.packs {
		if at, err := time.Parse(time.DateOnly, p.Checked); err != nil || now.Sub(at) > 365*24*time.Hour {
			n++
		}
	}
	return n
}
