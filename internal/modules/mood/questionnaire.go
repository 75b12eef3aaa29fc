package mood

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
)

// The PHQ-9 (Kroenke, Spitzer, Williams 2001): nine questions about the last two weeks, each answered with 0 to 3.
const (
	Questions  = 9
	TopAnswer  = 3
	Fortnight  = 14 // days from one to the next
	Unanswered = -1
)

// Round is the questionnaire as it was answered once.
type Round struct {
	ID      uuid.UUID
	At      time.Time
	Day     time.Time // midnight UTC of the person's local day
	Zone    *time.Location
	Answers []int
}

// Sum is 0 to 27.
func (r Round) Sum() (n int) {
	for _, a := range r.Answers {
		n += a
	}
	return n
}

// Ninth is the answer to the question about thoughts of death or of self-harm.
func (r Round) Ninth() int { return r.Answers[Questions-1] }

// Next is the first day, midnight UTC, on which it can be answered again.
func (r Round) Next() time.Time { return r.Day.AddDate(0, 0, Fortnight) }

// Band is what the authors call a sum. It is no diagnosis.
type Band string

// The bands, from 0, 5, 10, 15 and 20 on.
const (
	Minimal          Band = "minimal"
	Mild             Band = "mild"
	Moderate         Band = "moderate"
	ModeratelySevere Band = "moderately_severe"
	Severe           Band = "severe"
)

var bands = []Band{Minimal, Mild, Moderate, ModeratelySevere, Severe}

// Band of the sum.
func (r Round) Band() Band { return bands[min(r.Sum()/5, len(bands)-1)] }

// Filled are answers on their way, in the order of the questions; Unanswered for none.
type Filled struct {
	Answers []int
	Zone    string // IANA, the person's; "" is UTC
}

// clean checks answers. Errors: apperr.ErrValidation; its paths count from q1.
func (f *Filled) clean() error {
	var v apperr.Validation
	v.Check(len(f.Answers) == Questions, "answers", "length", "There are %d questions.", Questions)
	for i, a := range f.Answers[:min(len(f.Answers), Questions)] {
		v.Check(a >= 0 && a <= TopAnswer, path(i), "answer_required", "Answer this.")
	}
	if f.Zone == "" {
		f.Zone = "UTC"
	}
	_, err := clock.Zone(f.Zone)
	v.Check(err == nil, "zone", "zone", "Choose a time zone of the list.")
	return v.Err()
}

// ninth is the answer to the last question, if there is one.
func (f *Filled) ninth() (answer int, given bool) {
	if len(f.Answers) < Questions || f.Answers[Questions-1] == Unanswered {
		return 0, false
	}
	return f.Answers[Questions-1], true
}

var paths = []string{"q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9"}

func path(i int) string { return paths[i] }

// QuestionPaths are the names of the questions in a form and in the errors of Answer.
func QuestionPaths() []string { return slices.Clone(paths) }

// Help is what answers the ninth question above 0: fixed words with the lines of the person's country. The zero Help is none.
type Help struct {
	Words  string
	Urgent bool
}
