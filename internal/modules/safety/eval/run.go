package eval

import (
	"encoding/json"
	"io"
	"math"
	"time"

	"klear/internal/modules/safety/assess"
)

// Result is what was said of one item.
type Result struct {
	Item
	assess.Verdict
	Took time.Duration
}

// Run judges every item.
func Run(items []Item) []Result {
	out := make([]Result, 0, len(items))
	assess.Assess("") // the word lists are read once, before the clock runs
	for _, item := range items {
		began := time.Now()
		v := judge(item)
		out = append(out, Result{item, v, time.Since(began)})
	}
	return out
}

func judge(item Item) assess.Verdict {
	if len(item.Messages) == 0 {
		return assess.Assess(item.Text)
	}
	said := make([]assess.Said, 0, len(item.Messages)+1)
	for _, m := range item.Messages {
		said = append(said, assess.Say(m.At, m.Text))
	}
	if item.Text != "" {
		said = append(said, assess.Say(said[len(said)-1].At, item.Text))
	}
	return assess.Course(said)
}

// WritePredictions writes one JSON line an item: id, level, score, reasons.
func WritePredictions(w io.Writer, results []Result) error {
	e := json.NewEncoder(w)
	for _, r := range results {
		reasons := r.Reasons
		if reasons == nil {
			reasons = []string{}
		}
		err := e.Encode(struct {
			ID      string       `json:"id"`
			Level   assess.Level `json:"level"`
			Score   float64      `json:"score"`
			Reasons []string     `json:"reasons"`
		}{r.ID, r.Level, math.Round(r.Score*1e6) / 1e6, reasons})
		if err != nil {
			return err
		}
	}
	return nil
}
