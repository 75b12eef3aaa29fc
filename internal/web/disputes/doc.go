// Package disputes serves disputes to both who work on them: the operators' queue with the evidence and the one answer, and
// the practitioner's own with what they say and show.
package disputes

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
