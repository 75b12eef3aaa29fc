package page

import (
	"mime"
	"net/http"
	"strconv"
)

// Attachment hands out a file that somebody uploaded. Whatever it holds, the browser must not run it here: it is saved,
// not shown, and kept by no cache.
func Attachment(w http.ResponseWriter, contentType, name string, content []byte) {
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	if disposition == "" {
		disposition = "attachment"
	}
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Disposition", disposition)
	header.Set("Content-Length", strconv.Itoa(len(content)))
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(content) // the client may have gone
}
