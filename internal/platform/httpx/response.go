package httpx

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// response is the writer handlers see. It knows the status and size for the log, sets the CSP when the header goes
// out, and compresses: up to minCompressed bytes are kept back until the size is known, so that small answers go out
// plain with their length.
type response struct {
	http.ResponseWriter
	x      *exchange
	accept []string // Accept-Encoding of the request
	head   bool

	status    int   // 0: the handler has not said yet
	bytes     int64 // of the body before compression
	committed bool  // the header is on its way
	hijacked  bool
	buf       *[]byte // pending body
	enc       encoder
	coding    coding
}

// minCompressed is the size from which compression saves a network packet.
const minCompressed = 1024

var pendingPool = sync.Pool{New: func() any {
	b := make([]byte, 0, minCompressed)
	return &b
}}

// Unwrap lets http.ResponseController reach deadlines.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader notes the status; the first call counts.
func (w *response) WriteHeader(status int) {
	if w.status != 0 || w.hijacked || w.x.missing(status) {
		return
	}
	if status >= 100 && status < 200 && status != http.StatusSwitchingProtocols {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.status = status
	if !w.mayCompress() {
		w.commit()
	}
}

// Write sends p, or keeps it back while it is not yet known whether the answer is large enough to compress.
func (w *response) Write(p []byte) (int, error) {
	if w.x.missed != 0 {
		return len(p), nil
	}
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	w.bytes += int64(len(p))
	switch {
	case w.enc != nil:
		return w.enc.Write(p)
	case w.committed:
		return w.ResponseWriter.Write(p)
	case w.pending()+len(p) < minCompressed:
		if w.buf == nil {
			w.buf = pendingPool.Get().(*[]byte)
		}
		*w.buf = append(*w.buf, p...)
		return len(p), nil
	}
	if err := w.begin(p); err != nil {
		return 0, err
	}
	if w.enc != nil {
		return w.enc.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// FlushError sends everything written so far.
func (w *response) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if !w.committed {
		if err := w.begin(nil); err != nil {
			return err
		}
	}
	if w.enc != nil {
		if err := w.enc.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush is FlushError for callers that know http.Flusher only.
func (w *response) Flush() { _ = w.FlushError() }

// Hijack hands the connection to a WebSocket, also after the header that says so (net/http sends it then).
func (w *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if w.committed && w.status != http.StatusSwitchingProtocols || w.buf != nil {
		return nil, nil, errors.New("httpx: cannot take over a connection after writing to it")
	}
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.hijacked, w.committed, w.status = true, true, http.StatusSwitchingProtocols
	}
	return conn, rw, err
}

func (w *response) pending() int {
	if w.buf == nil {
		return 0
	}
	return len(*w.buf)
}

// mayCompress decides from the header alone; an absent Content-Type is decided later, from the body.
func (w *response) mayCompress() bool {
	if w.head || w.status < 200 || w.status == http.StatusNoContent || w.status == http.StatusPartialContent || w.status == http.StatusNotModified {
		return false
	}
	h := w.Header()
	if len(h["Content-Encoding"]) > 0 {
		return false
	}
	if ct := h["Content-Type"]; len(ct) > 0 && !compressible(ct[0]) {
		return false
	}
	if cl := h["Content-Length"]; len(cl) > 0 {
		if n, err := strconv.Atoi(cl[0]); err == nil && n < minCompressed {
			addVary(h)
			return false
		}
	}
	w.coding = negotiate(w.accept)
	if w.coding == identity {
		if len(h["Content-Type"]) > 0 {
			addVary(h)
		}
		return false
	}
	return true
}

// begin ends the pending phase with compression, if the content is of a kind that gains from it. next is what will be
// written after the pending bytes.
func (w *response) begin(next []byte) error {
	h := w.Header()
	if len(h["Content-Type"]) == 0 {
		sample := next
		if w.pending() > 0 {
			sample = *w.buf
		}
		h.Set("Content-Type", http.DetectContentType(sample))
	}
	if compressible(h["Content-Type"][0]) {
		h.Del("Content-Length")
		h["Content-Encoding"] = w.coding.header()
		addVary(h)
		weakenETag(h)
		w.commit()
		w.enc = w.coding.encoder(w.ResponseWriter)
	} else {
		w.commit()
	}
	return w.drain()
}

// drain sends the pending bytes.
func (w *response) drain() error {
	if w.buf == nil {
		return nil
	}
	var err error
	if w.enc != nil {
		_, err = w.enc.Write(*w.buf)
	} else {
		_, err = w.ResponseWriter.Write(*w.buf)
	}
	w.release()
	return err
}

func (w *response) release() {
	if w.buf != nil {
		*w.buf = (*w.buf)[:0]
		pendingPool.Put(w.buf)
		w.buf = nil
	}
}

// commit sends the header.
func (w *response) commit() {
	h := w.Header()
	if _, set := h[headerCSP]; !set {
		h[headerCSP] = w.x.stack.csp.header(w.x.nonce)
	}
	w.committed = true
	w.ResponseWriter.WriteHeader(w.status)
}

// finish sends what is left. Errors mean that the client has gone: there is nobody to tell.
func (w *response) finish() {
	if w.hijacked {
		return
	}
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if !w.committed {
		h := w.Header()
		if len(h["Content-Type"]) == 0 && w.pending() > 0 {
			h.Set("Content-Type", http.DetectContentType(*w.buf))
		}
		if len(h["Content-Type"]) > 0 && compressible(h["Content-Type"][0]) {
			addVary(h)
		}
		h["Content-Length"] = []string{strconv.Itoa(w.pending())}
		w.commit()
		_ = w.drain()
	}
	if w.enc != nil {
		_ = w.enc.Close()
		w.coding.recycle(w.enc)
		w.enc = nil
	}
}

// reset forgets an answer that has not been sent, so that an error can take its place.
func (w *response) reset() {
	w.release()
	w.status, w.bytes = 0, 0
	h := w.Header()
	for _, k := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "Etag", "Last-Modified", "Cache-Control", "Set-Cookie", "Location"} {
		delete(h, k)
	}
}

// discard drops what is pending without sending it; the connection is about to be cut.
func (w *response) discard() {
	w.release()
	w.enc = nil
	w.committed, w.hijacked = true, true
	if w.status == 0 {
		w.status = http.StatusInternalServerError
	}
}

func addVary(h http.Header) {
	for _, v := range h["Vary"] {
		if strings.Contains(v, varyEncoding) {
			return
		}
	}
	// A fresh slice: the present one may be shared between requests.
	h["Vary"] = append(append(make([]string, 0, 2), h["Vary"]...), varyEncoding)
}

// weakenETag marks that the bytes differ from the uncompressed ones.
func weakenETag(h http.Header) {
	if e := h["Etag"]; len(e) == 1 && strings.HasPrefix(e[0], `"`) {
		h["Etag"] = []string{"W/" + e[0]}
	}
}
