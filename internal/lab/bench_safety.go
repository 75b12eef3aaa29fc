package lab

import (
	"slices"
	"time"

	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/sets"
)

// BenchSafety judges every message of the safety sets one by one, in every language, and says how long the one in the middle
// and the one at the 99th percentile took. The first message loads the word lists and is not counted.
func BenchSafety() (p50, p99 time.Duration, err error) {
	assess.Assess("hello")
	var took []time.Duration
	for _, lang := range sets.Langs {
		for _, part := range []string{"train", "locked"} {
			list, err := sets.Load(lang, part)
			if err != nil {
				return 0, 0, err
			}
			for _, m := range list {
				began := time.Now()
				assess.Assess(m.Text)
				took = append(took, time.Since(began))
			}
		}
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*99/100], nil
}
