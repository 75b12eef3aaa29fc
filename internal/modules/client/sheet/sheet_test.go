package sheet_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/client/sheet"
)

func parse(t *testing.T, text string) sheet.File {
	t.Helper()
	return sheet.Parse(strings.NewReader(text))
}

// TestExportsOfOtherPrograms: headings in several spellings and languages, names in two cells, other signs between cells.
func TestExportsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	want := sheet.Row{Line: 2, Name: "Anna Berg", Email: "anna@example.org", Phone: "+47 22 33 44 55"}
	for name, text := range map[string]string{
		"plain":             "Name,Email,Phone\nAnna Berg,Anna@Example.org,+47 22 33 44 55\n",
		"two names":         "First Name;Last Name;E-mail Address;Mobile Phone\nAnna;Berg;anna@example.org;+47 22 33 44 55\n",
		"tabs, upper case":  "FULL NAME\tEMAIL\tPHONE NUMBER\nAnna Berg\tanna@example.org\t+47 22 33 44 55\n",
		"an address book":   "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Labels\r\nAnna,Berg,anna@example.org,+47 22 33 44 55,friends\r\n",
		"Hindi":             "नाम,ईमेल,मोबाइल\nAnna Berg,anna@example.org,+४७ २२ ३३ ४४ ५५\n",
		"quoted and marked": "\uFEFF\"Customer Name\"|\"E-Mail, private\"|\"email\"|tel\n\"Anna  Berg\"||anna@example.org|'+47 22 33 44 55\n",
		"blank lines":       "name,email,phone\nAnna Berg,anna@example.org,+47 22 33 44 55\n,,\n\n",
	} {
		f := parse(t, text)
		if d := cmp.Diff([]sheet.Row{want}, f.Rows); d != "" || len(f.Faults) > 0 {
			t.Errorf("%s: %s %v", name, d, f.Faults)
		}
	}
	if f := parse(t, "name,shoe size,phone,mobile\nA,41,12345,\n"); !cmp.Equal(f.Ignored, []string{"shoe size", "mobile"}) {
		t.Errorf("ignored %v", f.Ignored)
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "name,notes\nZoë Ångström,Café\n"
	little, big := []byte{0xFF, 0xFE}, []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
	}
	for name, raw := range map[string][]byte{"UTF-8": []byte(text), "UTF-16 LE": little, "UTF-16 BE": big, "Windows": []byte("name,notes\nZo\xeb \xc5ngstr\xf6m,Caf\xe9\n")} {
		f := sheet.Parse(bytes.NewReader(raw))
		if len(f.Rows) != 1 || f.Rows[0].Name != "Zoë Ångström" || f.Rows[0].Notes != "Café" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestDatesAreNotGuessed: a file shows which way it writes them, or is asked.
func TestDatesAreNotGuessed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cells []string
		want  []string // "" is a fault
	}{
		"ISO":              {[]string{"1984-05-31", "1984-13-01", "84-05-31"}, []string{"1984-05-31", "", ""}},
		"points":           {[]string{"31.05.1984", "31.02.1984"}, []string{"1984-05-31", ""}},
		"the day first":    {[]string{"31/05/1984", "04/05/1984"}, []string{"1984-05-31", "1984-05-04"}},
		"the month first":  {[]string{"05/31/1984", "04/05/1984"}, []string{"1984-05-31", "1984-04-05"}},
		"no way to tell":   {[]string{"04/05/1984", "05/05/1984"}, []string{"", "1984-05-05"}},
		"both ways":        {[]string{"31/05/1984", "05/31/1984"}, []string{"", ""}},
		"out of this time": {[]string{"0001-01-01", "9999-01-01"}, []string{"", ""}},
	} {
		text := "name,dob\n"
		for i, cell := range c.cells {
			text += fmt.Sprintf("P%d,%s\n", i, cell)
		}
		f := parse(t, text)
		got := map[string]string{}
		for _, r := range f.Rows {
			got[r.Name] = r.Birthday
		}
		for i, want := range c.want {
			if got[fmt.Sprint("P", i)] != want {
				t.Errorf("%s: %q is %q, want %q", name, c.cells[i], got[fmt.Sprint("P", i)], want)
			}
		}
	}
}

