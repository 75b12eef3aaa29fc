// Package operatebookings is the operators' view of all bookings: find, look at one without its sealed words, cancel one
// or a practitioner's whole range for both sides.
package operatebookings

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
