// Package adminpages is the operators' side: the verification queue and its decisions, and the people.
package adminpages

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
