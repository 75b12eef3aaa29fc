package ui

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
)

type dayPart struct {
	key, icon string
	slots     []Slot
}

// dayParts splits openings at noon and at five in the afternoon of zone; empty parts are left out.
func dayParts(slots []Slot, zone *time.Location) []dayPart {
	parts := []dayPart{{key: "morning", icon: "rise"}, {key: "afternoon", icon: "day"}, {key: "evening", icon: "moon"}}
	for _, s := range slots {
		i := 0
		if h := s.Start.In(zone).Hour(); h >= 17 {
			i = 2
		} else if h >= 12 {
			i = 1
		}
		parts[i].slots = append(parts[i].slots, s)
	}
	out := parts[:0]
	for _, p := range parts {
		if len(p.slots) > 0 {
			out = append(out, p)
		}
	}
	return out
}

func weekRange(l *i18n.Localizer, days []DayCell) string {
	if len(days) == 0 {
		return ""
	}
	return l.DayRange(days[0].Date, days[len(days)-1].Date)
}

func currentTrue(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "true")}
}

func selectedDay(days []DayCell) time.Time {
	for _, c := range days {
		if c.Selected {
			return c.Date
		}
	}
	if len(days) > 0 {
		return days[0].Date
	}
	return time.Time{}
}
