package layout

import "net/http"

// marks are the brands' signs as small files for browser tabs; colours fixed, because a tab has its own ground.
var marks = map[string]string{
	"arch":  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 38 38"><path d="M6.500 36V18c3.200 0 4.300-1.800 4.300-4.200 3 0 4-1.800 4.500-4.300C16 6.500 18 5 19 2c1 3 3 4.500 3.700 7.500.5 2.500 1.500 4.300 4.500 4.300 0 2.400 1.100 4.200 4.300 4.200v18z" fill="#fff" stroke="#04546b" stroke-width="3" stroke-linejoin="round"/><circle cx="19" cy="25" r="5.500" fill="#f5a524"/></svg>`,
	"plate": `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 38 38"><rect x="2" y="7" width="34" height="24" rx="5" fill="#f7ca30" stroke="#1b1a15" stroke-width="3"/><path d="M12 13v12h9M26 13v12" fill="none" stroke="#1b1a15" stroke-width="4"/></svg>`,
	"bloom": `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><g fill="#f4a6b4"><path id="a" d="M24 4c7 6 8 13 0 20-8-7-7-14 0-20z"/><use href="#a" transform="rotate(72 24 24)"/><use href="#a" transform="rotate(144 24 24)"/><use href="#a" transform="rotate(216 24 24)"/><use href="#a" transform="rotate(288 24 24)"/></g><circle cx="24" cy="24" r="5" fill="#2b5a45"/></svg>`,
}

// IconHandler answers GET /icon.svg?m=<mark>, the browser tab's icon.
func IconHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		svg, ok := marks[r.URL.Query().Get("m")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Cache-Control", "public, max-age=604800")
		_, _ = w.Write([]byte(svg)) // the client may have gone
	})
}
