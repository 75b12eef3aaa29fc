package eval

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"time"

	"klear/internal/modules/safety/assess"
)

// Share is a part of a whole with its 95 % interval after Wilson.
type Share struct{ Hits, N int }

// Value is the share; NaN of nothing.
func (s Share) Value() float64 { return float64(s.Hits) / float64(s.N) }

// Interval is Wilson's score interval at 95 %.
func (s Share) Interval() (low, high float64) {
	if s.N == 0 {
		return 0, 1
	}
	const z = 1.959964
	n, p := float64(s.N), s.Value()
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

func (s Share) String() string {
	if s.N == 0 {
		return "no messages"
	}
	low, high := s.Interval()
	return fmt.Sprintf("%.4f  [%.4f, %.4f]  %d of %d", s.Value(), low, high, s.Hits, s.N)
}

func (s *Share) add(hit bool) {
	s.N++
	if hit {
		s.Hits++
	}
}

// Group are the figures of some of the messages. "Flagged" is moderate or above.
type Group struct {
	Recall       Share // of those labelled high or critical: flagged
	RecallUrgent Share // of those labelled high or critical: judged high or critical
	RecallAny    Share // of those labelled moderate or above: flagged
	Precision    Share // of those flagged: labelled moderate or above
	FalseNone    Share // of those labelled none: flagged
	FalseCalm    Share // of those labelled none or low: flagged
}

func (g *Group) add(r Result) {
	flagged := r.Verdict.Level.Flagged()
	if r.Label.Urgent() {
		g.Recall.add(flagged)
		g.RecallUrgent.add(r.Verdict.Level.Urgent())
	}
	if r.Label.Flagged() {
		g.RecallAny.add(flagged)
	} else {
		g.FalseCalm.add(flagged)
	}
	if r.Label == assess.None {
		g.FalseNone.add(flagged)
	}
	if flagged {
		g.Precision.add(r.Label.Flagged())
	}
}

// Figures are all that is printed.
type Figures struct {
	All       Group
	ByLang    map[string]*Group
	Exact     [5]Share // by label: judged exactly so
	Flagged   [5]Share // by label: flagged
	Said      [5]Share // by verdict: labelled exactly so
	Confusion [5][5]int
	Kappa     float64 // quadratic weighted, over the five levels
	Area      float64 // under the precision-recall curve of the score, for moderate and above
	Mean, P99 time.Duration
	N         int
}

// Measure counts.
func Measure(results []Result) Figures {
	f := Figures{ByLang: map[string]*Group{}, N: len(results)}
	took := make([]time.Duration, 0, len(results))
	var total time.Duration
	for _, r := range results {
		f.All.add(r)
		lang := cmp.Or(r.Item.Lang, r.Verdict.Lang, "unknown")
		if f.ByLang[lang] == nil {
			f.ByLang[lang] = &Group{}
		}
		f.ByLang[lang].add(r)
		f.Exact[r.Label].add(r.Verdict.Level == r.Label)
		f.Said[r.Verdict.Level].add(r.Verdict.Level == r.Label)
		f.Flagged[r.Label].add(r.Verdict.Level.Flagged())
		f.Confusion[r.Label][r.Verdict.Level]++
		took = append(took, r.Took)
		total += r.Took
	}
	slices.Sort(took)
	if f.N > 0 {
		f.Mean, f.P99 = total/time.Duration(f.N), took[min(f.N-1, f.N*99/100)]
	}
	f.Kappa, f.Area = kappa(f.Confusion), area(results)
	return f
}

// kappa is Cohen's kappa with quadratic weights.
func kappa(c [5][5]int) float64 {
	var rows, cols [5]float64
	n := 0.0
	for i := range c {
		for j := range c[i] {
			rows[i] += float64(c[i][j])
			cols[j] += float64(c[i][j])
			n += float64(c[i][j])
		}
	}
	var seen, chance float64
	for i := range c {
		for j := range c[i] {
			w := float64((i - j) * (i - j))
			seen += w * float64(c[i][j])
			chance += w * rows[i] * cols[j] / n
		}
	}
	if chance == 0 {
		return math.NaN()
	}
	return 1 - seen/chance
}

// area is the average precision of the score for labels of moderate and above.
func area(results []Result) float64 {
	sorted := slices.Clone(results)
	slices.SortStableFunc(sorted, func(a, b Result) int { return cmp.Compare(b.Score, a.Score) })
	var hits, sum float64
	for i, r := range sorted {
		if r.Label.Flagged() {
			hits++
			sum += hits / float64(i+1)
		}
	}
	return sum / hits
}

// Print writes the figures. No message is in them.
func Print(w io.Writer, f Figures) {
	fmt.Fprintf(w, "messages: %d\nintervals: 95 %% (Wilson); flagged: moderate or above\n\n", f.N)
	printGroup(w, "all", &f.All)
	for _, lang := range slices.Sorted(maps.Keys(f.ByLang)) {
		printGroup(w, lang, f.ByLang[lang])
	}
	fmt.Fprintln(w, "by level:")
	for l := assess.None; l <= assess.Critical; l++ {
		fmt.Fprintf(w, "  %-9s recall %s\n            precision %s\n            flagged %s\n", l, f.Exact[l], f.Said[l], f.Flagged[l])
	}
	fmt.Fprintf(w, "\nkappa_quadratic: %.4f\narea_precision_recall: %.4f\n", f.Kappa, f.Area)
	fmt.Fprintf(w, "microseconds_per_message: %.1f mean, %.1f p99\n", float64(f.Mean.Nanoseconds())/1e3, float64(f.P99.Nanoseconds())/1e3)
}

func printGroup(w io.Writer, name string, g *Group) {
	fmt.Fprintf(w, "%s:\n", name)
	for _, x := range []struct {
		name string
		s    Share
	}{{"recall_high_critical_flagged", g.Recall}, {"recall_high_critical_urgent", g.RecallUrgent}, {"recall_moderate_up", g.RecallAny},
		{"precision", g.Precision}, {"false_alarms_none", g.FalseNone}, {"false_alarms_none_low", g.FalseCalm}} {
		fmt.Fprintf(w, "  %-30s %s\n", x.name, x.s)
	}
	fmt.Fprintln(w)
}
