package card

import (
	"bytes"
	"image"
	"image/color"
	_ "image/jpeg" // photos are stored as JPEG
	"image/png"
	"strconv"
	"strings"
	"sync"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"klear/assets"
	"klear/internal/web/ui"
)

// The picture's size, and the panel at its start that holds the photo or the pattern.
const (
	width, height = 1200, 630
	panel         = 440
	margin        = 64
)

// content is all that a card shows, so that equal contents are one picture.
type content struct{ Title, Line, Place, Foot, Seed, Photo, Ground string }

func (c content) key() string {
	return strings.Join([]string{c.Title, c.Line, c.Place, c.Foot, c.Seed, c.Photo, c.Ground}, "\x00")
}

var typeface = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(assets.CardFont) })

var dark, muted = color.RGBA{15, 36, 41, 255}, color.RGBA{74, 95, 101, 255}

// draw paints a card. photo is a stored picture, or nil for the pattern.
func draw(c content, photo []byte) ([]byte, error) {
	face, err := typeface()
	if err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	xdraw.Draw(img, img.Bounds(), image.NewUniform(hex(c.Ground)), image.Point{}, xdraw.Src)
	left := image.Rect(0, 0, panel, height)
	if src, _, err := image.Decode(bytes.NewReader(photo)); photo != nil && err == nil {
		xdraw.CatmullRom.Scale(img, left, src, cover(src.Bounds()), xdraw.Src, nil)
	} else {
		pattern(img, c.Seed)
		write(img, face, 150, image.Point{panel/2 - measure(face, 150, ui.Initials(c.Title))/2, height/2 + 52}, color.White, ui.Initials(c.Title))
	}
	room, x, y := width-panel-2*margin, panel+margin, 210
	for _, part := range []struct {
		text  string
		size  float64
		lines int
		ink   color.Color
	}{{c.Title, 68, 2, dark}, {c.Line, 36, 3, muted}, {c.Place, 32, 1, muted}} {
		for _, line := range wrap(face, part.size, part.text, room, part.lines) {
			write(img, face, part.size, image.Point{x, y}, part.ink, line)
			y += int(part.size * 1.3)
		}
		y += 14
	}
	write(img, face, 34, image.Point{x, height - margin}, dark, c.Foot)
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img)
	return b.Bytes(), err
}

// cover is the middle of a picture in the panel's proportions.
func cover(b image.Rectangle) image.Rectangle {
	w := min(b.Dx(), b.Dy()*panel/height)
	h := w * height / panel
	x, y := b.Min.X+(b.Dx()-w)/2, b.Min.Y+(b.Dy()-h)/2
	return image.Rect(x, y, x+w, y+h)
}

// pattern is a screen of rings in the colours that the site gives the same person.
func pattern(img *image.RGBA, seed string) {
	ground, line := ui.PatternInks(seed)
	xdraw.Draw(img, image.Rect(0, 0, panel, height), image.NewUniform(hex(ground)), image.Point{}, xdraw.Src)
	const cell, radius, stroke = 55, 27, 2
	r := vector.NewRasterizer(panel, height)
	for x := 0; x <= panel; x += cell {
		for y := 0; y <= height+cell; y += cell {
			ring(r, float32(x), float32(y), radius, false)
			ring(r, float32(x), float32(y), radius-stroke, true)
		}
	}
	ink := hex(line)
	ink.A = 150
	r.Draw(img, image.Rect(0, 0, panel, height), image.NewUniform(color.NRGBA(ink)), image.Point{})
	xdraw.Draw(img, image.Rect(panel/2-130, height/2-110, panel/2+130, height/2+110), image.NewUniform(hex(ground)), image.Point{}, xdraw.Src)
}

// ring is a circle from four curves, one way around or the other, so that two make a stroke.
func ring(r *vector.Rasterizer, cx, cy, radius float32, back bool) {
	k := radius * 0.5523
	s := float32(1)
	if back {
		s = -1
	}
	r.MoveTo(cx+radius, cy)
	r.CubeTo(cx+radius, cy+s*k, cx+k, cy+s*radius, cx, cy+s*radius)
	r.CubeTo(cx-k, cy+s*radius, cx-radius, cy+s*k, cx-radius, cy)
	r.CubeTo(cx-radius, cy-s*k, cx-k, cy-s*radius, cx, cy-s*radius)
	r.CubeTo(cx+k, cy-s*radius, cx+radius, cy-s*k, cx+radius, cy)
	r.ClosePath()
}

// wrap divides a text into at most n lines that fit; the rest is cut with an ellipsis. A text with letters that the
// typeface lacks is left out: the pattern and the brand say enough, boxes do not.
func wrap(f *opentype.Font, size float64, text string, room, n int) []string {
	if !writable(f, text) {
		return nil
	}
	var lines []string
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		switch {
		case last >= 0 && measure(f, size, lines[last]+" "+word) <= room:
			lines[last] += " " + word
		case len(lines) < n:
			lines = append(lines, word)
		default:
			lines[last] += "…"
			return lines
		}
	}
	return lines
}

func writable(f *opentype.Font, text string) bool {
	for _, r := range text {
		if i, err := f.GlyphIndex(nil, r); err != nil || i == 0 {
			return false
		}
	}
	return true
}

func faceOf(f *opentype.Font, size float64) (font.Face, error) {
	return opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
}

func measure(f *opentype.Font, size float64, text string) int {
	face, err := faceOf(f, size)
	if err != nil {
		return 0
	}
	return font.MeasureString(face, text).Ceil()
}

func write(img *image.RGBA, f *opentype.Font, size float64, at image.Point, ink color.Color, text string) {
	face, err := faceOf(f, size)
	if err != nil || !writable(f, text) {
		return
	}
	d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(at.X, at.Y)}
	d.DrawString(text)
}

// hex reads "#0b5d70"; anything else is white.
func hex(s string) color.NRGBA {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(s) != 7 {
		return color.NRGBA{255, 255, 255, 255}
	}
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}
}
