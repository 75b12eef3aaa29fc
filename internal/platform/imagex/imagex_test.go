package imagex

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func avatar(t testing.TB, raw []byte) (Portrait, error) {
	t.Helper()
	return NewProcessor(1).Avatar(t.Context(), bytes.NewReader(raw))
}

func encodeJPEG(t testing.TB, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodePNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// quarters is a picture whose middle square has a colour of its own in each corner, and margins of another.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	square := middleSquare(img.Bounds())
	for y := range h {
		for x := range w {
			c := color.RGBA{128, 128, 128, 255}
			if p := image.Pt(x, y); p.In(square) {
				left, top := x-square.Min.X < square.Dx()/2, y-square.Min.Y < square.Dy()/2
				c = color.RGBA{A: 255}
				if left {
					c.R = 255
				}
				if top {
					c.G = 255
				}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// corners reads the corners of a portrait: top left, top right, bottom left, bottom right. Each is "RG" in capitals
// where the channel is on.
func corners(t testing.TB, raw []byte, side int) [4]string {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds().Dx() != side || img.Bounds().Dy() != side {
		t.Fatalf("portrait of %v, want %d", img.Bounds(), side)
	}
	var out [4]string
	for i := range out {
		x, y := side/4+i%2*side/2, side/4+i/2*side/2
		r, g, b, _ := img.At(x, y).RGBA()
		name := []byte("rg")
		if r > 0xc000 {
			name[0] = 'R'
		}
		if g > 0xc000 {
			name[1] = 'G'
		}
		if b > 0x4000 {
			name = append(name, '?')
		}
		out[i] = string(name)
	}
	return out
}

// exifTIFF is an Exif block with an orientation and a place.
func exifTIFF(order binary.AppendByteOrder, o uint16) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	entry := func(tag, kind uint16, count uint32, value uint16) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		b = order.AppendUint16(b, value)
		b = order.AppendUint16(b, 0)
	}
	entry(0x010f, 2, 4, 0)
	entry(0x0112, 3, 1, o)
	return append(b, "GPSLatitude 52.5200 marker"...)
}

// withExif puts an Exif segment right behind the start of a JPEG.
func withExif(raw, tiff []byte) []byte {
	segment := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(2+len(exifHeader)+len(tiff)))...)
	segment = append(append(segment, exifHeader...), tiff...)
	return append(append(append([]byte{}, raw[:2]...), segment...), raw[2:]...)
}

func TestOrientations(t *testing.T) {
	t.Parallel()
	const a, b, c, d = "RG", "rG", "Rg", "rg" // as stored
	for o, want := range map[uint16][4]string{
		0: {a, b, c, d}, 1: {a, b, c, d}, 2: {b, a, d, c}, 3: {d, c, b, a}, 4: {c, d, a, b},
		5: {a, c, b, d}, 6: {c, a, d, b}, 7: {d, b, c, a}, 8: {b, d, a, c}, 9: {a, b, c, d}, 65535: {a, b, c, d},
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			turn := orientationOf(exifOfJPEG(withExif(encodeJPEG(t, quarters(16, 16), 95), exifTIFF(order, o))))
			if got := corners(t, encodeJPEG(t, upright(quarters(32, 32), turn), 95), 32); got != want {
				t.Errorf("orientation %d: %v, want %v", o, got, want)
			}
		}
	}
	// And once all the way, from a picture that is not square.
	p, err := avatar(t, withExif(encodeJPEG(t, quarters(300, 200), 95), exifTIFF(binary.BigEndian, 6)))
	if err != nil {
		t.Fatal(err)
	}
	want := [4]string{c, a, d, b}
	if large, small := corners(t, p.Large, LargeSide), corners(t, p.Small, SmallSide); large != want || small != want {
		t.Errorf("portraits %v, %v, want %v", large, small, want)
	}
}

func TestNothingOfTheUploadSurvives(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string][]byte{
		"GPS":       withExif(encodeJPEG(t, quarters(300, 200), 95), exifTIFF(binary.LittleEndian, 6)),
		"trailer":   append(encodeJPEG(t, quarters(300, 200), 95), "<script>marker</script>PK\x03\x04"...),
		"comment":   withComment(encodeJPEG(t, quarters(300, 200), 95), "<?php marker"),
		"PNG chunk": withChunk(encodePNG(t, quarters(300, 200)), "tEXt", []byte("Comment\x00marker")),
	} {
		p, err := avatar(t, raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, out := range [][]byte{p.Large, p.Small} {
			if bytes.Contains(out, []byte("marker")) || bytes.Contains(out, []byte("Exif")) || bytes.Contains(out, []byte("GPS")) {
				t.Errorf("%s: metadata survived", name)
			}
			if !bytes.HasSuffix(out, []byte{0xff, 0xd9}) {
				t.Errorf("%s: something follows the picture", name)
			}
		}
	}
}

