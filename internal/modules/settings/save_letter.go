package settings

import (
	"context"
	"strings"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings/internal/settingsdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Tidy is words as they are kept: one kind of line end, nothing around them.
func Tidy(w notify.Words) notify.Words {
	return notify.Words{Subject: strings.TrimSpace(w.Subject), Body: strings.TrimSpace(strings.ReplaceAll(w.Body, "\r\n", "\n"))}
}

// CheckLetter says what is wrong with words for a letter. Operators only. Errors: identity's, ErrNoLetter.
func (s *Service) CheckLetter(by identity.Principal, lang, name string, w notify.Words) ([]notify.Fault, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	if _, ok := s.Letters.Original(lang, name); !ok {
		return nil, ErrNoLetter
	}
	return s.Letters.Check(lang, name, Tidy(w)), nil
}

// PreviewLetter renders words with fixed example data, if nothing is wrong with them. Operators only. Errors: identity's,
// ErrNoLetter, apperr.ErrValidation.
func (s *Service) PreviewLetter(by identity.Principal, lang, name string, w notify.Words) (subject, text, markup string, err error) {
	faults, err := s.CheckLetter(by, lang, name, w)
	if err == nil {
		err = faulty(faults)
	}
	if err != nil {
		return "", "", "", err
	}
	return s.Letters.Preview(lang, name, Tidy(w))
}

func faulty(list []notify.Fault) error {
	var v apperr.Validation
	for _, f := range list {
		v.Add(f.Field, f.Code, "Line %d: %s %s", f.Line, f.Code, f.Word)
	}
	return v.Err()
}

// SaveLetter puts an operator's words in place of a letter; it goes out so from now on. version is the one the change was
// made from. Operators only. Errors: identity's, ErrNoLetter, apperr.ErrValidation, ErrChanged.
func (s *Service) SaveLetter(ctx context.Context, by identity.Principal, lang, name string, w notify.Words, version int64) (LetterState, error) {
	faults, err := s.CheckLetter(by, lang, name, w)
	if err == nil {
		err = faulty(faults)
	}
	if err != nil {
		return LetterState{}, err
	}
	w = Tidy(w)
	return s.writeLetter(ctx, by, lang, name, &w, version)
}

// RestoreLetter brings the program's own words back. Operators only. Errors: identity's, ErrNoLetter, ErrChanged.
func (s *Service) RestoreLetter(ctx context.Context, by identity.Principal, lang, name string, version int64) (LetterState, error) {
	return s.writeLetter(ctx, by, lang, name, nil, version)
}

// writeLetter stores words, or none for the original, and leaves who did it.
func (s *Service) writeLetter(ctx context.Context, by identity.Principal, lang, name string, w *notify.Words, version int64) (LetterState, error) {
	if err := may(by, identity.Update); err != nil {
		return LetterState{}, err
	}
	if _, ok := s.Letters.Original(lang, name); !ok {
		return LetterState{}, ErrNoLetter
	}
	now := s.Clock.Now()
	var out LetterState
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		was, err := s.letterTx(ctx, tx, lang, name)
		if err != nil {
			return err
		}
		to := settingsdb.UpdateLetterParams{Brand: s.Brand, Name: name, Lang: lang, Version: version, ChangedBy: by.PersonID, ChangedAt: now}
		if w != nil {
			to.Subject, to.Body = &w.Subject, &w.Body
		}
		if err := s.writeLetterTx(ctx, tx, to); err != nil {
			return err
		}
		if out, err = s.letterTx(ctx, tx, lang, name); err != nil {
			return err
		}
		return s.recordTx(ctx, tx, by, now, KindLetter, lang+"/"+name, was.Words, out.Words)
	})
	if err == nil {
		s.known(ctx)
	}
	return out, err
}

func (s *Service) writeLetterTx(ctx context.Context, tx db.Tx, to settingsdb.UpdateLetterParams) error {
	var n int64
	var err error
	if to.Version == Untouched {
		n, err = on(tx).InsertLetter(ctx, settingsdb.InsertLetterParams{Brand: to.Brand, Name: to.Name, Lang: to.Lang, Subject: to.Subject, Body: to.Body, ChangedBy: to.ChangedBy, ChangedAt: to.ChangedAt})
	} else {
		n, err = on(tx).UpdateLetter(ctx, to)
	}
	if err == nil && n == 0 {
		return ErrChanged
	}
	return err
}
