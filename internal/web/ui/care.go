package ui

import (
	"strings"

	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
)

// digits is a number as a tel: or sms: link wants it.
func digits(number string) string {
	return strings.Map(func(r rune) rune {
		if (r >= '0' && r <= '9') || r == '+' {
			return r
		}
		return -1
	}, number)
}

// lineNote says when a help line answers, in how many languages, and that it is free.
func lineNote(l *i18n.Localizer, x brand.CrisisLine) string {
	var parts []string
	if x.Free {
		parts = append(parts, l.T("help.free"))
	}
	if x.Hours == "24/7" {
		parts = append(parts, l.T("help.always"))
	} else if x.Hours != "" {
		parts = append(parts, x.Hours)
	}
	if x.Languages > 1 {
		parts = append(parts, l.N("help.languages", x.Languages))
	}
	return l.List(parts...)
}

func chatLabel(l *i18n.Localizer, x brand.CrisisLine) string {
	if x.Call == "" {
		return x.Name
	}
	return l.T("help.chat_line", i18n.D{"Name": x.Name})
}

func chatNote(l *i18n.Localizer, x brand.CrisisLine) string {
	if x.Call == "" {
		return l.T("help.find_line")
	}
	return lineNote(l, x)
}
