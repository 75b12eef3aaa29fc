// Package pro is the practitioner's side: the agenda, requests to answer, and one session from start to note.
package pro

import "klear/internal/platform/i18n"

func d(k string, v any) i18n.D { return i18n.D{k: v} }