// TestFaultsNameLineAndField and leave the other rows standing.
func TestFaultsNameLineAndField(t *testing.T) {
	t.Parallel()
	f := parse(t, "name,email,phone,language,external id\n"+
		"Good,good@example.org,,en,1\n"+
		",nobody@example.org,,,\n"+
		"Bad mail,nonsense,,,\n"+
		"Bad phone,,9.84501E+09,,\n"+
		"Bad language,,,klingonish-x-,\n"+
		"Good again,,,,1\n"+
		"\"Two\nlines\",,,,\n"+
		"Last,last@example.org,,,\n")
	type at struct {
		line  int
		field string
	}
	var got []at
	for _, x := range f.Faults {
		got = append(got, at{x.Line, x.Field})
	}
	want := []at{{3, "name"}, {4, "email"}, {5, "phone"}, {6, "language"}, {7, ""}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(at{})); d != "" {
		t.Error(d)
	}
	if len(f.Rows) != 3 || f.Faulty != 5 || f.Rows[1].Name != "Two lines" || f.Rows[1].Line != 8 {
		t.Errorf("%d faulty, rows %+v", f.Faulty, f.Rows)
	}
}

func TestWhatIsNoTable(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"empty": "", "no name": "email,phone\na@example.org,1\n", "a picture": "\x89PNG\r\n\x1a\n\x00\x00", "too large": strings.Repeat("x", sheet.MaxBytes+1)} {
		if f := parse(t, text); len(f.Rows) > 0 || len(f.Faults) == 0 || f.Faults[0].Line > 1 {
			t.Errorf("%s: %+v", name, f.Faults)
		}
	}
	var many strings.Builder
	many.WriteString("name\n")
	for i := range sheet.MaxRows + 5 {
		fmt.Fprintf(&many, "P%d\n", i)
	}
	if f := parse(t, many.String()); len(f.Rows) != sheet.MaxRows || f.Faults[0].Code != "client_file_rows" {
		t.Errorf("%d rows, %v", len(f.Rows), f.Faults)
	}
	if f := parse(t, "name,notes\nA,\"open\nB,c\n"); f.Faulty == 0 || f.Faults[0].Code != "client_file_quotes" {
		t.Errorf("%+v", f)
	}
}

// TestWrittenIsReadBack, and no cell of ours is run by a spreadsheet.
func TestWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	rows := []sheet.Row{
		{Line: 2, Name: "=HYPERLINK(\"http://evil\")", Email: "a@example.org", Phone: "+47 22 33 44 55", ExternalID: "-1", Notes: "@SUM(A1)\nline, two; \"quoted\""},
		{Line: 4, Name: "'Quoted", Notes: "'=1+1", Birthday: "1984-05-31", Language: "hi"},
		{Line: 5, Name: "सीता; शर्मा"},
	}
	var b bytes.Buffer
	if err := sheet.Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(strings.TrimPrefix(b.String(), "\uFEFF")) {
		for cell := range strings.SplitSeq(line, ",") {
			if cell = strings.TrimLeft(cell, `"`); cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a spreadsheet runs %q", cell)
			}
		}
	}
	f := sheet.Parse(&b)
	for i := range f.Rows {
		rows[i].Line = f.Rows[i].Line
	}
	if d := cmp.Diff(rows, f.Rows); d != "" || len(f.Faults) > 0 {
		t.Error(d, f.Faults)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("name;email\nA;b@example.org\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file := sheet.Parse(bytes.NewReader(raw))
		var b bytes.Buffer
		if err := sheet.Write(&b, file.Rows); err != nil {
			t.Fatal(err)
		}
		if again := sheet.Parse(&b); len(again.Rows) != len(file.Rows) {
			t.Errorf("%d rows became %d: %v", len(file.Rows), len(again.Rows), again.Faults)
		}
	})
}
