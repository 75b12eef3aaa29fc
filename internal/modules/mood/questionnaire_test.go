package mood_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/apperr"
	"klear/internal/platform/jurisdiction"
)

var few = []int{1, 0, 2, 1, 0, 1, 0, 0, 0}

// ninth is few with an answer to the last question.
func ninth(answer int) []int { return append(slices.Clone(few[:8]), answer) }

func (s stage) answer(t *testing.T, answers []int) mood.Round {
	t.Helper()
	r, _, err := s.Answer(t.Context(), s.me, mood.Filled{Answers: answers, Zone: "Asia/Kolkata"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheQuestionnaireIsKeptAndDeleted(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	kept := s.answer(t, few)
	if kept.Sum() != 5 || kept.Band() != mood.Mild || !kept.Next().Equal(kept.Day.AddDate(0, 0, 14)) {
		t.Errorf("%+v", kept)
	}
	list, err := s.Rounds(ctx, s.me)
	if err != nil || len(list) != 1 || list[0].ID != kept.ID || !slices.Equal(list[0].Answers, few) || !list[0].Day.Equal(kept.Day) || list[0].Zone.String() != "Asia/Kolkata" {
		t.Fatalf("%+v, %v", list, err)
	}
	var sealed []byte
	if err := s.db.QueryRow(ctx, "select answers_sealed from mood.questionnaire").Scan(&sealed); err != nil || bytes.Contains(sealed, []byte("102101000")) {
		t.Errorf("kept in plain: %v", err)
	}
	if others, err := s.Rounds(ctx, s.them); err != nil || len(others) != 0 {
		t.Errorf("another reads %v, %v", others, err)
	}
	if err := s.DropRound(ctx, s.them, kept.ID); !errors.Is(err, mood.ErrNoRound) {
		t.Errorf("another deletes: %v", err)
	}
	if err := s.DropRound(ctx, s.me, kept.ID); err != nil {
		t.Fatal(err)
	}
	s.answer(t, few) // and anew, at once
}

// TestWhatTheAuthorsCallASum are the cuts of Kroenke, Spitzer and Williams.
func TestWhatTheAuthorsCallASum(t *testing.T) {
	for sum, want := range map[int]mood.Band{0: mood.Minimal, 4: mood.Minimal, 5: mood.Mild, 9: mood.Mild, 10: mood.Moderate, 14: mood.Moderate,
		15: mood.ModeratelySevere, 19: mood.ModeratelySevere, 20: mood.Severe, 27: mood.Severe} {
		r := mood.Round{Answers: make([]int, mood.Questions)}
		for i := range sum {
			r.Answers[i%mood.Questions]++
		}
		if r.Sum() != sum || r.Band() != want {
			t.Errorf("%d is %s", r.Sum(), r.Band())
		}
	}
}

// TestOnceInTwoWeeks, also when ten devices answer at once: exclusion constraint questionnaire_fortnight.
func TestOnceInTwoWeeks(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	var wg sync.WaitGroup
	errs := make([]error, 10)
	for i := range errs {
		wg.Go(func() { _, _, errs[i] = s.Answer(ctx, s.me, mood.Filled{Answers: few}) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, mood.ErrTooSoon) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d kept", won)
	}
	s.kit.Clock.Advance(13 * 24 * time.Hour)
	if _, _, err := s.Answer(ctx, s.me, mood.Filled{Answers: few}); !errors.Is(err, mood.ErrTooSoon) {
		t.Errorf("after 13 days: %v", err)
	}
	if _, _, err := s.Answer(ctx, s.them, mood.Filled{Answers: few}); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	s.kit.Clock.Advance(24 * time.Hour)
	s.answer(t, few)
}

// TestTheNinthAnswerIsHeard first and always: kept or not, barred or not (C18).
func TestTheNinthAnswerIsHeard(t *testing.T) {
	s, ctx := newStage(t), t.Context()
	var heard []int
	s.Ninth = func(_ context.Context, _ identity.Principal, answer int) mood.Help {
		heard = append(heard, answer)
		return mood.Help{Words: "help", Urgent: answer > 1}
	}
	answer := func(who identity.Principal, answers ...int) (mood.Help, error) {
		_, help, err := s.Answer(ctx, who, mood.Filled{Answers: answers})
		return help, err
	}
	if help, err := answer(s.me, ninth(1)...); err != nil || help != (mood.Help{Words: "help"}) {
		t.Errorf("kept: %+v, %v", help, err)
	}
	if help, err := answer(s.me, ninth(3)...); !errors.Is(err, mood.ErrTooSoon) || !help.Urgent {
		t.Errorf("too soon: %+v, %v", help, err)
	}
	if help, err := answer(s.them, -1, -1, -1, -1, -1, -1, -1, -1, 2); !errors.Is(err, apperr.ErrValidation) || !help.Urgent {
		t.Errorf("nothing else answered: %+v, %v", help, err)
	}
	if help, err := answer(s.them, ninth(7)...); !errors.Is(err, apperr.ErrValidation) || !help.Urgent {
		t.Errorf("an answer that does not exist: %+v, %v", help, err)
	}
	s.Laws, _ = jurisdiction.Load("", "*=emotions", func(string) string { return "" })
	if help, err := answer(s.them, ninth(2)...); !errors.Is(err, mood.ErrBarred) || !help.Urgent {
		t.Errorf("barred: %+v, %v", help, err)
	}
	if _, err := s.Rounds(ctx, s.me); !errors.Is(err, mood.ErrBarred) {
		t.Errorf("read where it is barred: %v", err)
	}
	if own, err := s.TakeoutRounds(ctx, s.me); err != nil || len(own) != 1 {
		t.Errorf("taken along: %v, %v", own, err)
	}
	s.Laws = nil
	for _, none := range [][]int{ninth(0), ninth(mood.Unanswered), {1, 2}, nil} {
		if help, _ := answer(s.them, none...); help != (mood.Help{}) {
			t.Errorf("%v: %+v", none, help)
		}
	}
	if !slices.Equal(heard, []int{1, 3, 2, 7, 2}) {
		t.Errorf("judged %v", heard)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	s := newStage(t)
	for _, f := range []mood.Filled{{Answers: few[:8]}, {Answers: append(slices.Clone(few), 0)}, {Answers: ninth(4)}, {Answers: ninth(mood.Unanswered)}, {Answers: few, Zone: "Mars/Olympus"}} {
		if _, _, err := s.Answer(t.Context(), s.me, f); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%+v: %v", f, err)
		}
	}
	if _, _, err := s.Answer(t.Context(), identity.Principal{}, mood.Filled{Answers: few}); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("nobody: %v", err)
	}
}
