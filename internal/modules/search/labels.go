package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"klear/internal/platform/db"
)

// labelCache knows what the numbers of label sets stand for. A number never changes its meaning, so nothing is ever
// forgotten; there are a few thousand sets at most.
type labelCache struct {
	mu   sync.Mutex
	sets map[int32][]string
}

// open turns counts of sets into counts of the labels in them.
func (c *labelCache) open(ctx context.Context, q db.Querier, sets map[int32]int) ([]Count, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.learn(ctx, q, sets); err != nil {
		return nil, err
	}
	byLabel := map[string]int{}
	for id, n := range sets {
		for _, label := range c.sets[id] {
			byLabel[label] += n
		}
	}
	return counts(byLabel), nil
}

// learn reads the sets that are new to this process.
func (c *labelCache) learn(ctx context.Context, q db.Querier, sets map[int32]int) error {
	var unknown []int32
	for id := range sets {
		if _, ok := c.sets[id]; !ok {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	rows, err := on(q).LabelSets(ctx, unknown)
	if err != nil {
		return err
	}
	if c.sets == nil {
		c.sets = map[int32][]string{}
	}
	for _, r := range rows {
		c.sets[r.ID] = strings.Fields(r.Labels)
	}
	return nil
}

// counts lists the commonest values first.
func counts(byValue map[string]int) []Count {
	out := make([]Count, 0, len(byValue))
	for v, n := range byValue {
		if n > 0 {
			out = append(out, Count{v, n})
		}
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Value, b.Value)) })
	return out
}
