package imagex

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// format is one kind of picture that is read.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	exif   func([]byte) []byte // the TIFF block of the Exif data, or nil
}

// sniff tells the format by the first bytes. The formats are called directly rather than through image.Decode, whose
// registry grows with every package that is linked in.
func sniff(raw []byte) (format, bool) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		return format{jpeg.DecodeConfig, jpeg.Decode, exifOfJPEG}, true
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		return format{png.DecodeConfig, png.Decode, exifOfPNG}, true
	case len(raw) >= 12 && string(raw[:4]) == "RIFF" && string(raw[8:12]) == "WEBP":
		return format{webp.DecodeConfig, webp.Decode, exifOfWebP}, true
	}
	return format{}, false
}

// maxScans bounds a progressive JPEG: cameras write about ten scans, an attack thousands, each of which makes the
// decoder walk the whole picture for a few bytes of input.
const maxScans = 64

// decode returns the picture and how it must be turned. A decoder that panics on a damaged file is an ErrDamaged.
func decode(raw []byte) (img image.Image, turn orientation, err error) {
	f, ok := sniff(raw)
	if !ok {
		return nil, 0, ErrFormat
	}
	defer func() {
		if v := recover(); v != nil {
			img, err = nil, ErrDamaged.With(fmt.Errorf("imagex: decoder panicked: %v", v))
		}
	}()
	cfg, err := f.config(bytes.NewReader(raw))
	if err != nil {
		return nil, 0, ErrDamaged.With(err)
	}
	if err := checkSize(cfg); err != nil {
		return nil, 0, err
	}
	if bytes.Count(raw, []byte("\xff\xda")) > maxScans && raw[0] == 0xff {
		return nil, 0, ErrDamaged.With(fmt.Errorf("imagex: more than %d scans", maxScans))
	}
	if img, err = f.decode(bytes.NewReader(raw)); err != nil {
		return nil, 0, ErrDamaged.With(err)
	}
	return img, orientationOf(f.exif(raw)), nil
}

func checkSize(cfg image.Config) error {
	pixels := int64(cfg.Width) * int64(cfg.Height)
	if deep(cfg.ColorModel) {
		pixels *= 2 // they take twice the memory
	}
	switch {
	case cfg.Width > MaxSide || cfg.Height > MaxSide || pixels > MaxPixels:
		return ErrDimensions
	case cfg.Width < MinSide || cfg.Height < MinSide:
		return ErrTooSmall
	}
	return nil
}

// deep reports 16 bits per channel.
func deep(m color.Model) bool {
	return m == color.RGBA64Model || m == color.NRGBA64Model || m == color.Gray16Model
}
