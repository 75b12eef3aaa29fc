package settings

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings/internal/settingsdb"
	"klear/internal/platform/brand"
	"klear/internal/platform/db"
	"klear/internal/platform/theme"
)

// Look is what an operator changes of a brand: what it is called, where people write to, and its colours. Help lines, words and
// areas are not part of it.
type Look struct {
	Name        string        `json:"name"`
	LegalName   string        `json:"legal_name"`
	SupportMail string        `json:"support_mail"`
	Colours     theme.Colours `json:"colours"`
}

// LookState is the running brand's look as it stands. Version is Untouched until somebody changed it. Changed: something differs
// from File.
type LookState struct {
	Look
	File    Look // what the brand comes with
	Changed bool
	Version int64
	Touched
}

// fileLook is the look without operators.
func (s *Service) fileLook() Look {
	b := s.Live.File()
	return Look{Name: b.Name, LegalName: b.LegalName, SupportMail: b.SupportMail, Colours: s.Theme.Own()}
}

// LookOf is the brand's look. Operators only. Errors: identity's.
func (s *Service) LookOf(ctx context.Context, by identity.Principal) (LookState, error) {
	if err := may(by, identity.Read); err != nil {
		return LookState{}, err
	}
	return s.lookTx(ctx, s.DB)
}

func (s *Service) lookTx(ctx context.Context, q db.Querier) (LookState, error) {
	file := s.fileLook()
	out := LookState{Look: file, File: file, Version: Untouched}
	r, err := on(q).Look(ctx, s.brandID())
	if db.IsNoRows(err) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Version, out.Touched = r.Version, Touched{r.ChangedBy, r.ChangedAt.UTC()}
	put(&out.Name, r.Name)
	put(&out.LegalName, r.LegalName)
	put(&out.SupportMail, r.SupportMail)
	for _, n := range numbers(&out.Colours, &r) {
		put(n.of, *n.row)
	}
	out.Changed = out.Look != file
	return out, nil
}

// put replaces what the file says where there is something to replace it.
func put[T any](of *T, with *T) {
	if with != nil {
		*of = *with
	}
}

// number is one of the six and its column.
type number struct {
	of  *float64
	row **float64
}

func numbers(c *theme.Colours, r *settingsdb.LookRow) []number {
	return []number{
		{&c.Primary.Hue, &r.PrimaryHue}, {&c.Primary.Chroma, &r.PrimaryChroma}, {&c.Accent.Hue, &r.AccentHue},
		{&c.Accent.Chroma, &r.AccentChroma}, {&c.Neutral.Hue, &r.NeutralHue}, {&c.Neutral.Chroma, &r.NeutralChroma},
	}
}

// worn is the brand with a look: a new value, for whoever holds the old one goes on with it. Without other colours it is as its
// file paints it.
func (s *Service) worn(l Look) *brand.Brand {
	b := *s.Live.File()
	b.Name, b.LegalName, b.SupportMail = l.Name, l.LegalName, l.SupportMail
	if l.Colours != s.Theme.Own() {
		s.Theme.Dress(&b, l.Colours)
	}
	return &b
}
