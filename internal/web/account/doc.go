// Package account is a person's own settings: profile, language and zone, security, privacy.
package account

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
