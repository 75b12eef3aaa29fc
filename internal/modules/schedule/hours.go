package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Window is one stretch of opening hours on the practitioner's wall clock. End may pass midnight: "26:00" is 02:00 on
// the next day, "48:00" the latest.
type Window struct {
	Start string `json:"start" example:"09:00" pattern:"^[0-2][0-9]:[0-5][0-9]$"`
	End   string `json:"end" example:"17:30" pattern:"^[0-4][0-9]:[0-5][0-9]$"`
}

// DayWindows are the windows that begin on a weekday (ISO: 1 is Monday).
type DayWindows struct {
	Day     int      `json:"day" minimum:"1" maximum:"7"`
	Windows []Window `json:"windows" maxItems:"24"`
}

// DateWindows replace the weekly windows that begin on one date; none means closed.
type DateWindows struct {
	Date    string   `json:"date" format:"date"`
	Windows []Window `json:"windows" maxItems:"24"`
}

// Absence closes whole dates, both included.
type Absence struct {
	From string `json:"from" format:"date"`
	To   string `json:"to" format:"date"`
}

// Hours is what a practitioner declares about their time. Past overrides and absences are left out.
type Hours struct {
	Version   int64         `json:"version,omitempty" minimum:"0" doc:"of what was read; sent with a change, which is then refused when somebody else was faster"`
	Weekly    []DayWindows  `json:"weekly" maxItems:"7"`
	Overrides []DateWindows `json:"overrides" maxItems:"500"`
	TimeOff   []Absence     `json:"timeOff" maxItems:"200"`
}

// Hours reads the declared hours of a practitioner whose zone is given.
func (s *Service) Hours(ctx context.Context, practitionerID uuid.UUID, zone *time.Location) (Hours, error) {
	return readHours(ctx, scheduledb.New(s.DB), practitionerID, slots.DateOf(s.Clock.Now().In(zone)))
}

// readHours reads the version first: a change in between then makes it too old, never too new.
func readHours(ctx context.Context, q *scheduledb.Queries, practitionerID uuid.UUID, today slots.Date) (Hours, error) {
	since := dateOf(today)
	version, err := q.HoursVersion(ctx, practitionerID)
	if err != nil {
		return Hours{}, err
	}
	weekly, err := q.Weekly(ctx, practitionerID)
	if err != nil {
		return Hours{}, err
	}
	overrides, err := q.Overrides(ctx, scheduledb.OverridesParams{PractitionerID: practitionerID, Since: since})
	if err != nil {
		return Hours{}, err
	}
	off, err := q.TimeOff(ctx, scheduledb.TimeOffParams{PractitionerID: practitionerID, Since: since})
	if err != nil {
		return Hours{}, err
	}
	h := Hours{Version: version, Weekly: []DayWindows{}, Overrides: []DateWindows{}, TimeOff: []Absence{}}
	for _, w := range weekly {
		if n := len(h.Weekly); n == 0 || h.Weekly[n-1].Day != int(w.IsoDay) {
			h.Weekly = append(h.Weekly, DayWindows{Day: int(w.IsoDay)})
		}
		last := &h.Weekly[len(h.Weekly)-1]
		last.Windows = append(last.Windows, Window{Start: clockText(int(w.StartMin)), End: clockText(int(w.EndMin))})
	}
	for _, o := range overrides {
		d := DateWindows{Date: o.OnDate.Time.Format(time.DateOnly), Windows: []Window{}}
		for _, w := range unflatten(o.Windows) {
			d.Windows = append(d.Windows, Window{Start: clockText(w.Start), End: clockText(w.End)})
		}
		h.Overrides = append(h.Overrides, d)
	}
	for _, t := range off {
		h.TimeOff = append(h.TimeOff, Absence{From: t.FromDate.Time.Format(time.DateOnly), To: t.ToDate.Time.Format(time.DateOnly)})
	}
	return h, nil
}

