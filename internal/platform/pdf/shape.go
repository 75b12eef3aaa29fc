package pdf

import (
	"bytes"
	_ "embed" // the fonts
	"sort"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/NotoSansDevanagari-Regular.ttf
var devanagari []byte

//go:embed fonts/NotoNaskhArabic-Regular.ttf
var naskh []byte

// fonts are looked through for each letter in this order.
var fonts = []*font.Font{parse(goregular.TTF), parse(devanagari), parse(naskh)}

func parse(ttf []byte) *font.Font {
	f, err := font.ParseTTF(bytes.NewReader(ttf))
	if err != nil {
		panic(err) // it is part of the program
	}
	return f.Font
}

// plain reports whether the first font has all letters of a text: then it is written as text, which can be searched for.
func plain(text string) bool { return in(text, fonts[:1]) }

// Drawable reports whether the fonts have all letters of the texts, shaped where their script wants it.
func Drawable(texts ...string) bool { return in(strings.Join(texts, ""), fonts) }

func in(text string, fonts []*font.Font) bool {
	for _, r := range text {
		if !invisible(r) && !has(fonts, r) {
			return false
		}
	}
	return true
}

func has(fonts []*font.Font, r rune) bool {
	for _, f := range fonts {
		if _, ok := f.NominalGlyph(r); ok {
			return true
		}
	}
	return false
}

// invisible letters steer lines and joining, and have no look of their own.
func invisible(r rune) bool { return r == '\n' || r == '\r' || r >= 0x200C && r <= 0x200F }

// mmOfPoint is a point in millimetres.
const mmOfPoint = 25.4 / 72

// faces are fonts for one drawing; a face is not safe for concurrent use.
type faces []*font.Face

func newFaces() faces {
	out := make(faces, len(fonts))
	for i, f := range fonts {
		out[i] = font.NewFace(f)
	}
	return out
}

// ResolveFace finds a letter's font.
func (fs faces) ResolveFace(r rune) *font.Face {
	for _, f := range fs {
		if _, ok := f.NominalGlyph(r); ok {
			return f
		}
	}
	return fs[0]
}

// shaped is a text as lines of joined glyphs, each line's runs from left to right. size is in points, width in millimetres.
func shaped(text string, size, width float64) []shaping.Line {
	var out []shaping.Line
	var seg shaping.Segmenter
	var hb shaping.HarfbuzzShaper
	for para := range strings.Lines(text) {
		letters := []rune(strings.TrimRight(para, "\r\n"))
		whole := shaping.Input{Text: letters, RunEnd: len(letters), Direction: direction(letters), Size: fixed.Int26_6(size * 64), Language: language.NewLanguage("en")}
		var runs []shaping.Output
		for _, r := range seg.Split(whole, newFaces()) {
			runs = append(runs, hb.Shape(r))
		}
		var wrapper shaping.LineWrapper
		lines, _ := wrapper.WrapParagraphF(shaping.WrapConfig{Direction: whole.Direction}, fixed.Int26_6(width/mmOfPoint*64), letters, shaping.NewSliceIterator(runs))
		for _, l := range lines {
			sort.Slice(l, func(i, j int) bool { return l[i].VisualIndex < l[j].VisualIndex })
			out = append(out, l)
		}
	}
	return out
}

// direction is that of the first letter that has one: an Arabic address with a number in it runs from the right as a whole.
func direction(letters []rune) di.Direction {
	for _, r := range letters {
		if unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) {
			return di.DirectionRTL
		} else if unicode.IsLetter(r) {
			break
		}
	}
	return di.DirectionLTR
}

// shape draws a text that has to be shaped, as outlines, from where the sheet is; it goes on below. width and height, of one
// line, are in millimetres.
func (s Sheet) shape(style Style, size, width, height float64, text string) {
	left := s.f.GetX()
	height *= 1.25 // marks above and below
	for _, line := range shaped(text, size, width) {
		if _, page := s.f.GetPageSize(); s.f.GetY()+height > page-20 {
			s.f.AddPage()
		}
		x, y := left, s.f.GetY()+height/2+.3*size*mmOfPoint
		for _, run := range line {
			for _, g := range run.Glyphs {
				s.glyph(style, run.Face, g, x+mm(g.XOffset), y-mm(g.YOffset), size)
				x += mm(g.Advance)
			}
		}
		s.f.SetXY(left, s.f.GetY()+height)
	}
	s.f.SetX(Edge)
}

func mm(v fixed.Int26_6) float64 { return float64(v) / 64 * mmOfPoint }

// glyph fills an outline whose origin is at x and y; a bold one has a thin line around it.
func (s Sheet) glyph(style Style, face *font.Face, g shaping.Glyph, x, y, size float64) {
	outline, _ := face.GlyphDataOutline(g.GlyphID)
	if len(outline.Segments) == 0 {
		return
	}
	unit := size * mmOfPoint / float64(face.Upem())
	at := func(p opentype.SegmentPoint) (float64, float64) { return x + float64(p.X)*unit, y - float64(p.Y)*unit }
	for i, seg := range outline.Segments {
		ax, ay := at(seg.Args[0])
		bx, by := at(seg.Args[1])
		switch seg.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				s.f.ClosePath()
			}
			s.f.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			s.f.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			px, py := s.f.GetXY()
			s.f.CurveBezierCubicTo(px+(ax-px)*2/3, py+(ay-py)*2/3, bx+(ax-bx)*2/3, by+(ay-by)*2/3, bx, by)
		case opentype.SegmentOpCubeTo:
			cx, cy := at(seg.Args[2])
			s.f.CurveBezierCubicTo(ax, ay, bx, by, cx, cy)
		}
	}
	s.f.ClosePath()
	if style != Bold {
		s.f.DrawPath("F")
		return
	}
	was := s.f.GetLineWidth()
	s.f.SetLineWidth(size * mmOfPoint * .03)
	s.f.DrawPath("FD")
	s.f.SetLineWidth(was)
}
