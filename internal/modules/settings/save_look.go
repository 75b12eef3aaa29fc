package settings

import (
	"context"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings/internal/settingsdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/theme"
)

// Limits of a brand's words, in characters.
const (
	MaxBrandName   = 40
	MaxLegalName   = 120
	MaxSupportMail = 254
)

// CodeContrast is the code of a pair of tokens that would not be legible; its field is "pair.<fore>.<back>.<light or dark>".
const CodeContrast = "contrast"

// tidy is a look as it is kept.
func tidy(l Look) Look {
	return Look{strings.TrimSpace(l.Name), strings.TrimSpace(l.LegalName), strings.TrimSpace(l.SupportMail), l.Colours.Tidy()}
}

// Measure is how legible colours are, pair by pair. Operators only. Errors: identity's, apperr.ErrValidation for numbers
// outside their limits.
func (s *Service) Measure(by identity.Principal, c theme.Colours) ([]theme.Pair, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	var v apperr.Validation
	c.Check(&v)
	if err := v.Err(); err != nil {
		return nil, err
	}
	return s.Theme.Measure(c.Tidy()), nil
}

// SaveLook changes the running brand. version is the one that the change was made from. Operators only. Errors: identity's,
// ErrChanged, apperr.ErrValidation: with CodeContrast for every pair that would not be legible.
func (s *Service) SaveLook(ctx context.Context, by identity.Principal, l Look, version int64) (LookState, error) {
	if err := may(by, identity.Update); err != nil {
		return LookState{}, err
	}
	l = tidy(l)
	if err := s.checkLook(l); err != nil {
		return LookState{}, err
	}
	return s.writeLook(ctx, by, l, version)
}

// RestoreLook brings back what the brand comes with. Operators only. Errors: identity's, ErrChanged.
func (s *Service) RestoreLook(ctx context.Context, by identity.Principal, version int64) (LookState, error) {
	if err := may(by, identity.Update); err != nil {
		return LookState{}, err
	}
	return s.writeLook(ctx, by, s.fileLook(), version)
}

func (s *Service) checkLook(l Look) error {
	var v apperr.Validation
	v.Check(said(l.Name, MaxBrandName), "name", "one_line", "A name is one line of at most %d characters.", MaxBrandName)
	v.Check(said(l.LegalName, MaxLegalName), "legal_name", "one_line", "A legal name is one line of at most %d characters.", MaxLegalName)
	a, err := mail.ParseAddress(l.SupportMail)
	v.Check(err == nil && a.Address == l.SupportMail && said(l.SupportMail, MaxSupportMail), "support_mail", "email", "Write an address like help@example.org.")
	l.Colours.Check(&v)
	if err := v.Err(); err != nil {
		return err
	}
	for _, p := range s.Theme.Measure(l.Colours) {
		light, dark := p.Fails()
		at := "pair." + p.Fore + "." + p.Back
		v.Check(!light, at+".light", CodeContrast, "%s on %s has %s in the light theme and needs %.1f.", p.Fore, p.Back, p.Light.Shown(), p.Least())
		v.Check(!dark, at+".dark", CodeContrast, "%s on %s has %s in the dark theme and needs %.1f.", p.Fore, p.Back, p.Dark.Shown(), p.Least())
	}
	return v.Err()
}

// said reports whether words are one visible line. What turns the direction of text is refused: a name stands in the middle of
// sentences of both directions.
func said(words string, most int) bool {
	odd := func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	}
	return words != "" && utf8.ValidString(words) && utf8.RuneCountInString(words) <= most && !strings.ContainsFunc(words, odd)
}

// writeLook stores what differs from the file, and leaves who did it: what a later file says anew holds where nobody decided.
func (s *Service) writeLook(ctx context.Context, by identity.Principal, l Look, version int64) (LookState, error) {
	now := s.Clock.Now()
	var out LookState
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		was, err := s.lookTx(ctx, tx)
		if err != nil {
			return err
		}
		to := settingsdb.UpdateLookParams{Brand: s.brandID(), Version: version, ChangedBy: by.PersonID, ChangedAt: now}
		s.differing(&to, l)
		if err := s.writeLookTx(ctx, tx, to); err != nil {
			return err
		}
		if out, err = s.lookTx(ctx, tx); err != nil {
			return err
		}
		return s.recordTx(ctx, tx, by, now, KindBrand, s.brandID(), was.Look, out.Look)
	})
	if err == nil {
		s.known(ctx)
	}
	return out, err
}

func (s *Service) differing(to *settingsdb.UpdateLookParams, l Look) {
	file := s.fileLook()
	to.Name, to.LegalName, to.SupportMail = differs(l.Name, file.Name), differs(l.LegalName, file.LegalName), differs(l.SupportMail, file.SupportMail)
	if c := &l.Colours; *c != file.Colours {
		to.PrimaryHue, to.PrimaryChroma = &c.Primary.Hue, &c.Primary.Chroma
		to.AccentHue, to.AccentChroma = &c.Accent.Hue, &c.Accent.Chroma
		to.NeutralHue, to.NeutralChroma = &c.Neutral.Hue, &c.Neutral.Chroma
	}
}

func differs(words, file string) *string {
	if words == file {
		return nil
	}
	return &words
}

func (s *Service) writeLookTx(ctx context.Context, tx db.Tx, to settingsdb.UpdateLookParams) error {
	var n int64
	var err error
	if to.Version == Untouched {
		n, err = on(tx).InsertLook(ctx, settingsdb.InsertLookParams{Brand: to.Brand, Name: to.Name, LegalName: to.LegalName, SupportMail: to.SupportMail,
			PrimaryHue: to.PrimaryHue, PrimaryChroma: to.PrimaryChroma, AccentHue: to.AccentHue, AccentChroma: to.AccentChroma,
			NeutralHue: to.NeutralHue, NeutralChroma: to.NeutralChroma, ChangedBy: to.ChangedBy, ChangedAt: to.ChangedAt})
	} else {
		n, err = on(tx).UpdateLook(ctx, to)
	}
	if err == nil && n == 0 {
		return ErrChanged
	}
	return err
}
