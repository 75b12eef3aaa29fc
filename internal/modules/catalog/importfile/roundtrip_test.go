package importfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestRoundTrip: what Write writes, Parse reads back unchanged, in both notations, whatever the text contains.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := drawFile(t)
		for _, format := range []Format{JSON, CSV} {
			var b bytes.Buffer
			if err := Write(&b, f, format); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			got, faults := Parse(&b, format)
			if len(faults) > 0 {
				t.Fatalf("%s: %v\n%s", format, faults, text)
			}
			if d := cmp.Diff(f, *got); d != "" {
				t.Fatalf("%s: %s\n%s", format, d, text)
			}
		}
	})
}

// hostile holds what notations stumble over: their own syntax, formulas, scripts of both directions, line breaks.
var hostile = []string{"a", "Ä", "ञ", "م", " ", ",", ";", "|", `\`, `"`, "'", "=", "+", "-", "@", "\n", "\t", "\u2028", "<&>", "0", "🪷"}

func drawText(t *rapid.T, label string, oneLine bool) string {
	parts := rapid.SliceOfN(rapid.SampledFrom(hostile), 0, 12).Draw(t, label)
	s := strings.TrimSpace(strings.Join(parts, ""))
	if oneLine {
		s = strings.TrimSpace(strings.NewReplacer("\n", "", "\t", "").Replace(s))
	}
	return s
}

func drawName(t *rapid.T, label string) string {
	return "N" + drawText(t, label, true)
}

func drawList(t *rapid.T, label string) []string {
	var out []string
	for i := range rapid.IntRange(0, 3).Draw(t, label) {
		if s := drawText(t, fmt.Sprint(label, i), true); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func drawFile(t *rapid.T) File {
	var f File
	for i := range rapid.IntRange(1, 3).Draw(t, "categories") {
		c := Category{
			Slug: fmt.Sprintf("c-%d", i), Name: map[string]string{"en": drawName(t, "en")}, Icon: drawText(t, "icon", true),
			SortOrder: rapid.IntRange(-5, 5).Draw(t, "order"),
		}
		if rapid.Bool().Draw(t, "hindi") {
			c.Name["hi"] = drawName(t, "hi")
		}
		if i > 0 {
			c.Parent = "c-0"
		}
		f.Categories = append(f.Categories, c)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "practitioners") {
		f.Practitioners = append(f.Practitioners, drawPractitioner(t, i))
	}
	return f
}

func drawPractitioner(t *rapid.T, i int) Practitioner {
	p := Practitioner{
		Key: fmt.Sprintf("k.%d", i), Email: fmt.Sprintf("p%d@example.org", i), Name: drawName(t, "name"),
		Headline: drawText(t, "headline", true), Bio: drawText(t, "bio", false),
		ExperienceYears: rapid.IntRange(0, 80).Draw(t, "years"), Specializations: drawList(t, "specializations"),
		Currency: rapid.SampledFrom([]string{"INR", "JPY", "KWD"}).Draw(t, "currency"),
		Zone:     rapid.SampledFrom([]string{"Asia/Kolkata", "America/New_York", "UTC"}).Draw(t, "zone"),
		Country:  rapid.SampledFrom([]string{"IN", "JP", "GB"}).Draw(t, "country"),
		City:     drawName(t, "city"), Area: drawText(t, "area", true), Address: drawText(t, "address", false),
		Latitude: rapid.Float64Range(-90, 90).Draw(t, "lat"), Longitude: rapid.Float64Range(1, 180).Draw(t, "lon"),
		PortraitSeed: rapid.Uint32().Draw(t, "seed"),
		Confirmation: rapid.SampledFrom([]string{ConfirmInstant, ConfirmApproval}).Draw(t, "confirmation"),
	}
	p.HourlyRateMinor = 10 * rapid.Int64Range(0, 1e7).Draw(t, "rate")
	if rapid.Bool().Draw(t, "verified") {
		p.Verified = true
		p.Registration = &Registration{drawName(t, "body"), drawText(t, "number", true), "2026-01-31", MethodDocument}
	}
	if rapid.Bool().Draw(t, "languages") {
		p.Languages = []string{"en", "pt-BR", "zh-Hant"}
	}
	for range rapid.IntRange(0, 2).Draw(t, "certifications") {
		p.Certifications = append(p.Certifications, Certification{drawName(t, "certificate"), drawText(t, "issuer", true), drawText(t, "no", true), 2001})
	}
	for n := range rapid.IntRange(0, 3).Draw(t, "services") {
		s := drawService(t, n)
		if n > 0 && rapid.Bool().Draw(t, "option") {
			s.VariantOf, s.VariantLabel = "s-0", drawName(t, "label")
			s.Attributes = []string{"level=" + drawName(t, "answer"), "mats=yes"}
		}
		p.Services = append(p.Services, s)
	}
	drawHours(t, &p)
	return p
}

func drawService(t *rapid.T, n int) Service {
	s := Service{
		Key: fmt.Sprintf("s-%d", n), CategorySlug: "c-0", Name: drawName(t, "service"), Description: drawText(t, "description", false),
		DurationMin: rapid.IntRange(5, 1440).Draw(t, "duration"), PriceMinor: 10 * rapid.Int64Range(0, 1e9).Draw(t, "price"),
		Modes:           rapid.SampledFrom([][]string{{ModeOnline}, {ModeAtCustomer}, {ModeAtPractitioner, ModeOnline}}).Draw(t, "modes"),
		BufferBeforeMin: rapid.IntRange(0, 60).Draw(t, "before"), BufferAfterMin: rapid.IntRange(0, 60).Draw(t, "after"),
		NoticeMin: rapid.IntRange(0, 3000).Draw(t, "notice"), WindowDays: rapid.IntRange(1, 365).Draw(t, "window"),
		IntervalMin: rapid.SampledFrom([]int{0, 15, 30}).Draw(t, "interval"), Capacity: rapid.IntRange(1, 20).Draw(t, "capacity"),
		PerDay: rapid.IntRange(0, 3).Draw(t, "per day"), FreeCancelHours: rapid.IntRange(0, 72).Draw(t, "free"),
	}
	s.Window = rapid.SampledFrom([]string{"", WindowNone, WindowBusinessDays, WindowAvailable, WindowRange}).Draw(t, "kind")
	if s.Window == WindowRange {
		s.WindowFrom, s.WindowTo = "2026-12-01", "2026-12-24"
	}
	if s.FreeCancelHours > 0 {
		s.LateCancelFeeBps = rapid.IntRange(0, 10_000).Draw(t, "fee")
	}
	return s
}

func drawHours(t *rapid.T, p *Practitioner) {
	for day := range rapid.IntRange(0, 7).Draw(t, "days") {
		end := rapid.SampledFrom([]string{"12:30", "24:00", "31:59"}).Draw(t, "end")
		p.Hours = append(p.Hours, WeeklyWindow{[]int{day + 1}, "08:00", end})
	}
	for n := range rapid.IntRange(0, 3).Draw(t, "overrides") {
		o := Override{Date: fmt.Sprintf("2026-12-%02d", n+1)}
		if n > 0 {
			o.Windows = []Window{{"08:00", "09:00"}, {"09:00", "26:00"}}[:n]
		}
		p.Overrides = append(p.Overrides, o)
	}
	for range rapid.IntRange(0, 2).Draw(t, "time off") {
		p.TimeOff = append(p.TimeOff, TimeOff{"2026-02-28", "2026-03-01"})
	}
}

func TestWriteReportsAFailingWriter(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{JSON, CSV} {
		if err := Write(fullDisk{}, good(), format); err == nil {
			t.Errorf("%s: no error", format)
		}
	}
	if err := Write(&bytes.Buffer{}, good(), "xml"); err == nil {
		t.Error("xml: no error")
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, bytes.ErrTooLarge }

func TestFormatOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Format{"a.json": JSON, "A.CSV": CSV, "x/y.tsv": CSV, "a.xlsx": ""} {
		if got, err := FormatOf(name); got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
