package dispute

import (
	"context"
	"time"

	"klear/internal/modules/dispute/internal/disputedb"
	"klear/internal/modules/identity"

	"github.com/google/uuid"
)

// Page of a list; Number counts from 1, Limit is 1 to 100.
type Page struct{ Number, Limit int }

// Queue lists everybody's disputes in a state (Waiting, Answered or Closed), what is due first first, and how many there
// are. Operators only. Errors: identity's.
func (s *Service) Queue(ctx context.Context, who identity.Principal, state State, page Page) ([]Dispute, int, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, 0, err
	}
	return s.list(ctx, state, uuid.Nil, page)
}

// Mine lists the own disputes in a state, as Queue does. Errors: identity's.
func (s *Service) Mine(ctx context.Context, who identity.Principal, state State, page Page) ([]Dispute, int, error) {
	if err := identity.Authorize(who, identity.Read, identity.ResDispute, identity.Subject{Owner: who.PersonID}); err != nil {
		return nil, 0, err
	}
	return s.list(ctx, state, who.PersonID, page)
}

func (s *Service) list(ctx context.Context, state State, person uuid.UUID, page Page) ([]Dispute, int, error) {
	n, most := min(max(page.Number, 1), 10_000), min(max(page.Limit, 1), 100)
	rows, err := on(s.DB).Queue(ctx, disputedb.QueueParams{State: string(state), PersonID: person, MaxRows: int32(most), Skip: int32((n - 1) * most)})
	out, total := make([]Dispute, len(rows)), 0
	for i, r := range rows {
		out[i], total = disputeOf(r.DisputeDesk), int(r.Total)
	}
	return out, total, err
}

// Case is a dispute with what its practitioner adds.
type Case struct {
	Dispute
	Note    string
	Version int64 // of the note; 0: nothing was ever written
	Files   []File
}

// Open reads a dispute for its practitioner or an operator. Errors: ErrNotFound, also for those of others.
func (s *Service) Open(ctx context.Context, who identity.Principal, id uuid.UUID) (Case, error) {
	d, err := s.find(ctx, s.DB, who, identity.Read, id)
	if err != nil {
		return Case{}, err
	}
	if d.Answer != nil && d.PersonID == who.PersonID {
		d.Answer.Reason = ""
	}
	return s.caseOf(ctx, s.DB, d)
}

// Due counts disputes that nobody answered, by how long there is, and answers that a gateway refused within a week.
type Due struct{ Later, Soon, Passed, Refused int }

// dueSoon is when a dispute without an answer becomes an alarm.
const dueSoon = 72 * time.Hour

// CountDue counts them for the metrics.
func (s *Service) CountDue(ctx context.Context) (Due, error) {
	now := s.Clock.Now()
	r, err := on(s.DB).Due(ctx, disputedb.DueParams{Now: &now, Soon: now.Add(dueSoon), RefusedSince: now.AddDate(0, 0, -7)})
	return Due{int(r.Later), int(r.Soon), int(r.Passed), int(r.Refused)}, err
}
