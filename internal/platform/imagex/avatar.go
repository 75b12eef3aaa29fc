package imagex

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"

	"klear/internal/platform/apperr"
)

// The limits of an upload.
const (
	MaxBytes  = 15 << 20
	MaxSide   = 12_000
	MaxPixels = 50_000_000
	MinSide   = 64
)

// The sides of the portraits, in pixels.
const (
	LargeSide = 512
	SmallSide = 128
)

const jpegQuality = 85

// Errors of Avatar. Their messages tell the person what to do.
var (
	ErrTooLarge   = apperr.New(apperr.TooLarge, "image_too_large", "This picture is larger than 15 MB. Please choose a smaller one.")
	ErrFormat     = apperr.New(apperr.Unprocessable, "image_format", "Please choose a JPEG, PNG or WebP picture.")
	ErrDimensions = apperr.New(apperr.Unprocessable, "image_dimensions", "This picture has too many pixels. Please choose one of at most 50 megapixels.")
	ErrTooSmall   = apperr.New(apperr.Unprocessable, "image_too_small", "This picture is too small. Please choose one of at least 64 × 64 pixels.")
	ErrDamaged    = apperr.New(apperr.Unprocessable, "image_damaged", "This picture is damaged or incomplete. Please save it again or choose another.")
)

// Portrait is an avatar in two sizes, each a JPEG.
type Portrait struct {
	Large []byte // LargeSide
	Small []byte // SmallSide
}

// Processor makes portraits, a bounded number at a time, because a large picture takes some hundred megabytes while
// it is open.
type Processor struct{ slots chan struct{} }

// NewProcessor opens at most parallel pictures at a time.
func NewProcessor(parallel int) *Processor {
	return &Processor{slots: make(chan struct{}, max(parallel, 1))}
}

// Avatar reads an upload and makes the portrait: the middle square, upright. It returns one of the errors above, the
// error of r, or the error of ctx when that ends while waiting for a slot.
func (p *Processor) Avatar(ctx context.Context, r io.Reader) (Portrait, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Portrait{}, fmt.Errorf("imagex: read: %w", err)
	}
	if len(raw) > MaxBytes {
		return Portrait{}, ErrTooLarge
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return Portrait{}, ctx.Err()
	}
	return portrait(raw)
}

func portrait(raw []byte) (Portrait, error) {
	src, turn, err := decode(raw)
	if err != nil {
		return Portrait{}, err
	}
	square := middleSquare(src.Bounds())
	// The middle square stays in the middle whichever way it is turned, so that turning can wait until it is small.
	large := upright(scale(src, square, LargeSide), turn)
	small := scale(large, large.Bounds(), SmallSide)
	var out Portrait
	if out.Large, err = encode(large); err != nil {
		return Portrait{}, err
	}
	out.Small, err = encode(small)
	return out, err
}

func middleSquare(b image.Rectangle) image.Rectangle {
	side := min(b.Dx(), b.Dy())
	at := image.Pt(b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2)
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(side, side))}
}

func encode(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, fmt.Errorf("imagex: encode: %w", err)
	}
	return b.Bytes(), nil
}
