// Package find shows who can be booked: search results as a timetable, and a practitioner's page with the booker.
package find

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
