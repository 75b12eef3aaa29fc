package insight

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/insight/stat"
	"klear/internal/modules/mood"
)

// FalseShare is the expected share of false claims among those that are said.
const FalseShare = 0.05

// leastOf is how many days each of two sides of a comparison has.
const leastOf = 3

// day is a person's day: one value of each figure, however often they entered.
type day struct {
	at      time.Time
	sum     [4]float64
	said    [4]int
	marks   map[uuid.UUID]bool
	entries []uuid.UUID
}

var figures = []Figure{Mood, Anxiety, Stress, Energy}

// Find asks everything that is asked of entries, oldest first, and gives what survives with the number of tests. marks are
// the words of entries. The same entries and seed give the same answer.
func Find(points []mood.Point, marks map[uuid.UUID][]uuid.UUID, seed uint64) (kept []Finding, days, tests int) {
	all := byDay(points, marks)
	random := rand.New(rand.NewPCG(seed, uint64(len(points))))
	var asked []Finding
	for k := range figures {
		some := saying(all, k)
		if len(some) < MinDays {
			continue
		}
		asked = append(asked, trend(some, k))
		if f, ok := weekday(some, k, random); ok {
			asked = append(asked, f)
		}
	}
	asked = append(asked, triggers(saying(all, 0), random)...)
	p := make([]float64, len(asked))
	for i, f := range asked {
		p[i] = f.P
	}
	for i, q := range stat.BenjaminiHochberg(p) {
		if asked[i].Q = q; q <= FalseShare {
			kept = append(kept, asked[i])
		}
	}
	return kept, len(all), len(asked)
}

func byDay(points []mood.Point, marks map[uuid.UUID][]uuid.UUID) []day {
	var out []day
	for _, p := range points {
		if len(out) == 0 || !out[len(out)-1].at.Equal(p.Day) {
			i := slices.IndexFunc(out, func(d day) bool { return d.at.Equal(p.Day) }) // entries of two zones may cross
			if i < 0 {
				out = append(out, day{at: p.Day, marks: map[uuid.UUID]bool{}})
			} else {
				out = append(append(out[:i:i], out[i+1:]...), out[i])
			}
		}
		d := &out[len(out)-1]
		for k, v := range [4]int{p.Mood, p.Anxiety, p.Stress, p.Energy} {
			if v > 0 {
				d.sum[k] += float64(v)
				d.said[k]++
			}
		}
		for _, m := range marks[p.ID] {
			d.marks[m] = true
		}
		d.entries = append(d.entries, p.ID)
	}
	slices.SortFunc(out, func(a, b day) int { return a.at.Compare(b.at) })
	return out
}

// saying are the days on which a figure was said.
func saying(all []day, k int) []day {
	return slices.DeleteFunc(slices.Clone(all), func(d day) bool { return d.said[k] == 0 })
}

func values(days []day, k int) []float64 {
	out := make([]float64, len(days))
	for i, d := range days {
		out[i] = d.sum[k] / float64(d.said[k])
	}
	return out
}

func entriesOf(days []day) (out []uuid.UUID) {
	for _, d := range days {
		out = append(out, d.entries...)
	}
	return out
}

// trend asks whether a figure goes up or down.
func trend(days []day, k int) Finding {
	v, x := values(days, k), make([]float64, len(days))
	for i, d := range days {
		x[i] = d.at.Sub(days[0].at).Hours() / 24
	}
	s, p := stat.MannKendall(v)
	half := len(v) / 2
	return Finding{Kind: Trend, Figure: figures[k], Up: s > 0, Effect: 7 * stat.TheilSen(x, v), MeanWith: mean(v[:half]), MeanOther: mean(v[half:]),
		Days: len(v), DaysWith: len(v), P: p, Entries: entriesOf(days)}
}

// weekday asks whether a figure differs by the day of the week, of those that occur often enough; ok is false when fewer
// than two do.
func weekday(days []day, k int, random *rand.Rand) (f Finding, ok bool) {
	var count [7]int
	for _, d := range days {
		count[d.at.Weekday()]++
	}
	days = slices.DeleteFunc(slices.Clone(days), func(d day) bool { return count[d.at.Weekday()] < leastOf })
	var label []int
	var seen []time.Weekday
	for _, d := range days {
		g := slices.Index(seen, d.at.Weekday())
		if g < 0 {
			g, seen = len(seen), append(seen, d.at.Weekday())
		}
		label = append(label, g)
	}
	if len(days) < MinDays || len(seen) < 2 {
		return f, false
	}
	v := values(days, k)
	f = Finding{Kind: Weekday, Figure: figures[k], Days: len(v), P: stat.KruskalWallisP(v, label, len(seen), random), Entries: entriesOf(days)}
	for g, w := range seen {
		with, other := split(v, func(i int) bool { return label[i] == g })
		if effect := mean(with) - mean(other); max(effect, -effect) > max(f.Effect, -f.Effect) {
			f.Weekday, f.Effect, f.Up, f.MeanWith, f.MeanOther, f.DaysWith = w, effect, effect > 0, mean(with), mean(other), len(with)
		}
	}
	return f, f.DaysWith > 0
}

// triggers asks of each word whether the mood differs on days with it.
func triggers(days []day, random *rand.Rand) (out []Finding) {
	if len(days) < MinDays {
		return nil
	}
	var known []uuid.UUID
	for _, d := range days {
		for m := range d.marks {
			known = append(known, m)
		}
	}
	slices.SortFunc(known, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	v := values(days, 0)
	for _, m := range slices.Compact(known) {
		marked := make([]bool, len(days))
		for i, d := range days {
			marked[i] = d.marks[m]
		}
		with, other := split(v, func(i int) bool { return marked[i] })
		if len(with) < leastOf || len(other) < leastOf {
			continue
		}
		effect, p := stat.MeansP(v, marked, random)
		out = append(out, Finding{Kind: Trigger, Figure: Mood, Trigger: m, Up: effect > 0, Effect: effect, MeanWith: mean(with), MeanOther: mean(other),
			Days: len(v), DaysWith: len(with), P: p, Entries: entriesOf(days)})
	}
	return out
}

func split(v []float64, in func(i int) bool) (with, other []float64) {
	for i, x := range v {
		if in(i) {
			with = append(with, x)
		} else {
			other = append(other, x)
		}
	}
	return with, other
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(max(len(v), 1))
}

// seedOf makes a look repeatable.
func seedOf(person uuid.UUID) uint64 { return binary.BigEndian.Uint64(person[8:]) }
