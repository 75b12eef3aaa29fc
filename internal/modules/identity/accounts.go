package identity

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// AccountState is an account as operators see it.
type AccountState struct {
	Person
	Reason   string // given with the last change of the status
	Sessions int    // signed-in devices
}

const maxSearchWords = 200 // characters

// Accounts lists accounts whose address or name has words in it, newest first, and how many there are; without words all
// of them. Number counts from 1. Operators only.
func (s *Service) Accounts(ctx context.Context, by Principal, words string, number, limit int) ([]Person, int, error) {
	if err := Authorize(by, Read, ResAccount, Subject{}); err != nil {
		return nil, 0, err
	}
	words = strings.TrimSpace(words)
	if !utf8.ValidString(words) || strings.ContainsRune(words, 0) || utf8.RuneCountInString(words) > maxSearchWords {
		return nil, 0, nil // nobody is called that
	}
	rows, err := queries(s.db).SearchAccounts(ctx, identitydb.SearchAccountsParams{Words: words, MaxRows: int32(limit), Skip: int32((number - 1) * limit)})
	if err != nil {
		return nil, 0, err
	}
	out, total := make([]Person, len(rows)), 0
	for i, r := range rows {
		out[i], total = toPerson(identitydb.PeopleByIDsRow{ID: r.ID, Kind: r.Kind, Email: r.Email, EmailVerifiedAt: r.EmailVerifiedAt, Name: r.Name,
			Phone: r.Phone, Role: r.Role, Status: r.Status, Zone: r.Zone, Locale: r.Locale, Place: r.Place, AvatarKey: r.AvatarKey, Version: r.Version, CreatedAt: r.CreatedAt}), int(r.Total)
	}
	return out, total, nil
}

// AccountState reads one account. Operators only. ErrPersonNotFound, also for guests and erased accounts.
func (s *Service) AccountState(ctx context.Context, by Principal, id uuid.UUID) (AccountState, error) {
	if err := Authorize(by, Read, ResAccount, Subject{}); err != nil {
		return AccountState{}, err
	}
	state, err := queries(s.db).AccountState(ctx, identitydb.AccountStateParams{ID: id, Now: s.clock.Now()})
	if db.IsNoRows(err) {
		return AccountState{}, ErrPersonNotFound
	}
	if err != nil {
		return AccountState{}, err
	}
	p, err := s.PersonByID(ctx, s.db, id)
	return AccountState{Person: p, Reason: state.StatusReason, Sessions: int(state.Sessions)}, err
}
