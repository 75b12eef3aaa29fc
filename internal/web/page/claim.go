package page

import (
	"math"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/insight"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// ClaimWords is a claim in the reader's words. words are the names of the person's own words; one that is not there is left
// unnamed.
func ClaimWords(l *i18n.Localizer, c insight.Claim, words map[uuid.UUID]string) ui.ClaimProps {
	way := "down"
	if c.Up {
		way = "up"
	}
	said := i18n.D{"Figure": l.T("insights.figure_" + string(c.Figure)), "With": tenths(l, c.MeanWith), "Other": tenths(l, c.MeanOther), "By": tenths(l, math.Abs(c.Effect))}
	key := "insights." + string(c.Kind) + "_" + way
	switch c.Kind {
	case insight.Weekday:
		said["Weekday"] = l.WeekdayLong(weekdayOf(c))
	case insight.Trigger:
		said["Word"] = l.T("insights.some_word")
		if name, ok := words[c.Trigger]; ok {
			said["Word"] = name
		}
	}
	p := ui.ClaimProps{Text: l.T(key, said), Data: l.N("insights.data", c.Days)}
	if c.Kind != insight.Trend {
		p.Data = l.N("insights.data_with", c.Days, i18n.D{"With": l.Number(c.DaysWith)})
	}
	return p
}

func tenths(l *i18n.Localizer, f float64) string { return l.Tenths(int(math.Round(f * 10))) }

// sunday is any: days of the week are named by a date.
var sunday = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func weekdayOf(c insight.Claim) time.Time { return sunday.AddDate(0, 0, int(c.Weekday)) }
