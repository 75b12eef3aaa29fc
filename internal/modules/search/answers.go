package search

import (
	"encoding/json"
	"sync"

	"klear/internal/modules/search/internal/searchdb"
)

// maxAnswers bounds the memory of answerCache, at some kilobytes an answer.
const maxAnswers = 2000

// answerCache remembers answers for as long as no document changes, on any node: the lists that everybody looks at, such
// as a whole category, are the ones that are expensive to count. Answers about a position are not kept.
type answerCache struct {
	mu         sync.Mutex
	generation int64
	answers    map[string]found
}

// get returns what is remembered for p, or asks. An answer is only kept under the generation that was read before it was
// asked for; a change in between makes the next generation, which starts empty.
func (c *answerCache) get(generation int64, p searchdb.FindParams, ask func() (found, error)) (found, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return found{}, err
	}
	key := string(raw)
	c.mu.Lock()
	if c.generation < generation || len(c.answers) >= maxAnswers {
		c.generation, c.answers = max(c.generation, generation), map[string]found{}
	}
	f, ok := c.answers[key]
	current := c.generation == generation
	c.mu.Unlock()
	if ok && current {
		return f, nil
	}
	if f, err = ask(); err != nil {
		return found{}, err
	}
	c.mu.Lock()
	if c.generation == generation {
		c.answers[key] = f
	}
	c.mu.Unlock()
	return f, nil
}