func withComment(raw []byte, text string) []byte {
	segment := append([]byte{0xff, 0xfe}, binary.BigEndian.AppendUint16(nil, uint16(2+len(text)))...)
	return append(append(append([]byte{}, raw[:2]...), append(segment, text...)...), raw[2:]...)
}

// withChunk puts a chunk behind the header of a PNG.
func withChunk(raw []byte, kind string, data []byte) []byte {
	const header = 8 + 25
	body := append([]byte(kind), data...)
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), body...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(body))
	return append(append(append([]byte{}, raw[:header]...), chunk...), raw[header:]...)
}

func TestKindsOfPictures(t *testing.T) {
	t.Parallel()
	gray := image.NewGray(image.Rect(0, 0, 100, 100))
	deepGray := image.NewGray16(image.Rect(0, 0, 100, 100))
	deepColour := image.NewNRGBA64(image.Rect(0, 0, 100, 100))
	paletted := image.NewPaletted(image.Rect(0, 0, 100, 100), color.Palette{color.Black, color.White})
	pictures := map[string][]byte{
		"gray JPEG": encodeJPEG(t, gray, 90), "gray PNG": encodePNG(t, gray), "16-bit gray": encodePNG(t, deepGray),
		"16-bit colour": encodePNG(t, deepColour), "palette": encodePNG(t, paletted), "off-centre": encodePNG(t, quarters(301, 199)),
		"smallest": encodePNG(t, quarters(MinSide, MinSide)), "narrow": encodeJPEG(t, quarters(MinSide, 4000), 90),
	}
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d test pictures, %v", len(files), err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pictures[filepath.Base(f)] = raw
	}
	for name, raw := range pictures {
		p, err := avatar(t, raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		corners(t, p.Large, LargeSide)
		corners(t, p.Small, SmallSide)
	}
}

// A CMYK picture must come out in its own colours, not inverted: the mean is near that of the same
// scene in RGB (plain CMYK is a little darker, its inverse would be far brighter).
func TestCMYKIsNotInverted(t *testing.T) {
	t.Parallel()
	mean := func(name string) float64 {
		raw, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := avatar(t, raw)
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(p.Small))
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for y := range SmallSide {
			for x := range SmallSide {
				r, g, b, _ := img.At(x, y).RGBA()
				sum += float64(r+g+b) / 3 / 0xffff
			}
		}
		return sum / SmallSide / SmallSide
	}
	if cmyk, rgb := mean("cmyk.jpeg"), mean("progressive.jpeg"); cmyk < rgb-0.15 || cmyk > rgb+0.15 {
		t.Errorf("mean brightness %.2f in CMYK, %.2f in RGB", cmyk, rgb)
	}
}

func TestTransparencyBecomesWhite(t *testing.T) {
	t.Parallel()
	for _, side := range []int{100, 300} { // with and without halving
		src := image.NewNRGBA(image.Rect(0, 0, side, side))
		if got := scale(src, src.Bounds(), 120).RGBAAt(60, 60); got != (color.RGBA{255, 255, 255, 255}) {
			t.Errorf("side %d: transparent became %v", side, got)
		}
	}
}

func TestExifInPNGAndWebP(t *testing.T) {
	t.Parallel()
	p, err := avatar(t, withChunk(encodePNG(t, quarters(200, 300)), "eXIf", exifTIFF(binary.BigEndian, 3)))
	if err != nil {
		t.Fatal(err)
	}
	if got := corners(t, p.Large, LargeSide); got != [4]string{"rg", "Rg", "rG", "RG"} {
		t.Errorf("PNG: %v", got)
	}
	tiff := exifTIFF(binary.LittleEndian, 8)
	riff := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8 \x03\x00\x00\x00abc\x00EXIF"), binary.LittleEndian.AppendUint32(nil, uint32(len(tiff)))...)
	if got := orientationOf(exifOfWebP(append(riff, tiff...))); got != turnedLeft {
		t.Errorf("WebP: orientation %d", got)
	}
}

