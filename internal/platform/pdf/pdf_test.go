package pdf_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"klear/internal/platform/pdf"
)

func draw(t *testing.T, rows int) []byte {
	t.Helper()
	s := pdf.New("A list", time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC))
	s.Sides(pdf.Side{Label: "From", Name: "Asha"}, pdf.Side{Label: "To", Name: "Ravi", More: []string{"", "1 MG Road"}})
	for i := range rows {
		s.Row(pdf.Plain, pdf.NoRule, []float64{100, 82}, strconv.Itoa(i), "1.00")
	}
	s.Drawing(8, 2, []pdf.Square{{X: 3, Y: 3}}, 30, "beside")
	var out bytes.Buffer
	if err := s.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTheSameWordsAreTheSameBytes: with the fonts inside, and on as many pages as they need.
func TestTheSameWordsAreTheSameBytes(t *testing.T) {
	t.Parallel()
	for rows, pages := range map[int]int{3: 1, 60: 2} {
		first := draw(t, rows)
		if !bytes.Equal(first, draw(t, rows)) {
			t.Errorf("%d rows: two files differ", rows)
		}
		if n := bytes.Count(first, []byte("/Type /Page\n")); n != pages || !bytes.Contains(first, []byte("/FontFile2")) {
			t.Errorf("%d rows: %d pages, or no font", rows, n)
		}
	}
}

func TestDrawable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": true, "Ananya Rao\n1 MG Road, €": true, "Łódź Ünal": true, "अनन्या राव": true, "ليلى، نورة": true, "Ravi अनन्या": true, "山田": false, "🌿": false} {
		if pdf.Drawable("Klear", text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

// TestNamesAreShaped: the file has their outlines, the same ones each time, and few bytes more.
func TestNamesAreShaped(t *testing.T) {
	t.Parallel()
	write := func(name string) []byte {
		s := pdf.New("Invoice", time.Date(2026, 11, 23, 6, 30, 0, 0, time.UTC))
		s.Sides(pdf.Side{Label: "From", Name: name, More: []string{name}}, pdf.Side{Label: "To", Name: "Ravi"})
		s.Text(pdf.Plain, 9, name)
		var out bytes.Buffer
		if err := s.Write(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	latin := write("Ananya Rao")
	for name, most := range map[string]int{"क्षत्रिय श्रीवास्तव": 60_000, "ليلى بنت الحسن": 60_000, "अनन्या Rao " + strings.Repeat("शर्मा ", 40): 200_000} {
		first := write(name)
		if !bytes.Equal(first, write(name)) {
			t.Errorf("%s: two files differ", name)
		}
		if more := len(first) - len(latin); more < 500 || more > most {
			t.Errorf("%s: %d bytes more", name, more)
		}
	}
}
