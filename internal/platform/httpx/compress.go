package httpx

import (
	"compress/gzip"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// coding is a content coding.
type coding uint8

const (
	identity coding = iota
	gzipped
	brotlied
)

// encoder is what gzip and brotli writers have in common.
type encoder interface {
	io.WriteCloser
	Flush() error
	Reset(io.Writer)
}

// An answer is compressed once for one reader, while static files are compressed well and ahead of time. Programs that
// ask for gzip get it cheaply. Browsers ask for brotli, and people wait on slow lines: level 6 makes a first page a fifth
// smaller than level 1, for some 2 ms more. A window of 2^17 bytes holds a whole page; the default one of 4 MB takes twice
// the time for the same bytes.
const gzipLevel = gzip.BestSpeed

var brotliOptions = brotli.WriterOptions{Quality: 6, LGWin: 17}

var (
	headerGzip   = []string{"gzip"}
	headerBrotli = []string{"br"}

	gzipPool = sync.Pool{New: func() any {
		w, err := gzip.NewWriterLevel(io.Discard, gzipLevel)
		if err != nil {
			panic(err) // the level is a constant
		}
		return w
	}}
	brotliPool = sync.Pool{New: func() any { return brotli.NewWriterOptions(io.Discard, brotliOptions) }}
)

func (c coding) header() []string {
	if c == brotlied {
		return headerBrotli
	}
	return headerGzip
}

func (c coding) pool() *sync.Pool {
	if c == brotlied {
		return &brotliPool
	}
	return &gzipPool
}

func (c coding) encoder(w io.Writer) encoder {
	e := c.pool().Get().(encoder)
	e.Reset(w)
	return e
}

func (c coding) recycle(e encoder) {
	e.Reset(io.Discard) // keeps no reference to the connection
	c.pool().Put(e)
}

// negotiate picks brotli, gzip or nothing from Accept-Encoding (RFC 9110, 12.5.3). A coding with q=0 is refused.
func negotiate(lines []string) coding {
	best, bestQ := identity, 0.0
	for _, line := range lines {
		for line != "" {
			var item string
			item, line, _ = strings.Cut(line, ",")
			name, params, _ := strings.Cut(item, ";")
			c := identity
			switch name = strings.TrimSpace(name); {
			case strings.EqualFold(name, "br"):
				c = brotlied
			case strings.EqualFold(name, "gzip"), name == "*":
				c = gzipped
			default:
				continue
			}
			if q := quality(params); q > bestQ || (q == bestQ && q > 0 && c > best) {
				best, bestQ = c, q
			}
		}
	}
	return best
}

func quality(params string) float64 {
	params = strings.TrimSpace(params)
	if params == "" {
		return 1
	}
	v, found := strings.CutPrefix(params, "q=")
	if !found {
		return 1
	}
	q, err := strconv.ParseFloat(v, 64)
	if err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}

// compressible reports whether a media type is text. Event streams are left alone: they are sent line by line.
func compressible(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	switch t = strings.TrimSpace(t); t {
	case "text/html", "application/json", "text/css", "text/javascript", "text/plain", "image/svg+xml", "text/calendar", "text/csv",
		"application/javascript", "application/xml", "text/xml", "application/manifest+json":
		return true
	}
	return strings.HasSuffix(t, "+json") || strings.HasSuffix(t, "+xml")
}
