package errorpage

import "klear/internal/web/layout"

// View is the page for an answer that is not the asked one. Status is one of 400, 403, 404, 405, 409, 410, 413, 422,
// 429, 500, 503; 403 and 404 read the same, so that nobody learns what exists. Page.RequestID is shown.
type View struct {
	Page       layout.Page
	Status     int
	RetryAfter int // seconds, for 429 and 503; 0 when unknown
}
