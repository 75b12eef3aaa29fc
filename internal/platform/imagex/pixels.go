package imagex

import (
	"image"
	"image/color"
	"image/draw"

	xdraw "golang.org/x/image/draw"
)

// scale makes the square part of src a side × side picture on white.
//
// A sharp filter costs by the pixels it reads, while cheap ones leave jagged edges when they skip pixels. So the
// picture is first halved, by averaging, as long as it is at least twice too large; the last step is Catmull-Rom.
func scale(src image.Image, square image.Rectangle, side int) *image.RGBA {
	img, from := src, square
	for from.Dx() >= 2*side {
		img = halve(img, from)
		from = img.Bounds()
	}
	out := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	xdraw.CatmullRom.Scale(out, out.Bounds(), img, from, xdraw.Over, nil)
	return out
}

// halve averages each 2 × 2 pixels of a part of src. It converts two rows at a time: draw.Draw is quick for every kind
// of picture, and a whole converted copy of a large photo would take 200 MB.
func halve(src image.Image, part image.Rectangle) *image.RGBA {
	w, h := part.Dx()/2, part.Dy()/2
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	rows := image.NewRGBA(image.Rect(0, 0, 2*w, 2))
	for y := range h {
		draw.Draw(rows, rows.Bounds(), src, image.Pt(part.Min.X, part.Min.Y+2*y), draw.Src)
		upper, lower := rows.Pix[:8*w], rows.Pix[rows.Stride:rows.Stride+8*w]
		average(out.Pix[y*out.Stride:], upper, lower)
	}
	return out
}

// average writes one row from two of twice its width. Values are premultiplied by alpha, so that the mean is right at
// transparent edges as well.
func average(out, upper, lower []byte) {
	for i, o := 0, 0; i < len(upper); i, o = i+8, o+4 {
		for c := range 4 {
			sum := int(upper[i+c]) + int(upper[i+4+c]) + int(lower[i+c]) + int(lower[i+4+c])
			out[o+c] = byte((sum + 2) / 4)
		}
	}
}

// orientation is Exif's: which sides of the stored picture are the top and the left of the scene.
type orientation uint16

const (
	upwards orientation = iota + 1
	mirrored
	upsideDown
	mirroredUpsideDown
	mirroredLeft // transposed
	turnedRight  // needs a quarter turn clockwise
	mirroredRight
	turnedLeft // needs a quarter turn counter-clockwise
)

// upright turns a square picture so that the top is up.
func upright(src *image.RGBA, o orientation) *image.RGBA {
	if o == upwards {
		return src
	}
	n := src.Bounds().Dx()
	out := image.NewRGBA(src.Bounds())
	for y := range n {
		for x := range n {
			sx, sy := from(o, x, y, n-1)
			copy(out.Pix[y*out.Stride+4*x:][:4], src.Pix[sy*src.Stride+4*sx:][:4])
		}
	}
	return out
}

// from is the stored pixel that belongs at x, y of the upright picture; last is the last row and column.
func from(o orientation, x, y, last int) (sx, sy int) {
	switch o {
	case mirrored:
		return last - x, y
	case upsideDown:
		return last - x, last - y
	case mirroredUpsideDown:
		return x, last - y
	case mirroredLeft:
		return y, x
	case turnedRight:
		return y, last - x
	case mirroredRight:
		return last - y, last - x
	case turnedLeft:
		return last - y, x
	}
	return x, y
}
