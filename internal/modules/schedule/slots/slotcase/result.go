package slotcase

import (
	"time"

	"klear/internal/modules/schedule/slots"
)

// result is what a case is answered with; docs/api/slots-case-format.md describes it.
type result struct {
	Starts     []string            `json:"starts"`
	Count      int                 `json:"count"`
	ViewerDays map[string][]string `json:"viewer_days"`
	SeatsLeft  map[string]int      `json:"seats_left,omitempty"`
	Refused    *[]refusal          `json:"refused,omitempty"`
}

type refusal struct {
	Start string `json:"start"`
	Rule  string `json:"rule"`
	// Practitioner is the index of whom the rule concerns; only given for teams.
	Practitioner *int `json:"practitioner,omitempty"`
}

// fault is the answer to a case that cannot be read.
type fault struct {
	Error struct {
		Path    string `json:"path"`
		Message string `json:"message"`
	} `json:"error"`
}

func answer(q *slots.Query, viewer *time.Location, why bool) result {
	offered := slots.Compute(q, nil)
	res := result{Starts: make([]string, 0, len(offered)), Count: len(offered), ViewerDays: map[string][]string{}}
	group := q.Service.Capacity > 1
	if group && len(offered) > 0 {
		res.SeatsLeft = make(map[string]int, len(offered))
	}
	for _, s := range offered {
		start := s.Start.Format(time.RFC3339)
		res.Starts = append(res.Starts, start)
		date, label := viewerLabel(s.Start, viewer)
		res.ViewerDays[date] = append(res.ViewerDays[date], label)
		if group {
			res.SeatsLeft[start] = s.SeatsLeft
		}
	}
	if why {
		res.Refused = refusals(q)
	}
	return res
}

func refusals(q *slots.Query) *[]refusal {
	list := slots.Refused(q, nil)
	out := make([]refusal, len(list))
	for i, r := range list {
		out[i] = refusal{Start: r.Start.Format(time.RFC3339), Rule: r.Rule.String()}
		if q.Mode != slots.One {
			out[i].Practitioner = &r.Member
		}
	}
	return &out
}

// viewerLabel gives the date and the time at which the viewer's clock reads at t; a time that the clock shows twice
// carries its offset.
func viewerLabel(t time.Time, viewer *time.Location) (date, label string) {
	local := t.In(viewer)
	layout := "15:04"
	if local.Second() != 0 {
		layout = time.TimeOnly // offsets were not whole minutes everywhere before 1972
	}
	if slots.Doubled(t, viewer) {
		layout += "-07:00"
	}
	return local.Format(time.DateOnly), local.Format(layout)
}
