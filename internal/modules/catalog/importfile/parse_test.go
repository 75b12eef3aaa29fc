package importfile

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const goodJSON = `{
  "version": 1,
  "practitioners": [
    {
      "key": "asha",
      "email": "asha@example.org",
      "name": "Asha Kulkarni",
      "languages": ["en", "mr"],
      "registration": {"body": "RCI", "number": "A1", "checked_on": "2026-05-02", "method": "public_register"},
      "verified": true,
      "currency": "INR",
      "zone": "Asia/Kolkata",
      "country": "IN",
      "city": "Pune",
      "latitude": 18.5196,
      "longitude": 73.8553,
      "certifications": [{"name": "MPhil", "year": 2011}],
      "services": [{"key": "first", "category": "psychology", "name": "First session", "duration_min": 50, "price_minor": 180000, "modes": ["online", "at_practitioner"]}],
      "hours": [{"days": [1, 2], "start": "17:00", "end": "26:00"}],
      "overrides": [{"date": "2026-12-24"}, {"date": "2026-12-31", "windows": [{"start": "09:00", "end": "12:00"}]}],
      "time_off": [{"from": "2027-01-01", "to": "2027-01-05"}]
    }
  ],
  "categories": [{"slug": "psychology", "name": {"en": "Psychology", "hi": "मनोविज्ञान"}, "sort_order": 2}]
}
`

const goodCSV = `type,key,email,name,languages,registration_body,registration_number,registration_checked_on,registration_method,verified,currency,zone,country,city,latitude,longitude,year,service,category,duration_min,price,modes,days,start,end,date,from,to,slug,name_en,name_hi,sort_order
hours,asha,,,,,,,,,,,,,,,,,,,,,Mon-Tue,17:00,26:00,,,,,,,
practitioner,asha,asha@example.org,Asha Kulkarni,en|mr,RCI,A1,2026-05-02,public_register,yes,inr,Asia/Kolkata,in,Pune,18.5196,73.8553,,,,,,,,,,,,,,,,
certification,asha,,MPhil,,,,,,,,,,,,,2011,,,,,,,,,,,,,,,
service,asha,,First session,,,,,,,,,,,,,,first,psychology,50,1800.00,online|at_practitioner,,,,,,,,,,
override,asha,,,,,,,,,,,,,,,,,,,,,,,,2026-12-24,,,,,,
override,asha,,,,,,,,,,,,,,,,,,,,,,9:00,12:00:00,2026-12-31,,,,,,
time_off,asha,,,,,,,,,,,,,,,,,,,,,,,,,2027-01-01,2027-01-05,,,,
category,,,,,,,,,,,,,,,,,,,,,,,,,,,,psychology,Psychology,मनोविज्ञान,2
`

func good() File {
	return File{
		Categories: []Category{{Slug: "psychology", Name: map[string]string{"en": "Psychology", "hi": "मनोविज्ञान"}, SortOrder: 2}},
		Practitioners: []Practitioner{{
			Key: "asha", Email: "asha@example.org", Name: "Asha Kulkarni", Languages: []string{"en", "mr"},
			Registration: &Registration{"RCI", "A1", "2026-05-02", MethodRegister}, Verified: true,
			Currency: "INR", Zone: "Asia/Kolkata", Country: "IN", City: "Pune", Latitude: 18.5196, Longitude: 73.8553,
			Confirmation: ConfirmInstant, Certifications: []Certification{{Name: "MPhil", Year: 2011}},
			Services: []Service{{Key: "first", CategorySlug: "psychology", Name: "First session", DurationMin: 50, PriceMinor: 180000,
				Modes: []string{ModeOnline, ModeAtPractitioner}, NoticeMin: 120, WindowDays: 60, Capacity: 1, FreeCancelHours: 24}},
			Hours:     []WeeklyWindow{{[]int{1, 2}, "17:00", "26:00"}},
			Overrides: []Override{{Date: "2026-12-24"}, {"2026-12-31", []Window{{"09:00", "12:00"}}}},
			TimeOff:   []TimeOff{{"2027-01-01", "2027-01-05"}},
		}},
	}
}

