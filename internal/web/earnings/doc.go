// Package earnings serves what a practitioner earned and was sent: the sums with the postings behind each, statements,
// payouts, the account they go to and how often.
package earnings

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }

func d2(pairs ...string) i18n.D {
	out := i18n.D{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}
