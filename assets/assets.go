// Package assets holds the style sheet, the script, the fonts and the icons, embedded in the binary and addressed by
// their content: /static/<hash>.<ext> never changes, so browsers keep it forever.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

//go:embed css/*.css between/* js/*.js sw/worker.js fonts/*.woff2
var embedded embed.FS

// Prefix is where Handler must be mounted.
const Prefix = "/static/"

// The names of the built files; fonts go by their own ("fonts/anek-klearkarma.woff2"). Between is what only the pages for
// the time between sessions use: the others need not carry it.
const (
	Style         = "app.css"
	Between       = "between.css"
	Script        = "app.js"
	BetweenScript = "between.js" // brings app.js along
)

// Assets is the built set. It is immutable and safe for concurrent use.
type Assets struct {
	urls  map[string]string // name → address
	files map[string]file   // address → bytes
	css   string            // both sheets
	rules []rule            // of css
}

type file struct {
	ctype            string
	plain, gzip, brt []byte
}

// New builds the set: concatenates and minifies, names by hash, compresses once.
func New() (*Assets, error) {
	a := &Assets{urls: map[string]string{}, files: map[string]file{}}
	fonts, err := fs.Glob(embedded, "fonts/*.woff2")
	if err != nil {
		return nil, err
	}
	for _, name := range fonts {
		raw, err := embedded.ReadFile(name)
		if err != nil {
			return nil, err
		}
		a.add(name, raw, false)
	}
	css, err := concat("css/*.css", "css/_layers.css", "\n")
	if err != nil {
		return nil, err
	}
	css = minifyCSS(a.linkFonts(css))
	between, err := concat("between/*.css", "", "\n")
	if err != nil {
		return nil, err
	}
	between = minifyCSS(between)
	a.css = css + between
	a.rules = parseCSS(a.css)
	a.add(Style, []byte(css), true)
	a.add(Between, []byte(between), true)
	js, err := concat("js/*.js", "", "\nawait breath();\n")
	if err != nil {
		return nil, err
	}
	a.add(Script, []byte(js+"\nexport { define, load, say };\n"), true)
	more, err := concat("between/*.js", "", "\n")
	if err != nil {
		return nil, err
	}
	a.add(BetweenScript, []byte(`import { define, load, say } from "`+a.urls[Script]+`";`+"\n"+more), true)
	return a, nil
}

// concat joins the files of a pattern in name order; first, when given, comes before all others.
func concat(pattern, first, between string) (string, error) {
	names, err := fs.Glob(embedded, pattern)
	if err != nil {
		return "", err
	}
	sort.SliceStable(names, func(i, j int) bool { return names[i] == first && names[j] != first })
	var b strings.Builder
	for i, n := range names {
		raw, err := embedded.ReadFile(n)
		if err != nil {
			return "", err
		}
		if i > 0 {
			b.WriteString(between)
		}
		b.Write(raw)
	}
	return b.String(), nil
}

func (a *Assets) linkFonts(css string) string {
	for name, url := range a.urls {
		css = strings.ReplaceAll(css, Prefix+name, url)
	}
	return css
}

func (a *Assets) add(name string, raw []byte, compress bool) {
	sum := sha256.Sum256(raw)
	ext := path.Ext(name)
	url := Prefix + hex.EncodeToString(sum[:8]) + ext
	f := file{ctype: mime.TypeByExtension(ext), plain: raw}
	if ext == ".woff2" {
		f.ctype = "font/woff2"
	}
	if compress {
		f.gzip, f.brt = gzipped(raw), brotlied(raw)
	}
	a.urls[name], a.files[url] = url, f
}

// URL is the address of a file by name. An unknown name is a fault in our own templates, so it panics: the gallery
// test renders every page and would find it.
func (a *Assets) URL(name string) string {
	u, ok := a.urls[name]
	if !ok {
		panic(fmt.Sprintf("assets: no file %q", name))
	}
	return u
}

// Starter is the script of a first page, which brings the one of that name: the page is seen before that is asked for. Every page works without script, so
// the bytes of the text come first. A browser that reports no paint gets it after a second; a module is loaded only once.
func (a *Assets) Starter(script string) string {
	return `const go=()=>import("` + a.URL(script) + `");new PerformanceObserver(go).observe({type:"paint",buffered:true});setTimeout(go,1000)`
}

// CSS are both style sheets, for papers that are kept as one file.
func (a *Assets) CSS() string { return a.css }

// Tokens is the file that decides every colour, as it is written.
func Tokens() string {
	raw, err := embedded.ReadFile("css/tokens.css")
	if err != nil {
		panic(err) // it is part of the binary
	}
	return string(raw)
}

// Worker is the script of the service worker. It has an address of its own because its scope is the whole site.
func Worker() ([]byte, error) { return embedded.ReadFile("sw/worker.js") }

// Handler serves the files under Prefix: GET and HEAD only, immutable, brotli or gzip when the client takes it.
func (a *Assets) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := a.files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.ctype)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		body := f.plain
		if f.gzip != nil {
			h.Set("Vary", "Accept-Encoding")
			body = f.encode(h, r.Header.Get("Accept-Encoding"))
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the client may have gone; nothing to do about it
		}
	})
}

func (f file) encode(h http.Header, accept string) []byte {
	switch {
	case accepts(accept, "br"):
		h.Set("Content-Encoding", "br")
		return f.brt
	case accepts(accept, "gzip"):
		h.Set("Content-Encoding", "gzip")
		return f.gzip
	}
	return f.plain
}

func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q := strings.ReplaceAll(params, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

func gzipped(raw []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(raw)
	_ = w.Close()
	return b.Bytes()
}

func brotlied(raw []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	_, _ = w.Write(raw)
	_ = w.Close()
	return b.Bytes()
}
