package catalog

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/money"
)

// Answers are what somebody answered, by the keys of the fields. A field without an answer is absent.
type Answers map[string][]string

// AnswerPath is how an answer is called in faults and on pages: unique among all forms of a booking.
func AnswerPath(form uuid.UUID, key string) string { return "form." + form.String() + "." + key }

// The answers of a yes-or-no question, whatever the language.
const (
	Yes = "yes"
	No  = "no"
)

// Check tidies answers and judges them against the document. Faults are at AnswerPath. What no field asks for is dropped. apperr.ErrValidation.
func (f FormVersion) Check(in Answers) (Answers, error) {
	var v checker
	out := Answers{}
	for _, q := range f.Document.Fields {
		if q.Kind == Statement {
			continue
		}
		path := AnswerPath(f.FormID, q.Key)
		given := q.tidy(in[q.Key])
		if len(given) == 0 {
			v.Check(!q.Required, path, "answer_required", "Answer this.")
			continue
		}
		q.judge(&v, path, given)
		out[q.Key] = given
	}
	return out, v.Err()
}

// tidy drops blanks, and all but the first answer where one is asked for.
func (q Field) tidy(in []string) []string {
	var out []string
	for _, s := range in {
		if q.Kind == LongText {
			s = text(s)
		} else {
			s = words(s)
		}
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if q.Kind != SomeOf && len(out) > 1 {
		out = out[:1]
	}
	return out
}

func (q Field) judge(v *checker, path string, given []string) {
	switch q.Kind {
	case ShortText:
		v.length(path, given[0], 1, maxShortAnswer)
	case LongText:
		v.length(path, given[0], 1, maxLongAnswer)
	case OneOf, SomeOf:
		for _, g := range given {
			v.Check(slices.Contains(q.Options, g), path, "answer_option", "Choose from the options.")
		}
	case YesNo:
		v.Check(given[0] == Yes || given[0] == No, path, "answer_option", "Choose yes or no.")
	case OnDate:
		_, err := time.Parse(time.DateOnly, given[0])
		v.Check(err == nil, path, "answer_date", "Give a date.")
	case Number:
		_, err := money.Parse(given[0], "KWD") // up to three decimals, in any script
		v.Check(err == nil && len(given[0]) <= 40, path, "answer_number", "Write a number.")
	}
}
