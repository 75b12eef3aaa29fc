// Package letterpages is where operators change the words of letters, look at them with example data, and bring the
// originals back.
package letterpages

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
