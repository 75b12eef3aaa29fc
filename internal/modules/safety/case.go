package safety

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/internal/safetydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Outcome is how a case ended.
type Outcome string

// Outcomes are all there are.
const (
	Reached    Outcome = "reached"     // somebody spoke with the person
	NotReached Outcome = "not_reached" // nobody could
	Emergency  Outcome = "emergency"   // emergency services were called by a person
	NoDanger   Outcome = "no_danger"   // the message meant something else
)

// Outcomes in the order of forms.
var Outcomes = []Outcome{Reached, NotReached, Emergency, NoDanger}

// Case is one person whom the team looks after. Their words are not here.
type Case struct {
	ID             uuid.UUID
	PersonID       uuid.UUID
	Name           string // of the person; Email and Phone reach them
	Email, Phone   string
	Level          assess.Level
	Messages       int // urgent ones
	Pages          int // times the team was written to
	OpenedAt       time.Time
	LatestAt       time.Time
	PagedAt        time.Time // zero: not yet
	AcknowledgedAt time.Time // zero: nobody looks after it
	AcknowledgedBy string    // name
}

// Cases is a page of the open cases: those that nobody looks after first, then the gravest, then the longest waiting; and
// how many there are. Pages count from 1, limit is 1 to 100. Operators only. Errors: identity's.
func (s *Service) Cases(ctx context.Context, by identity.Principal, page, limit int) ([]Case, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	page, limit = min(max(page, 1), 10_000), min(max(limit, 1), 100)
	rows, err := on(s.DB).OpenCases(ctx, safetydb.OpenCasesParams{MaxRows: int32(limit), Skip: int32((page - 1) * limit)})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	ids := []uuid.UUID{}
	for _, r := range rows {
		ids = append(ids, r.SafetyOnCallCase.PersonID)
		if by := r.SafetyOnCallCase.AcknowledgedBy; by != nil {
			ids = append(ids, *by)
		}
	}
	people, err := s.People.PeopleByIDs(ctx, s.DB, ids)
	out := make([]Case, len(rows))
	for i, r := range rows {
		out[i] = toCase(r.SafetyOnCallCase, people)
	}
	return out, int(rows[0].Total), err
}

func toCase(r safetydb.SafetyOnCallCase, people map[uuid.UUID]identity.Person) Case {
	level, _ := assess.ParseLevel(r.Level) // the table knows no other
	who := people[r.PersonID]
	c := Case{ID: r.ID, PersonID: r.PersonID, Name: who.Name, Email: who.Email, Phone: who.Phone, Level: level, Messages: int(r.Messages), Pages: int(r.Pages),
		OpenedAt: r.OpenedAt.UTC(), LatestAt: r.LatestAt.UTC()}
	if r.PagedAt != nil {
		c.PagedAt = r.PagedAt.UTC()
	}
	if r.AcknowledgedAt != nil {
		c.AcknowledgedAt, c.AcknowledgedBy = r.AcknowledgedAt.UTC(), people[*r.AcknowledgedBy].Name
	}
	return c
}

// Acknowledge says that the operator who asks looks after a case: paging ends. Of many at once one wins; who has it already
// may ask again. Errors: identity's, ErrNoCase, ErrCaseTaken, ErrCaseOver.
func (s *Service) Acknowledge(ctx context.Context, by identity.Principal, id uuid.UUID) error {
	return s.withCase(ctx, by, id, func(tx db.Tx, now time.Time, c safetydb.SafetyOnCallCase, level assess.Level) error {
		switch {
		case c.AcknowledgedBy != nil && *c.AcknowledgedBy == by.PersonID:
			return nil
		case c.AcknowledgedBy != nil:
			return ErrCaseTaken
		}
		if err := on(tx).Acknowledge(ctx, safetydb.AcknowledgeParams{ID: id, Now: now, By: by.PersonID}); err != nil {
			return err
		}
		return s.publishTx(ctx, tx, EventAcknowledged, c.Version+1, by.Actor(), now, CaseEvent{CaseID: id, Level: level})
	})
}

// Resolve ends a case with what came of it. Anybody of the operators may, once somebody acknowledged it. The person's card
// stays. Errors: identity's, apperr.ErrValidation, ErrNoCase, ErrNotAcknowledged, ErrCaseOver.
func (s *Service) Resolve(ctx context.Context, by identity.Principal, id uuid.UUID, outcome Outcome) error {
	var v apperr.Validation
	v.Check(slices.Contains(Outcomes, outcome), "outcome", "required", "Choose what came of it.")
	if err := may(by, identity.Update); err != nil {
		return err
	}
	if v.Err() != nil {
		return v.Err()
	}
	return s.withCase(ctx, by, id, func(tx db.Tx, now time.Time, c safetydb.SafetyOnCallCase, level assess.Level) error {
		if c.AcknowledgedBy == nil {
			return ErrNotAcknowledged
		}
		if err := on(tx).Resolve(ctx, safetydb.ResolveParams{ID: id, Now: now, By: by.PersonID, Outcome: string(outcome)}); err != nil {
			return err
		}
		return s.publishTx(ctx, tx, EventResolved, c.Version+1, by.Actor(), now, CaseEvent{CaseID: id, Level: level, Outcome: outcome})
	})
}

// withCase locks an open case for an operator.
func (s *Service) withCase(ctx context.Context, by identity.Principal, id uuid.UUID, do func(db.Tx, time.Time, safetydb.SafetyOnCallCase, assess.Level) error) error {
	if err := may(by, identity.Update); err != nil {
		return err
	}
	now := s.Clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error {
		c, err := on(tx).LockCase(ctx, id)
		switch {
		case db.IsNoRows(err):
			return ErrNoCase
		case err != nil:
			return err
		case c.ResolvedAt != nil:
			return ErrCaseOver
		}
		level, err := assess.ParseLevel(c.Level)
		if err != nil {
			return err
		}
		return do(tx, now, c, level)
	})
}
