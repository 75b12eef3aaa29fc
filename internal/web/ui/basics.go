package ui

import (
	"time"

	"klear/internal/platform/i18n"
)

// minReviews is how many reviews an average needs before it is shown.
const minReviews = 5

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func priceFor(l *i18n.Localizer, p Price) string {
	if p.Per != "" {
		return p.Per
	}
	if p.Minutes > 0 {
		return l.Duration(p.Minutes)
	}
	return ""
}

// ModeIcon is the icon of a mode.
func ModeIcon(m Mode) string {
	switch m {
	case InPerson:
		return "pin"
	case Home:
		return "home"
	}
	return "video"
}

// ModeName is the word for a mode.
func ModeName(l *i18n.Localizer, m Mode) string { return l.T("mode." + string(m)) }

// AtValue is how a chosen start travels in forms and queries: UTC, RFC 3339.
func AtValue(t time.Time) string { return rfc3339(t) }

func noticeRole(t Tone) string {
	if t == Danger || t == Warning {
		return "alert"
	}
	return "status"
}

func noticeIcon(t Tone) string {
	switch t {
	case Success:
		return "tick"
	case Warning, Danger:
		return "warn"
	}
	return "info"
}

func statusTone(s Status) string {
	switch s {
	case Confirmed, InSession, Completed:
		return "success"
	case Held, Requested, Disputed:
		return "warning"
	case Declined, NoShow:
		return "danger"
	}
	return ""
}

func statusIcon(s Status) string {
	switch s {
	case Confirmed, Completed:
		return "tick"
	case InSession:
		return "play"
	case Held, Requested:
		return "clock"
	case Disputed, NoShow:
		return "warn"
	case Refunded:
		return "receipt"
	}
	return "close"
}
