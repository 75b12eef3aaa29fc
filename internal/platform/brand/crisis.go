package brand

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"time"
)

const crisisFile = "crisis-lines.json"

// AnyCountry is the pack shown when the country is unknown or has no pack of its own.
const AnyCountry = "ZZ"

// CrisisFresh is how long a check of the numbers counts (reliability-security.md §5, C5).
const CrisisFresh = 90 * 24 * time.Hour

// euCountries share the EU pack (emergency number 112) unless they have their own.
var euCountries = []string{"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV",
	"LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"}

// CrisisPack is what a person in danger is shown in one country.
type CrisisPack struct {
	Checked   string       `json:"checked"`   // date (YYYY-MM-DD) on which every number was last checked
	Emergency string       `json:"emergency"` // the emergency services' number
	Lines     []CrisisLine `json:"lines"`
}

// CrisisLine is one help line. At least one of Call, Text and Chat is set.
type CrisisLine struct {
	Name      string `json:"name"`
	Call      string `json:"call,omitempty"`
	Text      string `json:"text,omitempty"` // number for SMS
	Chat      string `json:"chat,omitempty"` // https address
	Hours     string `json:"hours,omitempty"`
	Free      bool   `json:"free,omitempty"`
	Languages int    `json:"languages,omitempty"` // how many languages are spoken there
	Source    string `json:"source"`              // the line's own page, where the number was read
}

// CrisisFor returns the pack for a country and the key under which it is filed: the country's own, the EU's, or
// AnyCountry. It always answers.
func (b *Brand) CrisisFor(country string) (CrisisPack, string) {
	if p, ok := b.Crisis[country]; ok {
		return p, country
	}
	if slices.Contains(euCountries, country) {
		if p, ok := b.Crisis["EU"]; ok {
			return p, "EU"
		}
	}
	return b.Crisis[AnyCountry], AnyCountry
}

// CrisisCountries lists the packs in a stable order, AnyCountry last.
func (b *Brand) CrisisCountries() []string {
	keys := make([]string, 0, len(b.Crisis))
	for k := range b.Crisis {
		if k != AnyCountry {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	return append(keys, AnyCountry)
}

// Stale reports whether the numbers were checked longer ago than CrisisFresh; operators are alarmed, people still see them.
func (p CrisisPack) Stale(now time.Time) bool {
	t, err := time.Parse(time.DateOnly, p.Checked)
	return err != nil || now.Sub(t) > CrisisFresh
}

func loadCrisis(fsys fs.FS) (map[string]CrisisPack, error) {
	raw, err := fs.ReadFile(fsys, crisisFile)
	if err != nil {
		return nil, fmt.Errorf("brand: %w", err)
	}
	packs := map[string]CrisisPack{}
	if err := json.Unmarshal(raw, &packs); err != nil {
		return nil, fmt.Errorf("brand: %s: %w", crisisFile, err)
	}
	return packs, nil
}

func (b *Brand) validateCrisis(check func(bool, string, ...any)) {
	_, ok := b.Crisis[AnyCountry]
	check(ok, "crisis: the pack %s for unknown countries is missing", AnyCountry)
	for country, p := range b.Crisis {
		_, err := time.Parse(time.DateOnly, p.Checked)
		check(err == nil, "crisis.%s.checked %q is not a date", country, p.Checked)
		check(p.Emergency != "" && len(p.Lines) > 0, "crisis.%s needs an emergency number and at least one line", country)
		for _, l := range p.Lines {
			check(l.Name != "" && l.Source != "" && l.Call+l.Text+l.Chat != "",
				"crisis.%s: the line %q needs a name, a source and a way to reach it", country, l.Name)
		}
	}
}
