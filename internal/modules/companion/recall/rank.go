package recall

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// What counts when something is called to mind.
const (
	weighRecency = 0.1                 // what recency adds at most
	halfLife     = 30 * 24 * time.Hour // after which it adds half
	Enough       = 0.3                 // the least likeness that calls anything to mind
	Same         = 0.92                // from which two texts say the same
)

// Item is something remembered.
type Item struct {
	Vector Vector
	Length float64   // of the vector, measured once
	At     time.Time // last written or called to mind
}

// ItemOf is what is remembered of a text.
func ItemOf(text string, at time.Time) Item {
	v := VectorOf(text)
	return Item{Vector: v, Length: v.Length(), At: at}
}

// Hit is the place of an item and its score.
type Hit struct {
	Index int
	Score float64
}

// Closest are the items that a text calls to mind, best first, at most n: likeness of at least Enough, and more recent
// before older when they are equally like. Every item is compared; nothing is approximated.
func Closest(to Vector, items []Item, now time.Time, n int) []Hit {
	var hits []Hit
	length := to.Length()
	for i := range items {
		like := cosine(&to, &items[i].Vector, length, items[i].Length)
		if like < Enough {
			continue
		}
		age := max(now.Sub(items[i].At), 0)
		hits = append(hits, Hit{i, like + weighRecency*math.Exp2(-float64(age)/float64(halfLife))})
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits[:min(len(hits), n)]
}
