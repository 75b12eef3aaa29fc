package safety

import (
	"context"
	"fmt"
	"slices"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/internal/safetydb"
	"klear/internal/platform/clock"
)

// Judgement is what is to be done about a message.
type Judgement struct {
	Level assess.Level
	// Words are fixed: at urgent levels the whole answer, at moderate what the answer ends with, below them "".
	Words   string
	Reasons []string // stable names
}

// unjudged is the reason of a message that could not be read: its level is high, because nobody knows better.
const unjudged = "unjudged"

// Judge reads a message in the light of the person's last days, records what has to be known, and says what is to be
// answered. It always answers: what fails or takes longer than Limit is answered with the words that are safe. who may be
// nobody; then nothing is kept. Call it before anything answers, outside any transaction.
func (s *Service) Judge(ctx context.Context, who identity.Principal, words string) Judgement {
	now := s.Clock.Now()
	said := s.reading(ctx, who, now, words)
	if !slices.Contains(said.Reasons, unjudged) {
		said = s.inCourse(ctx, who, said)
	}
	return s.conclude(ctx, who, now, said, words)
}

// conclude records what was found, and answers.
func (s *Service) conclude(ctx context.Context, who identity.Principal, now time.Time, said assess.Said, words string) Judgement {
	v := said.Verdict
	if slices.Contains(v.Reasons, unjudged) {
		s.Counted(unjudged)
	} else {
		s.Counted(v.Level.String())
	}
	var k kept
	if v.Level > assess.None && who.SignedIn() {
		k = s.keep(ctx, who, now, said)
	}
	return Judgement{Level: v.Level, Words: s.answer(who, v, words, k), Reasons: v.Reasons}
}

// reading judges the words alone, within Limit. What is slow goes on by itself and is not waited for.
func (s *Service) reading(ctx context.Context, who identity.Principal, now time.Time, words string) assess.Said {
	return within(ctx, Limit, failed(now), func(ctx context.Context, done func(assess.Said)) {
		defer func() {
			if r := recover(); r != nil {
				s.Log.ErrorContext(ctx, "judging failed", "panic", fmt.Sprintf("%T", r)) // never its text: it may quote
				done(failed(now))
			}
		}()
		done(s.Read(now.In(zoneOf(who)), words))
	})
}

// within is what do hands over, or late when it takes longer than limit or hands over nothing.
func within(ctx context.Context, limit time.Duration, late assess.Said, do func(ctx context.Context, done func(assess.Said))) assess.Said {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	out := make(chan assess.Said, 1)
	go do(ctx, func(said assess.Said) { out <- said })
	select {
	case said := <-out:
		return said
	case <-ctx.Done():
		return late
	}
}

func failed(now time.Time) assess.Said {
	return assess.Said{At: now, Verdict: assess.Verdict{Level: assess.High, Score: .6, Reasons: []string{unjudged}}}
}

// inCourse is what was said now in the light of the days before. Without them, or when they take longer than courseLimit, the
// message stands for itself: what was found in its words is never lost to a slow database.
func (s *Service) inCourse(ctx context.Context, who identity.Principal, now assess.Said) assess.Said {
	if !who.SignedIn() {
		return now
	}
	return within(ctx, courseLimit, now, func(ctx context.Context, done func(assess.Said)) {
		defer func() {
			if r := recover(); r != nil {
				s.Log.ErrorContext(ctx, "the course of days failed", "panic", fmt.Sprintf("%T", r))
				done(now)
			}
		}()
		done(s.course(ctx, who, now))
	})
}

func (s *Service) course(ctx context.Context, who identity.Principal, now assess.Said) assess.Said {
	rows, err := on(s.DB).Course(ctx, safetydb.CourseParams{PersonID: who.PersonID, Since: now.At.Add(-courseOf)})
	if err != nil {
		s.Log.WarnContext(ctx, "a message is judged without the days before it", "error", err)
		return now
	}
	all := make([]assess.Said, 0, len(rows)+1)
	for _, r := range slices.Backward(rows) {
		level, err := assess.ParseLevel(r.Level)
		if err == nil {
			all = append(all, assess.Said{At: r.At.In(now.At.Location()), Verdict: assess.Verdict{Level: level}, Calm: r.Calm})
		}
	}
	lang := now.Lang
	now.Verdict = assess.Course(append(all, now))
	now.Lang = lang
	return now
}

// zoneOf is the zone in which it is night for somebody.
func zoneOf(who identity.Principal) *time.Location {
	zone, err := clock.Zone(who.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
