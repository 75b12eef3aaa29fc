// Package payoutruns serves operators: who would be paid, runs with their progress, and payouts that came back.
package payoutruns

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
