package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"

	"github.com/google/uuid"
)

// Encounter is how a session went, as its practitioner sees it.
type Encounter struct {
	Started time.Time // zero until it was opened
	Ended   time.Time // zero until it was closed
	Note    string    // the caller's own, private one
	NotedAt time.Time // zero without a note
	Earlier int       // completed sessions with the same client before this one
}

// Encounter reads how b went for the practitioner in it. Errors: identity.ErrForbidden for everybody else.
func (s *Service) Encounter(ctx context.Context, c Caller, b *Booking) (Encounter, error) {
	if err := identity.Authorize(c.Principal, identity.Read, identity.ResNote, b.subjectFor(c.Principal)); err != nil {
		return Encounter{}, err
	}
	row, err := bookingdb.New(s.DB).Encounter(ctx, bookingdb.EncounterParams{AuthorID: c.PersonID, BookingID: b.ID})
	if err != nil {
		return Encounter{}, err
	}
	e := Encounter{Started: instant(row.StartedAt), Ended: instant(row.FinishedAt), NotedAt: instant(row.WrittenAt), Earlier: int(row.Earlier)}
	e.Note, err = s.open(ctx, s.DB, c.PersonID, crypto.AAD{Table: tableNote, Column: "note_sealed", Row: b.ID}, row.NoteSealed)
	return e, err
}

// Together counts, for each of the caller's sessions, the completed ones with the same client before it. Ids of others'
// sessions are absent from the result.
func (s *Service) Together(ctx context.Context, c Caller, list []*Booking) (map[uuid.UUID]int, error) {
	out := make(map[uuid.UUID]int, len(list))
	if len(list) == 0 {
		return out, nil
	}
	ids := make([]uuid.UUID, len(list))
	for i, b := range list {
		ids[i] = b.ID
	}
	rows, err := bookingdb.New(s.DB).Together(ctx, bookingdb.TogetherParams{Ids: ids, PersonID: c.PersonID})
	for _, r := range rows {
		out[r.ID] = int(r.Earlier)
	}
	return out, err
}

// Upcoming counts the caller's bookings ahead, on either side: those for which an account cannot be deleted yet.
func (s *Service) Upcoming(ctx context.Context, c Caller) (int, error) {
	if !c.SignedIn() {
		return 0, identity.ErrUnauthenticated
	}
	n, err := bookingdb.New(s.DB).UpcomingOf(ctx, bookingdb.UpcomingOfParams{PersonID: c.PersonID, Now: s.Clock.Now()})
	return int(n), err
}

// instant is a nullable column's time in UTC; null is the zero time.
func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
