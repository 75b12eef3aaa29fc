package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"klear/internal/modules/companion"
	"klear/internal/modules/companion/recall"
)

// Bars of the companion.
const (
	barFirst  = 50 * time.Millisecond
	barRecall = 10 * time.Millisecond
)

// benchCompanion measures how long somebody waits for the guide's first words, judged and on a database of its own, and how
// long it takes to look through 10,000 remembered things.
func benchCompanion(ctx context.Context, out io.Writer) error {
	look := BenchRecall()
	fmt.Fprintf(out, "recall_10000_ms: %.2f (bar 10)\n", float64(look)/1e6)
	first, err := firstWords(ctx, 200)
	if err != nil {
		return err
	}
	p50, p95 := quantile(first, .5), quantile(first, .95)
	fmt.Fprintf(out, "guide_first_words_p50_ms: %.1f\nguide_first_words_p95_ms: %.1f (bar 50)\n", float64(p50)/1e6, float64(p95)/1e6)
	switch {
	case time.Duration(look) >= barRecall:
		return errors.New("recall over 10,000 things took 10 ms or more")
	case p95 >= barFirst:
		return errors.New("the p95 of the guide's first words is 50 ms or more")
	}
	return nil
}

// BenchRecall is the time in nanoseconds to compare one text with 10,000 remembered ones.
func BenchRecall() int64 {
	now, items := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), make([]recall.Item, 10_000)
	for i := range items {
		items[i] = recall.ItemOf(fmt.Sprintf("my friend %d told me about the %d th thing that happened at work", i, i%97), now.Add(-time.Duration(i)*time.Minute))
	}
	return testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			recall.Closest(recall.VectorOf("a friend told me what happened at work"), items, now, 5)
		}
	}).NsPerOp()
}

// firstWords are the times from sending a message to the first piece of its answer, sorted.
func firstWords(ctx context.Context, n int) ([]time.Duration, error) {
	d, stop, err := bareDatabase(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	f, err := newFort(d)
	if err != nil {
		return nil, err
	}
	a, err := f.attacker(1, false)
	if err != nil {
		return nil, err
	}
	who, err := f.person(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.companion.Accept(ctx, who, true); err != nil {
		return nil, err
	}
	talk, err := a.companion.Begin(ctx, who, 0)
	if err != nil {
		return nil, err
	}
	var times []time.Duration
	for range n {
		began, heard := time.Now(), time.Duration(0)
		_, err := a.companion.Stream(ctx, who, talk.ID, companion.Sent{Words: "I got through the review, but I keep replaying the one question that I fumbled.", Language: "en"}, func(string) {
			if heard == 0 {
				heard = time.Since(began)
			}
		})
		if err != nil {
			return nil, err
		}
		times = append(times, heard)
	}
	slices.Sort(times)
	return times, nil
}
