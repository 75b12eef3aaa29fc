// Package pdf draws sheets of text and tables as files: the same bytes for the same words, whenever they are made, with the
// fonts inside. Letters that have to be shaped (Devanagari, Arabic) are drawn as outlines; what else it has no letters for it
// cannot draw: see Drawable.
package pdf

import (
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// File is ready to be streamed.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// Measures of a sheet of A4 in millimetres.
const (
	Edge  = 14.0
	Width = 210 - 2*Edge
	Line  = 5.0 // of text of 10 points
)

// Style of text.
type Style string

// The styles.
const (
	Plain Style = ""
	Bold  Style = "B"
)

// Sheet is a file in the making; it begins new pages by itself, each with the title and its number below.
type Sheet struct{ f *fpdf.Fpdf }

// New begins a file. A title that has to be shaped is not repeated below each page. at is when what it says was written, not now: the same document has the same bytes.
func New(title string, at time.Time) Sheet {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(at)
	f.SetModificationDate(at)
	f.SetProducer("klear", true)
	f.SetTitle(title, true)
	f.SetMargins(Edge, 16, Edge)
	f.SetAutoPageBreak(true, 20)
	f.AddUTF8FontFromBytes("go", "", goregular.TTF)
	f.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	f.SetLineWidth(.2)
	below := ""
	if plain(title) {
		below = title + "   "
	}
	f.AliasNbPages("{pages}")
	f.SetFooterFunc(func() {
		f.SetY(-14)
		f.SetFont("go", "", 8)
		f.CellFormat(Width, Line, below+strconv.Itoa(f.PageNo())+" / {pages}", "", 0, "R", false, 0, "")
	})
	f.AddPage()
	return Sheet{f}
}

// Text is a paragraph over the whole width; size is in points.
func (s Sheet) Text(style Style, size float64, text string) {
	s.paragraph(style, size, Width, Line*size/10, text)
}

// paragraph writes from where the sheet is, and goes on below; width and height, of one line, are in millimetres.
func (s Sheet) paragraph(style Style, size, width, height float64, text string) {
	if !plain(text) {
		s.shape(style, size, width, height, text)
		return
	}
	s.f.SetFont("go", string(style), size)
	s.f.MultiCell(width, height, text, "", "L", false)
}

// Space leaves mm free.
func (s Sheet) Space(mm float64) { s.f.Ln(mm) }

// Side is a party of a document: a small label, a name in bold, and what follows it.
type Side struct {
	Label, Name string
	More        []string // empty ones are left out
}

// Sides are two parties beside one another.
func (s Sheet) Sides(left, right Side) {
	top := s.f.GetY()
	end := s.side(Edge, top, left)
	end = max(end, s.side(Edge+Width/2, top, right))
	s.f.SetXY(Edge, end)
}

// side gives the height where it ends.
func (s Sheet) side(x, y float64, p Side) float64 {
	s.f.SetXY(x, y)
	s.f.SetFont("go", "", 8)
	s.f.CellFormat(Width/2-4, Line, p.Label, "", 2, "L", false, 0, "")
	s.paragraph(Bold, 10, Width/2-4, Line, p.Name)
	for _, t := range p.More {
		if t != "" {
			s.f.SetX(x)
			s.paragraph(Plain, 9, Width/2-4, Line-.5, t)
		}
	}
	return s.f.GetY()
}

// Fact is a label with its value.
func (s Sheet) Fact(label, value string) {
	s.f.SetFont("go", "", 9)
	s.f.CellFormat(42, Line, label, "", 0, "L", false, 0, "")
	s.f.CellFormat(Width-42, Line, value, "", 1, "L", false, 0, "")
}

// Rule is where a row has a line.
type Rule string

// The rules.
const (
	NoRule Rule = ""
	Above  Rule = "T"
	Below  Rule = "B"
)

// Row is a line of a table; widths are in millimetres. The last cell is a number and stands right.
func (s Sheet) Row(style Style, rule Rule, widths []float64, cells ...string) {
	s.f.SetFont("go", string(style), 9)
	for i, c := range cells {
		align := "L"
		if i == len(cells)-1 {
			align = "R"
		}
		s.f.CellFormat(widths[i], Line+1.5, c, string(rule), 0, align, false, 0, "")
	}
	s.f.Ln(Line + 1.5)
}

// Square is one dark field of a drawing.
type Square struct{ X, Y int }

// Drawing is squares in a field of fields by fields, side mm wide, with text beside it. quiet fields of it stand in the margin.
func (s Sheet) Drawing(fields, quiet int, dark []Square, side float64, text string) {
	if s.f.GetY()+side > 275 {
		s.f.AddPage()
	}
	s.f.Ln(4)
	x, y, unit := Edge-side*float64(quiet)/float64(fields), s.f.GetY(), side/float64(fields)
	for _, d := range dark {
		s.f.Rect(x+float64(d.X)*unit, y+float64(d.Y)*unit, unit, unit, "F")
	}
	s.f.SetXY(Edge+side, y+8)
	s.f.SetFont("go", "", 9)
	s.f.MultiCell(Width-side, Line, text, "", "L", false)
}

// Write ends the file.
func (s Sheet) Write(w io.Writer) error { return s.f.Output(w) }
