// Package exercise holds the guided exercises: what clinicians have written down and tried, as data files with their
// source, and the rules by which a person goes through one. It has no database, no network and no model: the words that a
// person reads here are always those of the files.
package exercise

import "slices"

// Kind is what a step asks for.
type Kind string

// The kinds of steps.
const (
	Tell    Kind = "tell"    // nothing: text to read
	Write   Kind = "write"   // one text of at most MaxText characters
	List    Kind = "list"    // Least to Most short texts of at most MaxLine characters
	Choose  Kind = "choose"  // exactly one option
	Pick    Kind = "pick"    // Least to Most options
	Rate    Kind = "rate"    // a number from Least to Most
	Breathe Kind = "breathe" // nothing: Rounds of breathing in, holding and out
)

// Limits of an answer, in characters.
const (
	MaxText = 2000
	MaxLine = 200
)

// Languages are those that every exercise is written in, by BCP 47 tag. Others read English.
var Languages = []string{"en", "hi"}

// Text is the same words by language.
type Text map[string]string

// In is the text in a language, or in English where it has none.
func (t Text) In(tag string) string {
	if s, ok := t[tag]; ok {
		return s
	}
	return t["en"]
}

// Source is who described the exercise, so that a reader can look it up.
type Source struct {
	Authors   string `json:"authors"`
	Reference string `json:"reference"`
	Year      int    `json:"year"`
}

// Exercise is one script. Its steps are in order; an option or a step may leap ahead, never back, so every way ends.
type Exercise struct {
	Slug    string `json:"slug"`
	Version int    `json:"version"` // raised when a step's meaning changes
	Minutes int    `json:"minutes"` // that it usually takes
	Helps   []Need `json:"helps"`
	Title   Text   `json:"title"`
	About   Text   `json:"about"` // one sentence: what one does and why
	Source  Source `json:"source"`
	Steps   []Step `json:"steps"`
}

// Need is what somebody may come with.
type Need string

// The needs that exercises answer.
const (
	Rumination    Need = "rumination"
	LowMood       Need = "low_mood"
	Worry         Need = "worry"
	Panic         Need = "panic"
	Sleeplessness Need = "sleeplessness"
	SelfCriticism Need = "self_criticism"
	Stuck         Need = "stuck"
	Direction     Need = "direction"
	Stress        Need = "stress"
	Crisis        Need = "crisis"
)

// Step is one page of an exercise.
type Step struct {
	ID       string   `json:"id"`
	Kind     Kind     `json:"kind"`
	Text     Text     `json:"text"`
	Hint     Text     `json:"hint,omitempty"`
	Options  []Option `json:"options,omitempty"`
	Least    int      `json:"least,omitempty"`
	Most     int      `json:"most,omitempty"`
	Rounds   int      `json:"rounds,omitempty"`
	In       int      `json:"in,omitempty"`   // seconds
	Hold     int      `json:"hold,omitempty"` // seconds
	Out      int      `json:"out,omitempty"`  // seconds
	Optional bool     `json:"optional,omitempty"`
	Shows    string   `json:"shows,omitempty"`   // the step whose answer is repeated above this one
	Measure  string   `json:"measure,omitempty"` // "before" or "after" of the same thing, rated twice
	Next     string   `json:"next,omitempty"`    // the step that follows; otherwise the next in the file
	Lines    bool     `json:"lines,omitempty"`   // the help lines of the reader's country stand on this page
	Signs    bool     `json:"signs,omitempty"`   // of a safety plan: it asks for words of danger
}

// Option is one answer of a choice.
type Option struct {
	ID   string `json:"id"`
	Text Text   `json:"text"`
	Next string `json:"next,omitempty"` // for Choose: the step that follows
	// Danger: who chooses it says that they are in danger.
	Danger bool `json:"danger,omitempty"`
}

// step finds a step by its id.
func (e Exercise) step(id string) (Step, int, bool) {
	for i, s := range e.Steps {
		if s.ID == id {
			return s, i, true
		}
	}
	return Step{}, 0, false
}

// after is the id of the step that follows the i-th one after this answer; "" at the end.
func (e Exercise) after(i int, a Answer) string {
	s := e.Steps[i]
	next := s.Next
	for _, o := range s.Options {
		if s.Kind == Choose && o.Next != "" && slices.Contains(a.Options, o.ID) {
			next = o.Next
		}
	}
	switch {
	case next == End, next == "" && i+1 == len(e.Steps):
		return ""
	case next == "":
		return e.Steps[i+1].ID
	}
	return next
}

// Declares reports whether an answer to the open step says that its writer is in danger.
func (e Exercise) Declares(r Run, a Answer) bool {
	s, ok := e.Open(r)
	return ok && slices.ContainsFunc(s.Options, func(o Option) bool { return o.Danger && slices.Contains(a.Options, o.ID) })
}

// End as a Next ends the exercise.
const End = "end"
