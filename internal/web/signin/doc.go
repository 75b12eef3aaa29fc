// Package signin is how people come in: sign in, sign up with consents, recover, choose a new password, confirm an address.
package signin

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
