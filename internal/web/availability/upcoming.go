package availability

import (
	"net/http"
	"time"

	"klear/internal/modules/schedule"
	"klear/internal/platform/holidays"
	"klear/internal/web/layout"
)

// upcoming shows the next days under the hours that stand, or under draft. Errors: validation of the draft.
func (h Handler) upcoming(r *http.Request, p practice, v layout.Page, draft *schedule.Hours) ([]PreviewDay, error) {
	preview, err := h.Schedule.Preview(r.Context(), p.ID, p.zone, draft)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	if n := len(preview.Days); n > 0 {
		list, _ := holidays.Of(p.Country, preview.Days[0].Date, preview.Days[n-1].Date)
		for _, x := range list {
			names[x.Date] = x.Name
		}
	}
	out := make([]PreviewDay, len(preview.Days))
	for i, x := range preview.Days {
		date, err := time.Parse(time.DateOnly, x.Date)
		if err != nil {
			return nil, err
		}
		out[i] = PreviewDay{Date: date, Holiday: names[x.Date], Rule: x.Rule, Closed: len(x.Open) == 0, Shift: x.Shift}
		for _, s := range x.Free {
			out[i].Free = append(out[i].Free, rangeText(v, s))
		}
		for _, t := range x.Taken {
			out[i].Taken = append(out[i].Taken, v.L.T("hours.taken_"+t.Kind, d("Range", rangeText(v, t.Stretch))))
		}
	}
	return out, nil
}

// rangeText is a stretch on the clock of the page; an end at midnight is called so.
func rangeText(v layout.Page, s schedule.Stretch) string {
	to := v.L.Clock(s.End, v.Zone)
	if end := s.End.In(v.Zone); end.Hour() == 0 && end.Minute() == 0 {
		to = v.L.T("hours.midnight")
	}
	return v.L.T("time.range", map[string]any{"From": v.L.Clock(s.Start, v.Zone), "To": to})
}
