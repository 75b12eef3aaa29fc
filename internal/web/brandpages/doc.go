// Package brandpages is where operators change the names and colours of the running brand, and see for every pair of colours
// whether it stays legible before they save.
package brandpages

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
