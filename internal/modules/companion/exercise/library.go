package exercise

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"unicode/utf8"
)

//go:embed data/*.json
var embedded embed.FS

// Library is the set of exercises in the order of their files. It is immutable and safe for concurrent use.
type Library struct {
	all    []Exercise
	bySlug map[string]int
}

// Load reads and checks the embedded files. An error names the file and the step; it is a fault of the program.
func Load() (*Library, error) { return load(embedded) }

func load(files fs.FS) (*Library, error) {
	names, err := fs.Glob(files, "data/*.json")
	if err != nil {
		return nil, err
	}
	l := &Library{bySlug: map[string]int{}}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		e, err := parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if _, twice := l.bySlug[e.Slug]; twice {
			return nil, fmt.Errorf("%s: the slug %q is used twice", name, e.Slug)
		}
		l.bySlug[e.Slug] = len(l.all)
		l.all = append(l.all, e)
	}
	return l, nil
}

// All are the exercises.
func (l *Library) All() []Exercise { return slices.Clone(l.all) }

// Find gives an exercise by its slug. Errors: ErrNoExercise.
func (l *Library) Find(slug string) (Exercise, error) {
	i, ok := l.bySlug[slug]
	if !ok {
		return Exercise{}, ErrNoExercise
	}
	return l.all[i], nil
}

// For are the exercises that answer a need, in the library's order.
func (l *Library) For(n Need) (out []Exercise) {
	for _, e := range l.all {
		if slices.Contains(e.Helps, n) {
			out = append(out, e)
		}
	}
	return out
}

func parse(raw []byte) (Exercise, error) {
	var e Exercise
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, err
	}
	return e, e.check()
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Limits of the texts of a file, in characters: a step has to fit a phone without scrolling.
const (
	maxTitle = 40
	maxStep  = 360
)

func (e Exercise) check() error {
	switch {
	case !slugPattern.MatchString(e.Slug):
		return fmt.Errorf("the slug %q is not of small letters, digits and hyphens", e.Slug)
	case e.Version < 1, e.Minutes < 1, len(e.Helps) == 0, len(e.Steps) == 0:
		return errors.New("version, minutes, helps and steps are needed")
	case e.Source.Authors == "" || e.Source.Reference == "" || e.Source.Year < 1900:
		return errors.New("the source is not named")
	}
	if err := errors.Join(e.Title.check("title", maxTitle), e.About.check("about", maxStep)); err != nil {
		return err
	}
	for i, s := range e.Steps {
		if err := e.checkStep(i, s); err != nil {
			return fmt.Errorf("step %d (%s): %w", i+1, s.ID, err)
		}
	}
	return e.reachable()
}

func (e Exercise) checkStep(i int, s Step) error {
	if _, first, _ := e.step(s.ID); s.ID == "" || s.ID == End || first != i {
		return errors.New("its id is missing, reserved or used twice")
	}
	err := errors.Join(s.Text.check("text", maxStep), s.shape())
	if len(s.Hint) > 0 {
		err = errors.Join(err, s.Hint.check("hint", maxStep))
	}
	for _, o := range s.Options {
		err = errors.Join(err, o.Text.check("option "+o.ID, maxTitle*2), e.leads(i, o.Next))
	}
	if _, shown, ok := e.step(s.Shows); s.Shows != "" && (!ok || shown >= i) {
		err = errors.Join(err, fmt.Errorf("it shows %q, which is not an earlier step", s.Shows))
	}
	return errors.Join(err, e.leads(i, s.Next))
}

// leads refuses a way back: without one every way through the steps ends.
func (e Exercise) leads(from int, next string) error {
	if next == "" || next == End {
		return nil
	}
	if _, to, ok := e.step(next); !ok || to <= from {
		return fmt.Errorf("it leads to %q, which is not a later step", next)
	}
	return nil
}

// shape checks that a step has what its kind needs.
func (s Step) shape() error {
	ok := false
	switch s.Kind {
	case Tell:
		ok = !s.Optional
	case Write:
		ok = true
	case List:
		ok = s.Most >= max(s.Least, 1)
	case Choose:
		ok = len(s.Options) >= 2
	case Pick:
		ok = len(s.Options) >= 2 && s.Most >= max(s.Least, 1) && s.Most <= len(s.Options)
	case Rate:
		ok = s.Most > s.Least
	case Breathe:
		ok = s.Rounds > 0 && s.In > 0 && s.Out > 0 && s.Hold >= 0 && !s.Optional
	}
	if !ok {
		return fmt.Errorf("a step of kind %q lacks what it needs", s.Kind)
	}
	return nil
}

func (e Exercise) reachable() error {
	seen := map[string]bool{e.Steps[0].ID: true}
	for i, s := range e.Steps {
		if !seen[s.ID] {
			return fmt.Errorf("no way leads to step %q", s.ID)
		}
		every := s.Kind == Choose && !s.Optional && !slices.ContainsFunc(s.Options, func(o Option) bool { return o.Next == "" })
		for _, o := range s.Options {
			seen[o.Next] = true
		}
		if !every {
			seen[e.after(i, Answer{})] = true
		}
	}
	return nil
}

func (t Text) check(what string, most int) error {
	for _, tag := range Languages {
		if n := utf8.RuneCountInString(t[tag]); n == 0 || n > most {
			return fmt.Errorf("%s in %s has %d characters, 1 to %d are allowed", what, tag, n, most)
		}
	}
	return nil
}
