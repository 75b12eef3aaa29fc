package card

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"klear/internal/modules/catalog"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// maxCards bounds the pictures that are kept, about 40 KB each. A full store is emptied: most cards are asked for once,
// by the one service that shows the link.
const maxCards = 200

// Pictures reads stored photos.
type Pictures interface {
	Get(ctx context.Context, key string) ([]byte, error)
}

// Handler serves cards. All fields are required.
//
//	GET /cards/{file}  a practitioner's slug with .png; ?v is what was drawn, for caches
//	GET /card.png      the brand's own
type Handler struct {
	*page.Kit
	Catalog  *catalog.Catalog
	Pictures Pictures

	mu   sync.Mutex
	kept map[string][]byte // by what is drawn
}

// Mount registers the routes.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /cards/{file}", h.practitioner)
	mux.HandleFunc("GET /card.png", h.brand)
}

func (h *Handler) brand(w http.ResponseWriter, r *http.Request) {
	l, _ := h.Reader(r)
	b := h.Brand()
	h.write(w, r, content{Title: b.Name, Line: l.T("home.lead"), Seed: b.ID, Ground: b.Paint.Ground}, nil)
}

func (h *Handler) practitioner(w http.ResponseWriter, r *http.Request) {
	slug, ok := strings.CutSuffix(r.PathValue("file"), ".png")
	if !ok {
		h.Error(w, r, httpx.ErrNotFound)
		return
	}
	who, _, err := h.Catalog.PractitionerBySlug(r.Context(), slug)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	b := h.Brand()
	c := content{Title: who.DisplayName, Line: who.Headline, Place: who.City, Foot: b.Name,
		Seed: h.Face(who.PortraitSeed, who.DisplayName, who.PhotoKey).Seed, Photo: who.PhotoKey, Ground: b.Paint.Ground}
	h.write(w, r, c, func() ([]byte, error) { return h.Pictures.Get(r.Context(), who.PhotoKey) })
}

// write answers with the picture of c, drawn now unless it was drawn before. One is drawn at a time: it is work.
func (h *Handler) write(w http.ResponseWriter, r *http.Request, c content, photo func() ([]byte, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	body, known := h.kept[c.key()]
	if !known {
		var raw []byte
		if c.Photo != "" {
			raw, _ = photo() // a photo that cannot be read leaves the pattern
		}
		var err error
		if body, err = draw(c, raw); err != nil {
			h.Error(w, r, err)
			return
		}
		if h.kept == nil || len(h.kept) >= maxCards {
			h.kept = map[string][]byte{}
		}
		h.kept[c.key()] = body
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write(body) // the client may have gone
}
