package api

import (
	"time"

	"klear/internal/platform/apperr"
)

// dayOf reads a calendar day as midnight UTC; "" is zero.
func dayOf(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return d, apperr.ErrValidation.WithFields(apperr.Field{Path: field, Code: "bad_date", Message: "Write a day, like 2027-01-31."})
	}
	return d, nil
}

// dayText is the inverse of dayOf.
func dayText(d time.Time) string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}
