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
	said := s.read(ctx, who, now, words)
	v := said.Verdict
	if slices.Contains(v.Reasons, unjudged) {
		s.Counted(unjudged)
	} else {
		s.Counted(v.Level.String())
	}
	told := false
	if v.Level > assess.None && who.SignedIn() {
		// The reader may have closed the page: what they wrote counts all the same.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*Limit)
		defer cancel()
		var err error
		if told, err = s.record(ctx, who, now, said); err != nil {
			s.Counted("unrecorded")
			s.Log.ErrorContext(ctx, "a judgement was not recorded", "level", v.Level.String(), "error", err)
		}
	}
	return Judgement{Level: v.Level, Words: s.answer(ctx, who, v, words, told), Reasons: v.Reasons}
}

// read judges within Limit. What is slow goes on by itself and is not waited for.
func (s *Service) read(ctx context.Context, who identity.Principal, now time.Time, words string) assess.Said {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), Limit)
	defer cancel()
	done := make(chan assess.Said, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				s.Log.ErrorContext(ctx, "judging failed", "panic", fmt.Sprintf("%T", r)) // never its text: it may quote
				done <- failed(now)
			}
		}()
		done <- s.inCourse(ctx, who, s.Read(now.In(zoneOf(who)), words))
	}()
	select {
	case said := <-done:
		return said
	case <-ctx.Done():
		return failed(now)
	}
}

func failed(now time.Time) assess.Said {
	return assess.Said{At: now, Verdict: assess.Verdict{Level: assess.High, Score: .6, Reasons: []string{unjudged}}}
}

// inCourse is what was said now in the light of the days before. Without them the message stands for itself.
func (s *Service) inCourse(ctx context.Context, who identity.Principal, now assess.Said) assess.Said {
	if !who.SignedIn() {
		return now
	}
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
