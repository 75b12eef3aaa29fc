package safety

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// How long recording is tried, and tried again when it failed.
const (
	keepLimit  = 5 * Limit       // for one try
	keepEvery  = 2 * time.Second // between tries of this node, twice as long each time
	keepSlowly = time.Minute     // at most
	keepFor    = 6 * time.Hour   // this node tries; a job tries for days
)

// Reading is a judgement on its way into the database, and the job that tries again. It holds no words. Its ids are made before
// the first try, so that it is recorded once.
type Reading struct {
	ID      uuid.UUID    `json:"id"`
	Event   uuid.UUID    `json:"event"`
	Person  uuid.UUID    `json:"person"`
	Level   assess.Level `json:"level"`
	Reasons []string     `json:"reasons"`
	Calm    bool         `json:"calm"`
	At      time.Time    `json:"at"`
}

// Kind names the job.
func (Reading) Kind() string { return "safety_record" }

// kept is what may be said about who knows. The zero kept is nobody.
type kept struct {
	team bool // it is on the list of people who are on call now
	told bool // whom they named is written to
}

// keep records a judgement and pins the card, here until the database has both. The words do not wait for it longer than
// Patience: what was not recorded by then promises nobody, and is recorded all the same.
func (s *Service) keep(ctx context.Context, who identity.Principal, now time.Time, said assess.Said) kept {
	r := Reading{ID: s.IDs.ID(), Event: s.IDs.ID(), Person: who.PersonID, Level: said.Level, Reasons: said.Reasons, Calm: said.Calm, At: now}
	if !s.cards.pin(r) {
		s.Counted("flooded")
		return kept{} // enough of theirs are on their way
	}
	// The reader may have closed the page: what they wrote counts all the same.
	ctx = context.WithoutCancel(ctx)
	done := make(chan kept, 1)
	go func() {
		defer s.cards.tried(r)
		k, err := s.try(ctx, r)
		done <- k
		if err == nil {
			s.cards.recorded(r)
			return
		}
		s.Counted("unrecorded")
		s.Log.ErrorContext(ctx, "a judgement was not recorded", "level", r.Level.String(), "error", err)
		s.later(ctx, r)
	}()
	wait := time.NewTimer(s.Patience)
	defer wait.Stop()
	select {
	case k := <-done:
		return k
	case <-wait.C:
		return kept{}
	}
}

// try records once within keepLimit.
func (s *Service) try(ctx context.Context, r Reading) (k kept, err error) {
	ctx, cancel := context.WithTimeout(ctx, keepLimit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			k, err = kept{}, fmt.Errorf("recording failed: %T", p)
		}
	}()
	return s.record(ctx, r)
}

// later hands a reading to the queue. While the database takes nothing at all this node goes on trying.
func (s *Service) later(ctx context.Context, r Reading) {
	if !s.cards.hand(r) {
		s.Counted("flooded")
		return
	}
	for wait, until := keepEvery, time.Now().Add(keepFor); time.Now().Before(until); wait = min(2*wait, keepSlowly) {
		if err := s.queue(ctx, r); err == nil {
			return // the job takes the card over
		}
		time.Sleep(wait)
		if _, err := s.try(ctx, r); err == nil {
			s.cards.recorded(r)
			return
		}
	}
	s.Log.ErrorContext(ctx, "a judgement is lost", "level", r.Level.String())
}

func (s *Service) queue(ctx context.Context, r Reading) error {
	ctx, cancel := context.WithTimeout(ctx, keepLimit)
	defer cancel()
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: r}) })
}

// again is the job.
func (s *Service) again(ctx context.Context, r Reading) error {
	_, err := s.record(ctx, r)
	if err == nil {
		s.cards.recorded(r)
	}
	return err
}

// How many recordings of one person, of one level or graver, are under way on this node at a time, and go to the queue within an
// hour: a flood fills neither.
const (
	maxTried  = 8
	maxQueued = 30
)

// cards are those that the database may not have yet.
type cards struct {
	mu     sync.Mutex
	now    map[uuid.UUID][]Reading
	trying map[uuid.UUID][]Reading // recordings under way, of any level
	queued map[uuid.UUID][]Reading // handed to the queue
}

// pin keeps a card until the database has it. false: so many as grave or graver are under way that this one adds nothing; the card
// is pinned all the same.
func (c *cards) pin(r Reading) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.Level.Flagged() {
		// Of two the one that is as grave and later says all of the other.
		c.now[r.Person] = append(slices.DeleteFunc(c.now[r.Person], func(x Reading) bool { return x.Level <= r.Level }), r)
	}
	if enough(c.trying[r.Person], r, maxTried) {
		return false
	}
	c.trying[r.Person] = append(c.trying[r.Person], r)
	return true
}

// enough reports whether n of a list are as grave as a reading, or graver.
func enough(list []Reading, r Reading, n int) bool {
	for _, x := range list {
		if x.Level >= r.Level {
			n--
		}
	}
	return n <= 0
}

// hand reports whether a reading may go to the queue: not when maxQueued as grave or graver of the person did within the hour
// before it.
func (c *cards) hand(r Reading) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.queued == nil {
		c.queued = map[uuid.UUID][]Reading{}
	}
	list := slices.DeleteFunc(c.queued[r.Person], func(x Reading) bool { return r.At.Sub(x.At) >= time.Hour })
	ok := !enough(list, r, maxQueued)
	if ok {
		list = append(list, r)
	}
	c.queued[r.Person] = list
	return ok
}

// tried says that nobody tries any more on this node.
func (c *cards) tried(r Reading) {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := slices.DeleteFunc(c.trying[r.Person], func(x Reading) bool { return x.ID == r.ID })
	if c.trying[r.Person] = left; len(left) == 0 {
		delete(c.trying, r.Person)
	}
}

func (c *cards) recorded(r Reading) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var left []Reading
	for _, x := range c.now[r.Person] {
		if x.ID != r.ID && r.At.Sub(x.At) < CardFor {
			left = append(left, x)
		}
	}
	if c.now[r.Person] = left; left == nil {
		delete(c.now, r.Person)
	}
}

// of is the card of a person as this node knows it, on top of what the database says.
func (c *cards) of(person uuid.UUID, have Card, now time.Time) Card {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.now[person] {
		if until := r.At.Add(CardFor); now.Before(until) {
			if !have.Pinned(now) || r.Level > have.Level {
				have.Level = r.Level
			}
			if until.After(have.Until) {
				have.Until = until
			}
		}
	}
	return have
}