func TestParseBothNotations(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		text   string
		format Format
	}{
		{"json", goodJSON, JSON},
		{"json with byte order mark", "\ufeff" + goodJSON, JSON},
		{"csv", goodCSV, CSV},
		{"csv from a spreadsheet on Windows", "\ufeff" + strings.ReplaceAll(goodCSV, "\n", "\r\n"), CSV},
		{"semicolons", strings.ReplaceAll(goodCSV, ",", ";"), CSV},
		{"tabs", strings.ReplaceAll(goodCSV, ",", "\t"), CSV},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, faults := Parse(strings.NewReader(c.text), c.format)
			if len(faults) > 0 {
				t.Fatalf("faults: %v", faults)
			}
			if d := cmp.Diff(good(), *f); d != "" {
				t.Error(d)
			}
		})
	}
}

// at is what a test expects of a fault.
type at struct {
	Line        int
	Field, Code string
}

func places(faults []Fault) []at {
	var out []at
	for _, f := range faults {
		out = append(out, at{f.Line, f.Field, f.Code})
	}
	return out
}

func TestJSONFaults(t *testing.T) {
	t.Parallel()
	const p, s = "practitioners[0].", "practitioners[0].services[0]."
	for _, c := range []struct {
		name, old, new string
		want           []at
	}{
		{"zone", "Asia/Kolkata", "Asia/Calcuta", []at{{12, p + "zone", CodeUnknownZone}}},
		{"zone abbreviation", "Asia/Kolkata", "EST", []at{{12, p + "zone", CodeUnknownZone}}},
		{"currency", `"INR"`, `"XQZ"`, []at{{11, p + "currency", CodeUnknownCurrency}}},
		{"country", `"IN"`, `"EU"`, []at{{13, p + "country", CodeUnknownCountry}}},
		{"negative", "180000", "-1", []at{{18, s + "price_minor", CodeNegativePrice}}},
		{"fraction", "180000", "1800.5", []at{{18, s + "price_minor", CodeBadPrice}}},
		{"missing price", `"price_minor": 180000, `, "", []at{{18, s + "price_minor", CodeRequired}}},
		{"category", `"category": "psychology"`, `"category": "psychologie"`, []at{{18, s + "category", CodeUnknownCategory}}},
		{"weekday", "[1, 2]", "[0]", []at{{19, p + "hours[0].days", CodeBadDays}}},
		{"past 48", "26:00", "48:01", []at{{19, p + "hours[0].end", CodeBadTime}}},
		{"backwards", "26:00", "02:00", []at{{19, p + "hours[0].end", CodeBadWindow}}},
		{"overlap", `"26:00"}`, `"26:00"}, {"days": [3], "start": "01:30", "end": "03:00"}`, []at{{19, p + "hours[1].start", CodeOverlap}}},
		{"overlap over the week's end", `[1, 2], "start": "17:00", "end": "26:00"}`, "[7], \"start\": \"22:00\", \"end\": \"30:00\"},\n{\"days\": [1], \"start\": \"05:00\", \"end\": \"06:30\"}", []at{{20, p + "hours[1].start", CodeOverlap}}},
		{"latitude", "18.5196", "91", []at{{15, p + "latitude", CodeOutOfRange}}},
		{"language", `"mr"`, `"maratha!"`, []at{{8, p + "languages", CodeUnknownLanguage}}},
		{"duration", "50", "3", []at{{18, s + "duration_min", CodeOutOfRange}}},
		{"mode", `"online"`, `"telephone"`, []at{{18, s + "modes", CodeUnknownValue}}},
		{"no place", `"city": "Pune",`, "", []at{{18, s + "modes", CodePlaceRequired}}},
		{"no modes", `["online", "at_practitioner"]`, "[]", []at{{18, s + "modes", CodeRequired}}},
		{"cancel policy", `"duration_min"`, `"free_cancel_hours": 0, "late_cancel_fee_bps": 5000, "duration_min"`, []at{{18, s + "late_cancel_fee_bps", CodeCancellation}}},
		{"fee", `"duration_min"`, `"late_cancel_fee_bps": 10001, "duration_min"`, []at{{18, s + "late_cancel_fee_bps", CodeOutOfRange}}},
		{"capacity", `"duration_min"`, `"capacity": 0, "duration_min"`, []at{{18, s + "capacity", CodeOutOfRange}}},
		{"limits", `"duration_min"`, `"per_day": 5, "per_week": 4, "duration_min"`, []at{{18, s + "per_week", CodeLimits}}},
		{"confirmation", `"currency"`, `"confirmation": "maybe", "currency"`, []at{{11, p + "confirmation", CodeUnknownValue}}},
		{"wrong type", `"Asha Kulkarni"`, "7", []at{{7, p + "name", CodeWrongType}}},
		{"email", "asha@example.org", "Asha <asha@example.org>", []at{{6, p + "email", CodeBadEmail}}},
		{"key", `"asha"`, `"a b"`, []at{{5, p + "key", CodeBadKey}}},
		{"unknown field", `"currency"`, `"curency": "INR", "currency"`, []at{{11, p + "curency", CodeUnknownField}}},
		{"given twice", `"currency"`, `"currency": "INR", "currency"`, []at{{11, p + "currency", CodeDuplicateField}}},
		{"badge without evidence", `"method": "public_register"`, `"method": ""`, []at{{9, p + "registration.method", CodeRequired}}},
		{"badge without registration", `"registration": {"body": "RCI", "number": "A1", "checked_on": "2026-05-02", "method": "public_register"},`, "", []at{{10, p + "verified", CodeRegistrationNeeded}}},
		{"date", "2026-12-24", "2026-02-30", []at{{20, p + "overrides[0].date", CodeBadDate}}},
		{"dates twice", "2026-12-24", "2026-12-31", []at{{20, p + "overrides[1].date", CodeDuplicate}}},
		{"time off", "2027-01-05", "2026-01-05", []at{{21, p + "time_off[0].to", CodeBadWindow}}},
		{"control character", "Asha Kulkarni", `Asha\u0007`, []at{{7, p + "name", CodeBadText}}},
		{"slug", `"slug": "psychology"`, `"slug": "Psycho Logy"`, []at{{18, s + "category", CodeUnknownCategory}, {24, "categories[0].slug", CodeBadSlug}}},
		{"own parent", `"sort_order": 2`, `"parent": "psychology"`, []at{{24, "categories[0].parent", CodeCycle}}},
		{"no name", `{"en": "Psychology", "hi": "मनोविज्ञान"}`, "{}", []at{{24, "categories[0].name", CodeRequired}}},
		{"version", `"version": 1`, `"version": 2`, []at{{2, "version", CodeVersion}}},
		{"syntax", `"asha",`, `"asha"`, []at{{6, "", CodeSyntax}}},
		{"cut", "\n  ],\n", "", []at{{22, "", CodeSyntax}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(goodJSON, c.old, c.new, 1)
			if text == goodJSON {
				t.Fatal("the test changes nothing")
			}
			_, faults := Parse(strings.NewReader(text), JSON)
			if d := cmp.Diff(c.want, places(faults)); d != "" {
				t.Errorf("%s\n%v", d, faults)
			}
		})
	}
}

func TestSheetFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, old, new string
		want           []at
	}{
		{"type", "hours,asha", "hour,asha", []at{{2, "type", CodeUnknownType}}},
		{"column", "duration_min", "duration", []at{{1, "duration", CodeUnknownField}, {5, "duration_min", CodeRequired}}},
		{"column twice", "sort_order", "key", []at{{1, "key", CodeDuplicateField}}},
		{"orphan", "time_off,asha", "time_off,ashe", []at{{8, "key", CodeUnknownPractitioner}}},
		{"unused cell", "hours,asha,,", "hours,asha,x@example.org,", []at{{2, "email", CodeUnusedColumn}}},
		{"three decimals", "1800.00", "1800.005", []at{{5, "price", CodeBadPrice}}},
		{"grouping", "1800.00", `"1,800.00"`, []at{{5, "price", CodeBadPrice}}},
		{"day", "Mon-Tue", "Mon-Toe", []at{{2, "days", CodeBadDays}}},
		{"quotes", "Asha Kulkarni", `Asha "Kulkarni`, []at{{2, "key", CodeUnknownPractitioner}, {3, "", CodeSyntax}, {4, "key", CodeUnknownPractitioner},
			{5, "key", CodeUnknownPractitioner}, {6, "key", CodeUnknownPractitioner}, {7, "key", CodeUnknownPractitioner}, {8, "key", CodeUnknownPractitioner}}},
		{"too many cells", "मनोविज्ञान,2", "मनोविज्ञान,2,3", []at{{9, "", CodeSyntax}}},
		{"Latin-1", "Kulkarni", "K\xfclkarni", []at{{3, "name", CodeEncoding}}},
		{"half a window", "9:00,12:00:00", ",12:00", []at{{7, "start", CodeRequired}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(goodCSV, c.old, c.new, 1)
			if text == goodCSV {
				t.Fatal("the test changes nothing")
			}
			_, faults := Parse(strings.NewReader(text), CSV)
			if d := cmp.Diff(c.want, places(faults)); d != "" {
				t.Errorf("%s\n%v", d, faults)
			}
		})
	}
}

