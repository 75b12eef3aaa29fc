package schedule

import (
	"context"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/schedule/internal/scheduledb"

	"github.com/google/uuid"
)

// AllOf reads everything these practitioners declared, the past included: what ReplaceAllTx writes. Whoever declared
// nothing is there with nothing.
func (s *Service) AllOf(ctx context.Context, practitioners []uuid.UUID) ([]catalog.PractitionerHours, error) {
	out, at := make([]catalog.PractitionerHours, len(practitioners)), make(map[uuid.UUID]int, len(practitioners))
	for i, id := range practitioners {
		out[i].PractitionerID, at[id] = id, i
	}
	rows := scheduledb.New(s.DB)
	weekly, err := rows.WeeklyOf(ctx, practitioners)
	if err != nil {
		return nil, err
	}
	for _, w := range weekly {
		p := &out[at[w.PractitionerID]]
		p.Weekly = append(p.Weekly, importfile.WeeklyWindow{Days: []int{int(w.IsoDay)}, Start: clockText(int(w.StartMin)), End: clockText(int(w.EndMin))})
	}
	overrides, err := rows.OverridesOf(ctx, practitioners)
	if err != nil {
		return nil, err
	}
	for _, o := range overrides {
		p, date := &out[at[o.PractitionerID]], importfile.Override{Date: o.OnDate.Time.Format(time.DateOnly)}
		for _, w := range unflatten(o.Windows) {
			date.Windows = append(date.Windows, importfile.Window{Start: clockText(w.Start), End: clockText(w.End)})
		}
		p.Overrides = append(p.Overrides, date)
	}
	off, err := rows.TimeOffOf(ctx, practitioners)
	for _, t := range off {
		p := &out[at[t.PractitionerID]]
		p.TimeOff = append(p.TimeOff, importfile.TimeOff{From: t.FromDate.Time.Format(time.DateOnly), To: t.ToDate.Time.Format(time.DateOnly)})
	}
	return out, err
}
