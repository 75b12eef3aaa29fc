package companion

import (
	"context"
	"slices"
	"strings"

	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/fit"
	"klear/internal/modules/companion/guide"
)

// Model is a language model that may speak in the guide's place. It is never asked from moderate on, nor while help is pinned; words of
// those levels are never sent to it; and nothing that it says is shown before it was found fit (package fit).
type Model interface {
	// Speak hands over the answer in pieces as they come. An error of say ends it. Errors: whatever keeps it from answering
	// within its own limits of time; the guide then answers.
	Speak(ctx context.Context, p Prompt, say func(piece string) error) error
}

// Prompt is what a model is told.
type Prompt struct {
	Language string // BCP 47, of the person
	Words    string // the message to answer
	Lately   []Line // of this talk, oldest first
	Recalled string // what the message calls to mind of an earlier talk, in the person's own words; "" for nothing
	Guide    string // what the guide would say: the approach
	Exercise bool   // one is begun and not at its end
	Step     Step   // at which it stands; zero while nothing is told of it
	Only     bool   // the answer is to be in Language, whatever the message is in: no other would be shown
}

// Step is where somebody stands in an exercise: what the exercise is called and what it asks there, never an answer.
type Step struct{ Exercise, Asks string }

// Line is something that was said.
type Line struct {
	Person bool
	Words  string
}

// maxSpoken is how many bytes of an answer are listened to: a model that goes on is not heard.
const maxSpoken = 4000

// speak lets the model answer, if there is one. ok is false when it did not, or said what is not fit to be shown: that is
// counted, and the guide answers. Nothing is shown before the whole answer is fit: a sentence that is harmless alone is not
// so before the next one, and cannot be taken back.
func (s *Service) speak(ctx context.Context, m mind, show func(string)) (words string, ok bool) {
	if s.Model == nil || m.turn.Journal {
		return "", false
	}
	var all strings.Builder
	err := s.Model.Speak(ctx, s.prompt(m), func(piece string) error {
		if all.WriteString(piece); all.Len() > maxSpoken {
			return errEnough
		}
		return nil
	})
	words = strings.TrimSpace(all.String())
	if err != nil || words == "" {
		s.Counted("failed")
		return "", false
	}
	if unfit := fit.To(words, m.turn.Text+" "+m.turn.Recalled, m.turn.Language); unfit != "" {
		s.Counted("unfit_" + unfit)
		return "", false
	}
	show(words)
	s.Counted("spoken")
	return words, true
}

func (s *Service) prompt(m mind) Prompt {
	p := Prompt{Language: m.turn.Language, Words: m.turn.Text, Recalled: m.turn.Recalled, Guide: s.Guide.Answer(m.turn).Text, Exercise: m.turn.Open, Step: m.step, Only: guide.Unread(m.turn.Text)}
	for _, line := range m.lately {
		if line.Author != BySafe && !line.Level.Flagged() { // neither words of danger nor what answered them
			p.Lately = append(p.Lately, Line{Person: line.Author == Person, Words: line.Words})
		}
	}
	return p
}

// stepOf is where a run stands, in words of the library. Of a plan for a crisis nothing is told: that somebody has one is theirs.
func stepOf(r Run, language string) Step {
	at, ok := r.Exercise.Open(r.Run)
	if !ok || slices.Contains(r.Exercise.Helps, exercise.Crisis) {
		return Step{}
	}
	base, _, _ := strings.Cut(language, "-")
	return Step{Exercise: r.Exercise.Title.In(base), Asks: at.Text.In(base)}
}
