package errorpage

import "klear/internal/web/layout"

// shellPage leaves the header's search out where the page offers a large one, and names the page by its heading.
func shellPage(v View) layout.Page {
	p := v.Page
	p.Title = p.L.T("errorpage." + family(v.Status) + "_title")
	p.NoSearch = family(v.Status) == "missing"
	return p
}

// family groups statuses that are told in the same words. Missing and forbidden look the same from outside.
func family(status int) string {
	switch status {
	case 403, 404, 410:
		return "missing"
	case 409:
		return "conflict"
	case 429:
		return "busy"
	case 503:
		return "down"
	case 400, 405, 413, 422:
		return "bad"
	}
	return "fault"
}

func retryable(status int) bool { return status == 409 || status == 429 || status >= 500 }

func minutes(seconds int) int { return max(1, (seconds+59)/60) }
