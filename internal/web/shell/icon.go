package shell

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/image/vector"

	"klear/internal/platform/httpx"
)

// iconSizes are those that phones ask for.
var iconSizes = []int{192, 512}

// point is a place in a square of side 1.
type point struct{ x, y float32 }

// shape is a filled outline: lines and cubic curves through points.
type shape struct {
	ink  color.RGBA
	path func(*pen)
}

// pen draws in a square of side 1, scaled around its middle.
type pen struct {
	r     *vector.Rasterizer
	side  float32
	scale float32
}

func (p *pen) at(q point) (float32, float32) {
	return (0.5 + (q.x-0.5)*p.scale) * p.side, (0.5 + (q.y-0.5)*p.scale) * p.side
}

func (p *pen) move(to point) { x, y := p.at(to); p.r.MoveTo(x, y) }
func (p *pen) line(to point) { x, y := p.at(to); p.r.LineTo(x, y) }
func (p *pen) curve(a, b, to point) {
	ax, ay := p.at(a)
	bx, by := p.at(b)
	x, y := p.at(to)
	p.r.CubeTo(ax, ay, bx, by, x, y)
}

// oval is an ellipse around c, from four curves; 0.5523 makes them round to a thousandth.
func (p *pen) oval(c point, rx, ry float32) {
	const k = 0.5523
	p.move(point{c.x + rx, c.y})
	p.curve(point{c.x + rx, c.y + k*ry}, point{c.x + k*rx, c.y + ry}, point{c.x, c.y + ry})
	p.curve(point{c.x - k*rx, c.y + ry}, point{c.x - rx, c.y + k*ry}, point{c.x - rx, c.y})
	p.curve(point{c.x - rx, c.y - k*ry}, point{c.x - k*rx, c.y - ry}, point{c.x, c.y - ry})
	p.curve(point{c.x + k*rx, c.y - ry}, point{c.x + rx, c.y - k*ry}, point{c.x + rx, c.y})
	p.r.ClosePath()
}

// box is a rectangle.
func (p *pen) box(x0, y0, x1, y1 float32) {
	p.move(point{x0, y0})
	p.line(point{x1, y0})
	p.line(point{x1, y1})
	p.line(point{x0, y1})
	p.r.ClosePath()
}

var (
	paper  = color.RGBA{255, 255, 255, 255}
	ink    = color.RGBA{4, 84, 107, 255}
	sun    = color.RGBA{245, 165, 36, 255}
	plate  = color.RGBA{247, 202, 48, 255}
	black  = color.RGBA{27, 26, 21, 255}
	petal  = color.RGBA{244, 166, 180, 255}
	leaf   = color.RGBA{43, 90, 69, 255}
	ground = map[string]color.RGBA{"arch": ink, "plate": plate, "bloom": paper}
)

// arch is an opening with a pointed top, inset by d.
func arch(d float32) func(*pen) {
	return func(p *pen) {
		p.move(point{0.2 + d, 0.9 - d})
		p.line(point{0.2 + d, 0.48 + d/2})
		p.curve(point{0.3 + d/2, 0.46}, point{0.42, 0.3 + d}, point{0.5, 0.1 + 1.6*d})
		p.curve(point{0.58, 0.3 + d}, point{0.7 - d/2, 0.46}, point{0.8 - d, 0.48 + d/2})
		p.line(point{0.8 - d, 0.9 - d})
		p.r.ClosePath()
	}
}

// marks are the brands' signs for phones' home screens, in the colours of layout's tab icons.
var marks = map[string][]shape{
	"arch": {
		{paper, arch(0)},
		{sun, func(p *pen) { p.oval(point{0.5, 0.64}, 0.13, 0.13) }},
	},
	"plate": {
		{black, func(p *pen) { p.box(0.12, 0.24, 0.88, 0.76) }},
		{plate, func(p *pen) { p.box(0.17, 0.29, 0.83, 0.71) }},
		{black, func(p *pen) { p.box(0.3, 0.38, 0.37, 0.62); p.box(0.37, 0.55, 0.5, 0.62) }},
		{black, func(p *pen) {
			p.box(0.58, 0.38, 0.65, 0.62)
			p.box(0.65, 0.38, 0.74, 0.45)
			p.box(0.65, 0.55, 0.74, 0.62)
		}},
	},
	"bloom": {
		{petal, func(p *pen) { p.oval(point{0.5, 0.27}, 0.12, 0.19) }},
		{petal, func(p *pen) { p.oval(point{0.29, 0.43}, 0.17, 0.13) }},
		{petal, func(p *pen) { p.oval(point{0.71, 0.43}, 0.17, 0.13) }},
		{petal, func(p *pen) { p.oval(point{0.37, 0.68}, 0.13, 0.17) }},
		{petal, func(p *pen) { p.oval(point{0.63, 0.68}, 0.13, 0.17) }},
		{leaf, func(p *pen) { p.oval(point{0.5, 0.5}, 0.1, 0.1) }},
	},
}

// drawIcon paints a mark; a maskable one is smaller, because phones cut the corners.
func drawIcon(mark string, side int, maskable bool) ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(img, img.Bounds(), image.NewUniform(ground[mark]), image.Point{}, draw.Src)
	scale := float32(0.92)
	if maskable {
		scale = 0.7
	}
	for _, s := range marks[mark] {
		p := &pen{r: vector.NewRasterizer(side, side), side: float32(side), scale: scale}
		s.path(p)
		p.r.Draw(img, img.Bounds(), image.NewUniform(s.ink), image.Point{})
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

var icons sync.Map // file name with mark → []byte

func (h *Handler) icon(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("file"), ".png")
	number, maskable := strings.CutPrefix(name, "maskable-")
	side, err := strconv.Atoi(number)
	if !ok || err != nil || (side != iconSizes[0] && side != iconSizes[1]) {
		h.Error(w, r, httpx.ErrNotFound)
		return
	}
	key := h.Brand().Mark + " " + name
	body, drawn := icons.Load(key)
	if !drawn {
		png, err := drawIcon(h.Brand().Mark, side, maskable)
		if err != nil {
			h.Error(w, r, err)
			return
		}
		body = png
		icons.Store(key, body)
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=604800")
	_, _ = w.Write(body.([]byte)) // the client may have gone
}