func TestThreeDecimalCurrencies(t *testing.T) {
	t.Parallel()
	for price, want := range map[string]string{"5.120": "", "5.124": CodePriceStep, "5.1": "", "5.1234": CodeBadPrice} {
		text := strings.Replace(strings.Replace(goodCSV, "inr", "KWD", 1), "1800.00", price, 1)
		f, faults := Parse(strings.NewReader(text), CSV)
		var code string
		if len(faults) > 0 {
			code = faults[0].Code
		}
		if code != want {
			t.Errorf("%s: %v, want %q", price, faults, want)
		}
		if price == "5.1" && f.Practitioners[0].Services[0].PriceMinor != 5100 {
			t.Errorf("5.1 KWD = %d fils", f.Practitioners[0].Services[0].PriceMinor)
		}
	}
}

func TestDuplicatesAcrossPractitioners(t *testing.T) {
	t.Parallel()
	f := good()
	twin := f.Practitioners[0]
	twin.Key, twin.Email = "ASHA", "Asha@Example.org"
	twin.Services = append(twin.Services, twin.Services[0])
	f.Practitioners = append(f.Practitioners, twin)
	var b bytes.Buffer
	if err := Write(&b, f, JSON); err != nil {
		t.Fatal(err)
	}
	_, faults := Parse(&b, JSON)
	var got []string
	for _, x := range faults {
		got = append(got, x.Field+" "+x.Code)
	}
	want := []string{"practitioners[1].key duplicate", "practitioners[1].email duplicate", "practitioners[1].services[1].key duplicate"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestCategoriesOutsideTheFileAndTheirTree(t *testing.T) {
	t.Parallel()
	alone := strings.Replace(goodCSV, "category,,", "category,", 1)
	alone = alone[:strings.LastIndex(strings.TrimSpace(alone), "\n")+1]
	if _, faults := Parse(strings.NewReader(alone), CSV); len(faults) != 1 || faults[0].Code != CodeUnknownCategory {
		t.Errorf("without categories: %v", faults)
	}
	if _, faults := Parse(strings.NewReader(alone), CSV, KnownCategories("psychology")); len(faults) != 0 {
		t.Errorf("with known categories: %v", faults)
	}
	chain := "type,slug,parent,name_en\n"
	for _, row := range []string{"a,b", "b,c", "c,a", "d,", "e,d", "f,e", "g,f", "h,g"} {
		chain += "category," + row + ",Name\n"
	}
	_, faults := Parse(strings.NewReader(chain), CSV)
	want := []at{{2, "parent", CodeCycle}, {3, "parent", CodeCycle}, {4, "parent", CodeCycle}, {9, "parent", CodeOutOfRange}}
	if d := cmp.Diff(want, places(faults)); d != "" {
		t.Error(d)
	}
}

func TestFaultsAreCapped(t *testing.T) {
	t.Parallel()
	text := "type,slug,name_en\n" + strings.Repeat("category,No Slug,Name\n", MaxFaults+500)
	_, faults := Parse(strings.NewReader(text), CSV)
	if len(faults) != MaxFaults+1 || faults[MaxFaults].Code != CodeTooManyFaults {
		t.Errorf("%d faults, the last %v", len(faults), faults[len(faults)-1])
	}
}

func TestRowsAreCapped(t *testing.T) {
	t.Parallel()
	text := "type,key,from,to\n" + strings.Repeat("time_off,nobody,2026-01-01,2026-01-02\n", MaxRows+1)
	_, faults := Parse(strings.NewReader(text), CSV)
	found := false
	for _, f := range faults {
		found = found || f.Code == CodeTooManyRows
	}
	last := faults[len(faults)-1]
	if last.Code != CodeTooManyRows && last.Code != CodeTooManyFaults || !found {
		t.Errorf("the last of %d faults: %v", len(faults), last)
	}
}

func TestLargeFilesAreRefusedNotCut(t *testing.T) {
	t.Parallel()
	small := func(p *parser) { p.maxBytes = 1 << 20 }
	for format, r := range map[Format]io.Reader{
		CSV:  io.MultiReader(strings.NewReader(goodCSV), &repeater{text: "\n", left: 1 << 20}),
		JSON: io.MultiReader(strings.NewReader(goodJSON), &repeater{text: " ", left: 1 << 20}),
	} {
		if _, faults := Parse(r, format, small); len(faults) != 1 || faults[0].Code != CodeTooLarge {
			t.Errorf("%s: %v", format, faults)
		}
	}
	if _, faults := Parse(strings.NewReader(goodCSV), CSV, func(p *parser) { p.maxBytes = int64(len(goodCSV)) }); len(faults) != 0 {
		t.Errorf("a file of exactly the limit: %v", faults)
	}
}

// repeater reads as many copies of a one-byte text as asked.
type repeater struct {
	text string
	left int
}

func (r *repeater) Read(b []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := min(len(b), r.left)
	for i := range b[:n] {
		b[i] = r.text[0]
	}
	r.left -= n
	return n, nil
}

func TestNestingAndMembersAreLimited(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nesting": `{"practitioners": [{"x": ` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}]}`,
		"members": `{"practitioners": [{` + strings.Repeat(`"a": 1,`, 1000) + `"b": 1}]}`,
		"cells":   `{"practitioners": [{"x": [` + strings.Repeat("1,", 60_000) + `1]}]}`,
	} {
		if _, faults := Parse(strings.NewReader(text), JSON); len(faults) != 1 || faults[0].Code != CodeTooLarge {
			t.Errorf("%s: %v", name, faults)
		}
	}
}

func TestReadFailuresAreNotTheEnd(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{JSON, CSV} {
		text := map[Format]string{JSON: goodJSON, CSV: goodCSV}[f]
		r := io.MultiReader(strings.NewReader(text[:len(text)-40]), failing{})
		_, faults := Parse(r, f)
		found := false
		for _, x := range faults {
			found = found || x.Code == CodeRead
		}
		if !found {
			t.Errorf("%s: %v", f, faults)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// FuzzParse looks for panics, and for files that parse without faults and do not come back the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(goodJSON), true)
	f.Add([]byte(goodCSV), false)
	f.Fuzz(func(t *testing.T, data []byte, isJSON bool) {
		format := CSV
		if isJSON {
			format = JSON
		}
		file, faults := Parse(bytes.NewReader(data), format)
		if len(faults) > 0 {
			return
		}
		for _, to := range []Format{JSON, CSV} {
			var b bytes.Buffer
			if err := Write(&b, *file, to); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			again, faults := Parse(&b, to)
			if len(faults) > 0 {
				t.Fatalf("%s: %v\n%s", to, faults, text)
			}
			if d := cmp.Diff(*file, *again); d != "" {
				t.Fatalf("%s: %s\n%s", to, d, text)
			}
		}
	})
}
