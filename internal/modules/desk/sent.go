package desk

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/desk/internal/deskdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"

	"github.com/google/uuid"
)

// maxSent is how many of their reports somebody takes along.
const maxSent = 1000

// Sent is a report as its sender knows it.
type Sent struct {
	ID     uuid.UUID
	Name   string // of the page; "" when its practitioner erased their account
	Kind   string
	Words  string // "" when the person it is about erased their account
	Closed bool   // it was decided; how is told to nobody but operators
	At     time.Time
}

// SentBy lists the reports that the caller sent while signed in, oldest first, at most 1,000. Errors:
// identity.ErrUnauthenticated.
func (s *Service) SentBy(ctx context.Context, by identity.Principal) ([]Sent, error) {
	if !by.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	rows, err := on(s.DB).ReportsBy(ctx, deskdb.ReportsByParams{ReporterID: &by.PersonID, MaxRows: maxSent})
	if err != nil {
		return nil, err
	}
	out := make([]Sent, len(rows))
	for i, r := range rows {
		words, err := s.People.OpenTx(ctx, s.DB, r.SubjectID, wordsOf(r.ID), r.WordsSealed)
		if err != nil && !errors.Is(err, crypto.ErrKeyDestroyed) {
			return nil, err
		}
		out[i] = Sent{ID: r.ID, Name: r.DisplayName, Kind: r.Kind, Words: string(words), Closed: ReportStatus(r.Status) != Open, At: r.CreatedAt.UTC()}
	}
	return out, nil
}