// ReplaceAllTx makes the given hours the only ones of these practitioners, for imports, which have checked them.
func (s *Service) ReplaceAllTx(ctx context.Context, tx db.Tx, list []catalog.PractitionerHours) error {
	practitioners := make([]uuid.UUID, 0, len(list))
	hours := make(map[uuid.UUID]slots.Hours, len(list))
	for _, l := range list {
		h, err := importedHours(l).declare(time.UTC)
		if err != nil {
			return fmt.Errorf("hours of practitioner %s: %w", l.PractitionerID, err)
		}
		practitioners = append(practitioners, l.PractitionerID)
		hours[l.PractitionerID] = h
	}
	q := scheduledb.New(tx)
	if err := q.NextHoursVersions(ctx, practitioners); err != nil {
		return err
	}
	return replaceHours(ctx, q, s.IDs.ID, practitioners, hours, dateOf(0))
}

// importedHours reads a file's hours in this module's form: one entry a weekday.
func importedHours(p catalog.PractitionerHours) Hours {
	var h Hours
	for day := 1; day <= 7; day++ {
		d := DayWindows{Day: day}
		for _, w := range p.Weekly {
			if slices.Contains(w.Days, day) {
				d.Windows = append(d.Windows, Window{Start: w.Start, End: w.End})
			}
		}
		if len(d.Windows) > 0 {
			h.Weekly = append(h.Weekly, d)
		}
	}
	for _, o := range p.Overrides {
		d := DateWindows{Date: o.Date}
		for _, w := range o.Windows {
			d.Windows = append(d.Windows, Window{Start: w.Start, End: w.End})
		}
		h.Overrides = append(h.Overrides, d)
	}
	for _, t := range p.TimeOff {
		h.TimeOff = append(h.TimeOff, Absence{From: t.From, To: t.To})
	}
	return h
}

func replaceHours(ctx context.Context, q *scheduledb.Queries, newID func() uuid.UUID, practitioners []uuid.UUID, hours map[uuid.UUID]slots.Hours, since pgtype.Date) error {
	if err := q.ClearWeekly(ctx, practitioners); err != nil {
		return err
	}
	if err := q.ClearOverrides(ctx, scheduledb.ClearOverridesParams{Practitioners: practitioners, Since: since}); err != nil {
		return err
	}
	if err := q.ClearTimeOff(ctx, scheduledb.ClearTimeOffParams{Practitioners: practitioners, Since: since}); err != nil {
		return err
	}
	var weekly []scheduledb.AddWeeklyParams
	var overrides []scheduledb.AddOverridesParams
	var off []scheduledb.AddTimeOffParams
	for _, id := range practitioners {
		h := hours[id]
		for day, ws := range h.Weekly {
			for _, w := range ws {
				weekly = append(weekly, scheduledb.AddWeeklyParams{PractitionerID: id, IsoDay: int16(day + 1), StartMin: int16(w.Start), EndMin: int16(w.End)})
			}
		}
		for _, o := range h.Overrides {
			overrides = append(overrides, scheduledb.AddOverridesParams{PractitionerID: id, OnDate: dateOf(o.Date), Windows: flatten(o.Windows)})
		}
		for _, t := range h.TimeOff {
			off = append(off, scheduledb.AddTimeOffParams{ID: newID(), PractitionerID: id, FromDate: dateOf(t.From), ToDate: dateOf(t.To)})
		}
	}
	if _, err := q.AddWeekly(ctx, weekly); err != nil {
		return err
	}
	if _, err := q.AddOverrides(ctx, overrides); err != nil {
		return err
	}
	_, err := q.AddTimeOff(ctx, off)
	return err
}

