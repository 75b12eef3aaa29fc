package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/catalog/importfile"
)

var brands = []string{KlearKarma, Loconomy, Rebloom}

func written(t *testing.T, f importfile.File, format importfile.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := importfile.Write(&b, f, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGolden fails when a byte of the demo changes. That is allowed, once it is meant: put the new sum here.
func TestGolden(t *testing.T) {
	t.Parallel()
	for brand, want := range map[string]string{
		KlearKarma: "a6b4234cff30b294e4c4de656775970b7b0083d25176f586177db4c021c0bb46",
		Loconomy:   "31ce6bd37cd058c6382fe8b4829bb3daaa58cf8a4514e723486b40d4f7ebd58d",
		Rebloom:    "8b7b43c06c67829c99b3f4fd4cf8ea312e088598b388d333078efd10b4912c2b",
	} {
		sum := sha256.Sum256(written(t, Catalogue(brand), importfile.JSON))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: %s", brand, got)
		}
	}
}

// A portrait fits its name: the lowest bit of the seed says a woman or a man.
func TestPortraitsFitNames(t *testing.T) {
	t.Parallel()
	women := map[string]bool{}
	for _, c := range communities() {
		for _, n := range c.women {
			women[n] = true
		}
	}
	for _, c := range communities() {
		for _, n := range c.men {
			delete(women, n) // heard of both
		}
	}
	for _, brand := range brands {
		seen := 0
		for _, p := range Catalogue(brand).Practitioners {
			given, _, _ := strings.Cut(strings.TrimPrefix(p.Name, "Dr "), " ")
			if !women[given] {
				continue
			}
			seen++
			if p.PortraitSeed%2 != 0 {
				t.Errorf("%s: %s is drawn as a man", brand, p.Name)
			}
		}
		if seen == 0 {
			t.Errorf("%s: no woman's name was looked at", brand)
		}
	}
}

func TestTheFormatAcceptsIt(t *testing.T) {
	t.Parallel()
	for _, brand := range brands {
		f := Catalogue(brand)
		for _, format := range []importfile.Format{importfile.JSON, importfile.CSV} {
			got, faults := importfile.Parse(bytes.NewReader(written(t, f, format)), format)
			for _, x := range faults {
				t.Errorf("%s %s: %s", brand, format, x)
			}
			if d := cmp.Diff(f, *got); d != "" {
				t.Errorf("%s %s: %s", brand, format, d)
			}
		}
	}
}

func TestAnUnknownBrandGetsTheDefault(t *testing.T) {
	t.Parallel()
	if d := cmp.Diff(Catalogue(KlearKarma), Catalogue("somebody-new")); d != "" {
		t.Error(d)
	}
}

// census counts what a catalogue is made of.
type census struct {
	people, cities, countries, zones, currencies, categories, unverified, approval, groups, nights, online, atCustomer int
}

func count(f importfile.File) census {
	distinct := map[string]map[string]bool{}
	note := func(kind, v string) {
		if distinct[kind] == nil {
			distinct[kind] = map[string]bool{}
		}
		distinct[kind][v] = true
	}
	c := census{people: len(f.Practitioners)}
	for _, p := range f.Practitioners {
		note("city", p.City)
		note("country", p.Country)
		note("zone", p.Zone)
		note("currency", p.Currency)
		if !p.Verified {
			c.unverified++
		}
		if p.Confirmation == importfile.ConfirmApproval {
			c.approval++
		}
		for _, s := range p.Services {
			note("category", s.CategorySlug)
			if s.Capacity > 1 {
				c.groups++
			}
			if slices.Contains(s.Modes, importfile.ModeOnline) {
				c.online++
			}
			if slices.Contains(s.Modes, importfile.ModeAtCustomer) {
				c.atCustomer++
			}
		}
		if slices.ContainsFunc(p.Hours, func(h importfile.WeeklyWindow) bool { return h.End > "24:00" }) {
			c.nights++
		}
	}
	c.cities, c.countries, c.zones = len(distinct["city"]), len(distinct["country"]), len(distinct["zone"])
	c.currencies, c.categories = len(distinct["currency"]), len(distinct["category"])
	return c
}

func TestSizeAndSpread(t *testing.T) {
	t.Parallel()
	k := count(Catalogue(KlearKarma))
	if k.people < 320 || k.cities < 25 || k.countries < 6 || k.zones < 10 || k.currencies < 6 || k.categories < 15 {
		t.Errorf("Klear Karma is too small: %+v", k)
	}
	if share := 100 * k.unverified / k.people; share < 3 || share > 6 {
		t.Errorf("%d of %d wait for verification", k.unverified, k.people)
	}
	if k.approval < 30 || k.approval > k.people/2 || k.groups < 30 || k.nights < 5 {
		t.Errorf("Klear Karma lacks variety: %+v", k)
	}
	l := count(Catalogue(Loconomy))
	if l.people < 150 || l.categories < 13 || l.atCustomer < 2*l.people || l.countries < 6 {
		t.Errorf("Loconomy: %+v", l)
	}
	r := count(Catalogue(Rebloom))
	if r.people < 55 || r.people > 65 || r.online < r.people || r.atCustomer > 0 {
		t.Errorf("Rebloom: %+v", r)
	}
}

func TestEverybodyIsThemselves(t *testing.T) {
	t.Parallel()
	for _, brand := range brands {
		seen := map[string]string{}
		unique := func(kind, value, who string) {
			if other, ok := seen[kind+value]; ok {
				t.Errorf("%s: %s and %s share the %s %q", brand, other, who, kind, value)
			}
			seen[kind+value] = who
		}
		for _, p := range Catalogue(brand).Practitioners {
			unique("name", strings.TrimPrefix(p.Name, "Dr "), p.Key)
			unique("bio", p.Bio, p.Key)
			own, _, _ := strings.Cut(p.Bio, "\n\n")
			unique("paragraph", own, p.Key)
			if n := len(p.Services); n < 1 || n > 4 {
				t.Errorf("%s: %s offers %d services", brand, p.Key, n)
			}
			if len(p.Hours) == 0 || len(p.Languages) == 0 || len(p.Specializations) == 0 || p.HourlyRateMinor == 0 {
				t.Errorf("%s: %s is incomplete", brand, p.Key)
			}
		}
	}
}

// TestVoice keeps to the manner of the brand: nothing is cured, shouted or left unfilled.
func TestVoice(t *testing.T) {
	t.Parallel()
	never := regexp.MustCompile(`(?i)\b(cure[sd]?|heal your life|detox\w*|ancient secret|miracle|guaranteed results|diagnos\w+ you|simply the|world.class|hurry, only)\b|!|\{|\}|\bTODO\b|  |\.\.`)
	for _, brand := range brands {
		for _, p := range Catalogue(brand).Practitioners {
			for _, text := range []string{p.Headline, p.Bio, p.Name} {
				if bad := never.FindString(text); bad != "" {
					t.Errorf("%s: %s says %q in %q", brand, p.Key, bad, text)
				}
			}
		}
	}
}

func TestPlacesAreWhereTheySay(t *testing.T) {
	t.Parallel()
	for _, c := range cities() {
		if len(c.areas) < 2 {
			t.Errorf("%s has %d areas", c.name, len(c.areas))
		}
		for _, a := range c.areas {
			if d := kilometres(c.lat, c.lon, a.lat, a.lon); d > 32 {
				t.Errorf("%s is %.0f km from %s", a.name, d, c.name)
			}
		}
	}
	for _, brand := range brands {
		for _, p := range Catalogue(brand).Practitioners {
			if !p.HasPlace() {
				continue
			}
			a := cityNamed(p.City).area(p.Area)
			if d := kilometres(a.lat, a.lon, p.Latitude, p.Longitude); d > 1 {
				t.Errorf("%s is %.1f km from %s", p.Key, d, a.name)
			}
		}
	}
}

func kilometres(lat1, lon1, lat2, lon2 float64) float64 {
	const degree = 111.2
	x := (lon2 - lon1) * math.Cos((lat1+lat2)/2*math.Pi/180)
	return degree * math.Hypot(lat2-lat1, x)
}

func TestThePeopleOfTheDrawings(t *testing.T) {
	t.Parallel()
	find := func(brand, key string) importfile.Practitioner {
		for _, p := range Catalogue(brand).Practitioners {
			if p.Key == key {
				return p
			}
		}
		t.Fatalf("%s: no %s", brand, key)
		return importfile.Practitioner{}
	}
	for _, c := range []struct {
		brand, key, area string
		price            int64
		minutes          int
	}{
		{KlearKarma, "ananya-rao", "Indiranagar", 120000, 60},
		{KlearKarma, "imran-qureshi", "", 180000, 50},
		{KlearKarma, "lhamo-dolkar", "Koramangala", 90000, 45},
		{KlearKarma, "vikram-nair", "", 70000, 60},
		{KlearKarma, "meera-iyer", "Jayanagar", 100000, 45},
		{Loconomy, "ravi-electricals", "Indiranagar", 34900, 60},
		{Loconomy, "joseph-and-sons", "Frazer Town", 29900, 60},
		{Loconomy, "sunita-home-care", "Indiranagar", 149900, 240},
		{Loconomy, "clearflow-plumbing", "Koramangala", 24900, 60},
		{Rebloom, "imran-qureshi", "", 180000, 50},
	} {
		p := find(c.brand, c.key)
		if s := p.Services[0]; s.PriceMinor != c.price || s.DurationMin != c.minutes || p.Area != c.area || p.Currency != "INR" || !p.Verified {
			t.Errorf("%s: %s, %s, %+v", c.key, p.Area, p.Currency, s)
		}
	}
}

func TestSyntheticGrowsFromTheSamePeople(t *testing.T) {
	t.Parallel()
	small, large := Synthetic(50, 7), Synthetic(400, 7)
	if d := cmp.Diff(small.Practitioners, large.Practitioners[:50]); d != "" {
		t.Error(d)
	}
	if cmp.Equal(small.Practitioners[0], Synthetic(1, 8).Practitioners[0]) {
		t.Error("the seed changes nothing")
	}
	if _, faults := importfile.Parse(bytes.NewReader(written(t, large, importfile.CSV)), importfile.CSV); len(faults) > 0 {
		t.Error(faults)
	}
}

// BenchmarkParse reads 10,000 practitioners, the size of the import experiment.
func BenchmarkParse(b *testing.B) {
	f := Synthetic(10_000, 1)
	for _, format := range []importfile.Format{importfile.JSON, importfile.CSV} {
		var buf bytes.Buffer
		if err := importfile.Write(&buf, f, format); err != nil {
			b.Fatal(err)
		}
		b.Run(string(format), func(b *testing.B) {
			b.SetBytes(int64(buf.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if _, faults := importfile.Parse(bytes.NewReader(buf.Bytes()), format); len(faults) > 0 {
					b.Fatal(faults[0])
				}
			}
		})
	}
}
