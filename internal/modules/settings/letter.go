package settings

import (
	"context"
	"slices"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings/internal/settingsdb"
	"klear/internal/platform/db"
)

// LetterState is a letter in one language as it stands. Changed: in an operator's words. Version is Untouched until
// somebody changed it.
type LetterState struct {
	Name, Lang string
	Words      notify.Words
	Changed    bool
	Version    int64
	Touched
}

// Override is an operator's words for a letter, from memory; notify asks for them.
func (s *Service) Override(lang, name string) (notify.Words, bool) {
	all := s.letters.Load()
	if all == nil {
		return notify.Words{}, false
	}
	w, ok := (*all)[lang+"/"+name]
	return w, ok
}

func wordsOf(rows []settingsdb.LettersRow) *map[string]notify.Words {
	out := map[string]notify.Words{}
	for _, r := range rows {
		if r.Subject != nil && r.Body != nil {
			out[r.Lang+"/"+r.Name] = notify.Words{Subject: *r.Subject, Body: *r.Body}
		}
	}
	return &out
}

// LetterList are all letters in all languages, by name. Operators only. Errors: identity's.
func (s *Service) LetterList(ctx context.Context, by identity.Principal) ([]LetterState, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).Letters(ctx, s.Brand)
	if err != nil {
		return nil, err
	}
	var out []LetterState
	for _, name := range s.Letters.Names() {
		for _, lang := range notify.Languages {
			out = append(out, s.letterOf(lang, name, rows))
		}
	}
	return out, nil
}

// LetterOf is one letter. Operators only. Errors: identity's, ErrNoLetter.
func (s *Service) LetterOf(ctx context.Context, by identity.Principal, lang, name string) (LetterState, error) {
	if err := may(by, identity.Read); err != nil {
		return LetterState{}, err
	}
	if _, ok := s.Letters.Original(lang, name); !ok {
		return LetterState{}, ErrNoLetter
	}
	return s.letterTx(ctx, s.DB, lang, name)
}

func (s *Service) letterTx(ctx context.Context, q db.Querier, lang, name string) (LetterState, error) {
	rows, err := on(q).Letters(ctx, s.Brand)
	return s.letterOf(lang, name, rows), err
}

func (s *Service) letterOf(lang, name string, rows []settingsdb.LettersRow) LetterState {
	out := LetterState{Name: name, Lang: lang, Version: Untouched}
	out.Words, _ = s.Letters.Original(lang, name)
	i := slices.IndexFunc(rows, func(r settingsdb.LettersRow) bool { return r.Lang == lang && r.Name == name })
	if i < 0 {
		return out
	}
	r := rows[i]
	out.Version, out.Touched = r.Version, Touched{r.ChangedBy, r.ChangedAt.UTC()}
	if r.Subject != nil && r.Body != nil {
		out.Words, out.Changed = notify.Words{Subject: *r.Subject, Body: *r.Body}, true
	}
	return out
}
