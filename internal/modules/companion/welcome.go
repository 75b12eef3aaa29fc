package companion

import (
	"context"
	"time"

	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

// disclosure is the version of the first page: what this is, what is kept, what happens in danger, and whether people are
// on call. Raise it when the page changes its meaning; everybody then reads it again.
const disclosure = "2026-11-21"

// Disclosure is the version that somebody has to have read. Where a model answers it is another: their words go to its server.
// So it is where the law bars talks (what they write is a journal), and where recordings go to a server.
func (s *Service) Disclosure(who identity.Principal) string {
	version := disclosure
	switch {
	case s.Rules(who).Journal():
		version += " journal"
	case s.Model != nil:
		version += " model"
	}
	if s.Voice != nil {
		version += " voice"
	}
	return version
}

// Modelled reports whether a language model answers somebody.
func (s *Service) Modelled(who identity.Principal) bool {
	return s.Model != nil && !s.Rules(who).Journal()
}

// Welcome is what somebody was shown and chose before their first word.
type Welcome struct {
	Disclosure string
	Remember   bool // the companion may keep facts
	At         time.Time
}

// Welcomed reads it. Errors: ErrNotWelcomed (never, or an older page), identity's.
func (s *Service) Welcomed(ctx context.Context, who identity.Principal) (Welcome, error) {
	if err := may(who); err != nil {
		return Welcome{}, err
	}
	row, err := companiondb.New(s.DB).GetWelcome(ctx, who.PersonID)
	if db.IsNoRows(err) || err == nil && row.Disclosure != s.Disclosure(who) {
		return Welcome{}, ErrNotWelcomed
	}
	return welcomeOf(row), err
}

func welcomeOf(row companiondb.CompanionWelcome) Welcome {
	return Welcome{Disclosure: row.Disclosure, Remember: row.Remember, At: row.WelcomedAt.UTC()}
}

// Accept records that the first page was read, and whether the companion may remember. Errors: identity's.
func (s *Service) Accept(ctx context.Context, who identity.Principal, remember bool) error {
	if err := may(who); err != nil {
		return err
	}
	id := who.PersonID
	return s.once(ctx, who, &id, nil, func(tx db.Tx) error {
		return companiondb.New(tx).Welcome(ctx, companiondb.WelcomeParams{PersonID: who.PersonID, Disclosure: s.Disclosure(who), Remember: remember, WelcomedAt: s.Clock.Now()})
	})
}
