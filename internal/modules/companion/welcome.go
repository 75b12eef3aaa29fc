package companion

import (
	"context"
	"time"

	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

// Disclosure is the version of the first page: what this is, what is kept, what happens in danger, and whether people are
// on call. Raise it when the page changes its meaning; everybody then reads it again.
const Disclosure = "2026-11"

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
	if db.IsNoRows(err) || err == nil && row.Disclosure != Disclosure {
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
		return companiondb.New(tx).Welcome(ctx, companiondb.WelcomeParams{PersonID: who.PersonID, Disclosure: Disclosure, Remember: remember, WelcomedAt: s.Clock.Now()})
	})
}