// pngHeader is a PNG that claims a size and has no pixels.
func pngHeader(w, h uint32, depth byte) []byte {
	data := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	body := append([]byte("IHDR"), append(data, depth, 2, 0, 0, 0)...)
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(b, body...), crc32.ChecksumIEEE(body))
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	photo := encodeJPEG(t, quarters(300, 200), 95)
	picture := encodePNG(t, quarters(300, 200))
	var animation bytes.Buffer
	if err := gif.Encode(&animation, quarters(100, 100), nil); err != nil {
		t.Fatal(err)
	}
	scans := append(append([]byte{}, photo...), bytes.Repeat([]byte{0xff, 0xda}, maxScans+1)...)
	webp, err := os.ReadFile("testdata/lossless.webp")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"nothing":                   {nil, ErrFormat},
		"text":                      {[]byte("hello, this is not a picture"), ErrFormat},
		"SVG":                       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), ErrFormat},
		"GIF":                       {animation.Bytes(), ErrFormat},
		"HTML in front of a JPEG":   {append([]byte("<html>"), photo...), ErrFormat},
		"PDF":                       {[]byte("%PDF-1.7"), ErrFormat},
		"too many bytes":            {append(append([]byte{}, photo...), make([]byte, MaxBytes)...), ErrTooLarge},
		"bomb, square":              {pngHeader(12_000, 12_000, 8), ErrDimensions},
		"bomb, wide":                {pngHeader(12_001, 100, 8), ErrDimensions},
		"bomb, largest":             {pngHeader(60_000, 60_000, 8), ErrDimensions},
		"bomb, 16 bits per channel": {pngHeader(6_000, 6_000, 16), ErrDimensions},
		"too small":                 {encodePNG(t, quarters(MinSide, MinSide-1)), ErrTooSmall},
		"truncated JPEG":            {photo[:len(photo)/2], ErrDamaged},
		"truncated PNG":             {picture[:len(picture)/2], ErrDamaged},
		"truncated WebP":            {webp[:len(webp)/2], ErrDamaged},
		"first bytes only":          {photo[:3], ErrDamaged},
		"PNG without pixels":        {pngHeader(100, 100, 8), ErrDamaged},
		"RIFF without WebP":         {[]byte("RIFF\x04\x00\x00\x00WEBP"), ErrDamaged},
		"thousands of scans":        {scans, ErrDamaged},
	} {
		start := time.Now()
		if _, err := avatar(t, c.raw); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: took %s to refuse", name, took)
		}
	}
}

// photo12MB is what a camera gives: 4000 × 3000 with noise.
func photo12MB(t testing.TB) []byte {
	img := image.NewYCbCr(image.Rect(0, 0, 4000/photoShrink, 3000/photoShrink), image.YCbCrSubsampleRatio420)
	rng := rand.New(rand.NewPCG(1, 2))
	noise := img.Y[:1<<16]
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	for at := len(noise); at < len(img.Y); at += len(noise) - 13 { // not in step with the blocks
		copy(img.Y[at:], noise)
	}
	raw := encodeJPEG(t, img, 94)
	if len(raw) < 10<<20/photoShrink/photoShrink || len(raw) > MaxBytes {
		t.Fatalf("the photo has %d bytes", len(raw))
	}
	return raw
}

func TestPhotoOf12MB(t *testing.T) {
	t.Parallel()
	p, err := avatar(t, photo12MB(t))
	if err != nil {
		t.Fatal(err)
	}
	corners(t, p.Large, LargeSide)
	if len(p.Large) > 200<<10 || len(p.Small) > 30<<10 {
		t.Errorf("portraits of %d and %d bytes", len(p.Large), len(p.Small))
	}
}

func TestWaitingFollowsTheContext(t *testing.T) {
	t.Parallel()
	p := NewProcessor(1)
	p.slots <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Avatar(ctx, bytes.NewReader(nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

func FuzzAvatar(f *testing.F) {
	f.Add(withExif(encodeJPEG(f, quarters(80, 70), 80), exifTIFF(binary.LittleEndian, 6)))
	f.Add(encodePNG(f, quarters(80, 70)))
	if raw, err := os.ReadFile("testdata/lossless.webp"); err == nil {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := portrait(raw)
		if err == nil && (len(p.Large) == 0 || len(p.Small) == 0) {
			t.Error("no portrait and no error")
		}
	})
}

func BenchmarkPhotoOf12MB(b *testing.B) {
	raw := photo12MB(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := avatar(b, raw); err != nil {
			b.Fatal(err)
		}
	}
}
