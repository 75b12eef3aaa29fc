package invoice

import (
	"strings"

	"klear/internal/platform/pdf"

	"rsc.io/qr"
)

// Link is the address of the page that says a document is genuine.
func (s *Service) Link(p Paper) string { return s.BaseURL + "/genuine/" + p.Token }

// quiet is the white edge that a code needs around it, in modules.
const quiet = 4

// Code is a QR code as a drawing: the path of its dark modules in a square of Size, one unit each.
type Code struct {
	Size int
	Path string // of SVG
	dark []pdf.Square
}

// CodeOf draws a link. Errors: qr's, when the text is too long for a code.
func CodeOf(link string) (Code, error) {
	c, err := qr.Encode(link, qr.M)
	if err != nil {
		return Code{}, err
	}
	out := Code{Size: c.Size + 2*quiet}
	var path strings.Builder
	for y := range c.Size {
		for x := range c.Size {
			if c.Black(x, y) {
				out.dark = append(out.dark, pdf.Square{X: x + quiet, Y: y + quiet})
				path.WriteString(square(x+quiet, y+quiet))
			}
		}
	}
	out.Path = path.String()
	return out, nil
}
