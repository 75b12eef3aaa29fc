package card

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/dbtest"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func decoded(t *testing.T, raw []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil || img.Bounds().Dx() != 1200 || img.Bounds().Dy() != 630 || len(raw) > 200<<10 {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	return img
}

// TestWhatIsDrawn: names long and short, letters that the typeface lacks, a photo of any shape and one that is none.
func TestWhatIsDrawn(t *testing.T) {
	var tall bytes.Buffer
	if err := jpeg.Encode(&tall, image.NewRGBA(image.Rect(0, 0, 40, 900)), nil); err != nil {
		t.Fatal(err)
	}
	base := content{Title: "Ananya Rao", Line: "Ayurveda physician", Place: "Pune", Foot: "Klear", Seed: "1", Ground: "#f9fcfc"}
	plain, err := draw(base, nil)
	if err != nil {
		t.Fatal(err)
	}
	decoded(t, plain)
	for name, change := range map[string]func(*content) []byte{
		"long":       func(c *content) []byte { c.Title = string(bytes.Repeat([]byte("Venkata "), 15)); return nil },
		"one word":   func(c *content) []byte { c.Title = string(bytes.Repeat([]byte("x"), 120)); return nil },
		"devanagari": func(c *content) []byte { c.Title = "अनन्या राव"; return nil },
		"photo":      func(c *content) []byte { c.Photo = "k"; return tall.Bytes() },
		"no photo":   func(c *content) []byte { c.Seed = "another"; return []byte("nothing") },
		"empty":      func(c *content) []byte { *c = content{}; return nil },
	} {
		c := base
		photo := change(&c)
		raw, err := draw(c, photo)
		if err != nil {
			t.Fatal(name, err)
		}
		if decoded(t, raw); bytes.Equal(raw, plain) {
			t.Errorf("%s looks like the plain one", name)
		}
	}
}

// TestCardsAreKeptUpToALimit: the second asking is not drawn again, another name is; who is hidden has no card.
func TestCardsAreKeptUpToALimit(t *testing.T) {
	t.Parallel()
	h := &Handler{}
	s := pagetest.New(t, func(s *pagetest.Site) {
		h.Kit, h.Catalog, h.Pictures = s.Kit, s.Catalog, s.Files
		h.Mount(s.Mux)
	})
	catalogtest.Practitioner(t, s.DB, catalogtest.PractitionerSpec{Slug: "ananya-rao", Name: "Ananya Rao"})
	catalogtest.Practitioner(t, s.DB, catalogtest.PractitionerSpec{Slug: "hidden", Unlisted: true})
	b := s.Browser(t)
	for range 2 {
		a := b.Raw("/cards/ananya-rao.png").Want(http.StatusOK, "")
		decoded(t, []byte(a.Body))
	}
	decoded(t, []byte(b.Raw("/card.png").Body))
	if len(h.kept) != 2 {
		t.Errorf("%d pictures are kept", len(h.kept))
	}
	b.Raw("/cards/hidden.png").Want(http.StatusNotFound, "")
	b.Raw("/cards/ananya-rao").Want(http.StatusNotFound, "")
	for i := range maxCards {
		h.kept[fmt.Sprint(i)] = nil
	}
	catalogtest.Practitioner(t, s.DB, catalogtest.PractitionerSpec{Slug: "other", Name: "Other"})
	b.Raw("/cards/other.png").Want(http.StatusOK, "")
	if len(h.kept) > maxCards {
		t.Errorf("%d pictures are kept", len(h.kept))
	}
}