// declare checks the hours and turns them into the engine's words.
func (h Hours) declare(zone *time.Location) (slots.Hours, error) {
	out := slots.Hours{Zone: zone}
	var v apperr.Validation
	for i, d := range h.Weekly {
		if d.Day < 1 || d.Day > 7 {
			v.Add(fmt.Sprintf("weekly[%d].day", i), "range", "A day is 1 (Monday) to 7 (Sunday).")
			continue
		}
		ws := windows(&v, fmt.Sprintf("weekly[%d].windows", i), d.Windows)
		out.Weekly[d.Day-1] = append(out.Weekly[d.Day-1], ws...)
	}
	for i := range out.Weekly {
		distinct(&v, fmt.Sprintf("weekly (day %d)", i+1), out.Weekly[i])
	}
	seen := map[slots.Date]bool{}
	for i, o := range h.Overrides {
		path := fmt.Sprintf("overrides[%d]", i)
		date := parseDate(&v, path+".date", o.Date)
		v.Check(!seen[date], path+".date", "duplicate", "This date has an entry already.")
		seen[date] = true
		ws := windows(&v, path+".windows", o.Windows)
		distinct(&v, path+".windows", ws)
		out.Overrides = append(out.Overrides, slots.Override{Date: date, Windows: ws})
	}
	for i, t := range h.TimeOff {
		path := fmt.Sprintf("timeOff[%d]", i)
		r := slots.DateRange{From: parseDate(&v, path+".from", t.From), To: parseDate(&v, path+".to", t.To)}
		v.Check(r.To >= r.From, path+".to", "order", "Time off ends on or after the day it begins.")
		v.Check(r.To-r.From <= 400, path+".to", "range", "Time off is at most 400 days long.")
		out.TimeOff = append(out.TimeOff, r)
	}
	return out, v.Err()
}

// distinct refuses two windows that open at the same minute.
func distinct(v *apperr.Validation, path string, ws []slots.Window) {
	seen := map[int]bool{}
	for _, w := range ws {
		v.Check(!seen[w.Start], path, "duplicate", "Two windows open at %s.", clockText(w.Start))
		seen[w.Start] = true
	}
}

func windows(v *apperr.Validation, path string, list []Window) []slots.Window {
	out := make([]slots.Window, 0, len(list))
	for i, w := range list {
		p := fmt.Sprintf("%s[%d]", path, i)
		start, okStart := parseClock(w.Start, 24*60-1)
		end, okEnd := parseClock(w.End, 48*60)
		v.Check(okStart, p+".start", "clock", "Write the opening time like 09:00; 23:59 is the latest.")
		v.Check(okEnd, p+".end", "clock", "Write the closing time like 17:30; 48:00 (midnight of the next day) is the latest.")
		if okStart && okEnd {
			v.Check(end > start, p+".end", "order", "The closing time is after the opening time; past midnight count on: 26:00 is 2 am.")
			out = append(out, slots.Window{Start: start, End: end})
		}
	}
	return out
}

func parseClock(s string, latest int) (int, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	for _, i := range []int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	h, m := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
	total := h*60 + m
	return total, m < 60 && total <= latest
}

func clockText(min int) string { return fmt.Sprintf("%02d:%02d", min/60, min%60) }

func parseDate(v *apperr.Validation, path, s string) slots.Date {
	d, err := slots.ParseDate(s)
	v.Check(err == nil, path, "date", "Write the date like 2026-11-21.")
	return d
}

func dateOf(d slots.Date) pgtype.Date {
	return pgtype.Date{Time: time.Unix(int64(d)*86400, 0).UTC(), Valid: true}
}

// ClosedOn reports whether an override or time off closes a date (2006-01-02), or the week has nothing on its day.
func (h Hours) ClosedOn(date string) bool {
	if slices.ContainsFunc(h.TimeOff, func(a Absence) bool { return a.From <= date && date <= a.To }) {
		return true
	}
	if i := slices.IndexFunc(h.Overrides, func(o DateWindows) bool { return o.Date == date }); i >= 0 {
		return len(h.Overrides[i].Windows) == 0
	}
	d, err := slots.ParseDate(date)
	return err != nil || !slices.ContainsFunc(h.Weekly, func(w DayWindows) bool { return w.Day == d.ISOWeekday() && len(w.Windows) > 0 })
}
