package invoice

import (
	"context"
	"io"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/i18n"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/uuid"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// File is a document as a PDF, ready to be streamed.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// PDF is a document as a file, in English: the same bytes each time. Errors: those of Paper; ErrPrintPage for letters that
// have to be shaped (Devanagari, Arabic), which the browser prints from the page.
func (s *Service) PDF(ctx context.Context, who identity.Principal, id uuid.UUID) (File, error) {
	p, err := s.Paper(ctx, who, id)
	if err != nil {
		return File{}, err
	}
	if !drawable(p.Seller.Name, p.Seller.Address, p.Buyer.Name, p.Buyer.Address, p.What(s.English)) {
		return File{}, ErrPrintPage
	}
	code, err := CodeOf(s.Link(p))
	if err != nil {
		return File{}, err
	}
	return File{p.FileName(), func(w io.Writer) error { return writePDF(w, s.English, p, code, s.Link(p)) }}, nil
}

// face says which letters the file's font has.
var face = func() *sfnt.Font {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // it is part of the program
	}
	return f
}()

func drawable(texts ...string) bool {
	var buf sfnt.Buffer
	for _, t := range texts {
		for _, r := range t {
			if i, err := face.GlyphIndex(&buf, r); r != '\n' && r != '\r' && (err != nil || i == 0) {
				return false
			}
		}
	}
	return true
}

// Measures of the sheet in millimetres.
const (
	edge  = 14.0
	width = 210 - 2*edge
	line  = 5.0
)

// sheet is a page in the making.
type sheet struct{ *fpdf.Fpdf }

// newSheet begins a file that says the same whenever it is made.
func newSheet(title string, at time.Time) sheet {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(at)
	f.SetModificationDate(at)
	f.SetProducer("klear", true)
	f.SetTitle(title, true)
	f.SetMargins(edge, 16, edge)
	f.SetAutoPageBreak(true, 20)
	f.AddUTF8FontFromBytes("go", "", goregular.TTF)
	f.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	f.SetLineWidth(.2)
	f.AliasNbPages("{pages}")
	f.SetFooterFunc(func() {
		f.SetY(-14)
		f.SetFont("go", "", 8)
		f.CellFormat(width, line, title+"   "+count(f.PageNo())+" / {pages}", "", 0, "R", false, 0, "")
	})
	f.AddPage()
	return sheet{f}
}

func (f sheet) text(style string, size float64, s string) {
	f.SetFont("go", style, size)
	f.MultiCell(width, line*size/10, s, "", "L", false)
}

// party is one side, in its half of the sheet; it gives the height where it ends.
func (f sheet) party(x, y float64, label, number string, p Party) float64 {
	f.SetXY(x, y)
	f.SetFont("go", "", 8)
	f.CellFormat(width/2-4, line, label, "", 2, "L", false, 0, "")
	f.SetFont("go", "B", 10)
	f.MultiCell(width/2-4, line, p.Name, "", "L", false)
	f.SetFont("go", "", 9)
	for _, s := range []string{p.Address, number} {
		if s != "" {
			f.SetX(x)
			f.MultiCell(width/2-4, line-.5, s, "", "L", false)
		}
	}
	return f.GetY()
}

// row is a line of a table; the last columns are numbers.
func (f sheet) row(style string, border string, widths []float64, cells ...string) {
	f.SetFont("go", style, 9)
	for i, c := range cells {
		align := "R"
		if i == 0 {
			align = "L"
		}
		f.CellFormat(widths[i], line+1.5, c, border, 0, align, false, 0, "")
	}
	f.Ln(line + 1.5)
}

func writePDF(w io.Writer, l *i18n.Localizer, p Paper, code Code, link string) error {
	f := newSheet(p.Title(l), p.IssuedAt)
	f.text("B", 16, p.Title(l))
	f.Ln(4)
	top := f.GetY()
	number := func(x Party) string {
		if x.Number == "" {
			return ""
		}
		return l.T("invoice.tax_number") + " " + x.Number
	}
	left := f.party(edge, top, l.T("invoice.seller"), number(p.Seller), p.Seller)
	right := f.party(edge+width/2, top, l.T("invoice.buyer"), number(p.Buyer), p.Buyer)
	f.SetXY(edge, max(left, right)+4)
	for _, x := range p.Facts(l) {
		f.SetFont("go", "", 9)
		f.CellFormat(42, line, x.Label, "", 0, "L", false, 0, "")
		f.CellFormat(width-42, line, x.Value, "", 1, "L", false, 0, "")
	}
	f.Ln(4)
	f.amounts(l, p)
	if words := p.TotalWords(l); words != "" {
		f.text("", 9, l.T("receipt.words", i18n.D{"Words": words}))
	}
	f.Ln(4)
	for _, n := range p.Notes(l) {
		f.text("", 8, n)
	}
	f.code(code, l.T("invoice.verify"), link)
	return f.Output(w)
}

// amounts are the line with its taxes, and the total.
func (f sheet) amounts(l *i18n.Localizer, p Paper) {
	widths := []float64{width - 80, 40, 40}
	f.row("B", "B", widths, l.T("receipt.what"), l.T("invoice.rate"), p.Currency)
	f.SetFont("go", "", 9)
	f.MultiCell(width-80, line+1.5, p.What(l), "", "L", false)
	f.row("", "", widths, l.T("invoice.net"), "", decimal(p.Document, p.Net))
	for _, t := range p.Taxes {
		f.row("", "", widths, t.Name, Rate(t.Bps), decimal(p.Document, t.Minor))
	}
	f.row("B", "T", widths, l.T("invoice.total"), "", decimal(p.Document, p.Total))
}

// code draws the code with its link beside it.
func (f sheet) code(c Code, label, link string) {
	const side = 30.0
	if f.GetY()+side > 275 {
		f.AddPage()
	}
	f.Ln(4)
	x, y, unit := edge-side*quiet/float64(c.Size), f.GetY(), side/float64(c.Size)
	for _, d := range c.dark {
		f.Rect(x+float64(d[0])*unit, y+float64(d[1])*unit, unit, unit, "F")
	}
	f.SetXY(edge+side, y+8)
	f.SetFont("go", "", 9)
	f.MultiCell(width-side, line, label+"\n"+link, "", "L", false)
}
