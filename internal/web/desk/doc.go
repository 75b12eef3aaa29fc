// Package desk is where operators start: what waits for them, oldest first, with a way to each row, and reports of pages.
package desk

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
