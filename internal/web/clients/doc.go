// Package clients is a practitioner's list of the people they work with: finding, entering, importing, private notes, what
// was booked together, and booking for somebody.
package clients

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
