package safety

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/internal/safetydb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// record keeps the level for the course of days; from moderate on also the event and the card, and at urgent levels the
// case, in one transaction with the call for the team and the letter to whom the person named. A reading that was recorded
// before changes nothing.
func (s *Service) record(ctx context.Context, r Reading) (k kept, err error) {
	err = s.DB.InTx(ctx, func(tx db.Tx) error {
		k = kept{}
		added, err := on(tx).AddReading(ctx, safetydb.AddReadingParams{ID: r.ID, PersonID: r.Person, Level: r.Level.String(), Calm: r.Calm, At: r.At})
		if err != nil || !r.Level.Flagged() {
			return err
		}
		if added == 0 {
			k, err = s.beyondTx(ctx, tx, r)
			return err
		}
		err = on(tx).PinCard(ctx, safetydb.PinCardParams{PersonID: r.Person, Level: r.Level.String(), PinnedUntil: r.At.Add(CardFor), At: r.At})
		if err != nil {
			return err
		}
		var in *uuid.UUID
		if r.Level.Urgent() {
			var id uuid.UUID
			if id, k, err = s.urgentTx(ctx, tx, r, false); err != nil {
				return err
			}
			in = &id
		}
		return on(tx).AddEvent(ctx, safetydb.AddEventParams{ID: r.Event, PersonID: r.Person, Level: r.Level.String(), Reasons: r.Reasons, CaseID: in, At: r.At})
	})
	if err != nil {
		return kept{}, err
	}
	return k, nil
}

// beyondTx takes a reading that is not written: it was recorded before, or there are enough of the last hour. Of a flood the card
// and the case are touched, and nothing is added: the case is opened anew or comes back to the team all the same.
func (s *Service) beyondTx(ctx context.Context, tx db.Tx, r Reading) (k kept, err error) {
	before, err := on(tx).HasReading(ctx, r.ID)
	if err != nil || before {
		return k, err
	}
	s.Counted("flooded")
	err = on(tx).PinCard(ctx, safetydb.PinCardParams{PersonID: r.Person, Level: r.Level.String(), PinnedUntil: r.At.Add(CardFor), At: r.At})
	if err == nil && r.Level.Urgent() {
		_, k, err = s.urgentTx(ctx, tx, r, true)
	}
	return k, err
}

// urgentTx puts a reading on the list of the team, and decides about the letter to whom the person named.
// quiet: of a flood.
func (s *Service) urgentTx(ctx context.Context, tx db.Tx, r Reading, quiet bool) (id uuid.UUID, k kept, err error) {
	team, err := s.team(ctx, tx)
	if err != nil {
		return id, k, err
	}
	if id, err = s.caseTx(ctx, tx, r, team, quiet); err != nil {
		return id, k, err
	}
	k.team = len(team) > 0
	k.told, err = s.tellTx(ctx, tx, r.At, id, r.Level)
	return id, k, err
}

// caseTx opens a case or joins the open one, and calls the team when they have to look. quiet: what changes nothing for them is no
// event.
func (s *Service) caseTx(ctx context.Context, tx db.Tx, r Reading, team []identity.Person, quiet bool) (uuid.UUID, error) {
	q, call := on(tx), true
	added, err := q.AddCase(ctx, safetydb.AddCaseParams{ID: s.IDs.ID(), PersonID: r.Person, Level: r.Level.String(), At: r.At})
	id, version := added.ID, added.Version
	if db.IsNoRows(err) {
		var joined safetydb.JoinCaseRow
		joined, err = q.JoinCase(ctx, safetydb.JoinCaseParams{Level: r.Level.String(), PersonID: r.Person, At: r.At, SeenBefore: r.At.Add(-SeenFor), Team: idsOf(team), Quiet: quiet})
		id, version, call = joined.ID, joined.Version, joined.Reopened
	}
	if err != nil || quiet && !call {
		return id, err
	}
	err = s.publishTx(ctx, tx, EventFlagged, version, events.Actor{Kind: "system"}, r.At, CaseEvent{CaseID: id, Level: r.Level})
	if err != nil || !call {
		return id, err
	}
	return id, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Page{Case: id, Round: int(version), Now: true}})
}

// idsOf is never nil: to SQL an empty team is another than none known.
func idsOf(team []identity.Person) []uuid.UUID {
	out := make([]uuid.UUID, len(team))
	for i, who := range team {
		out[i] = who.ID
	}
	return out
}

func (s *Service) publishTx(ctx context.Context, tx db.Tx, kind string, version int32, by events.Actor, now time.Time, data CaseEvent) error {
	return s.Events.PublishTx(ctx, tx, events.Event{Type: kind, AggregateType: "safety_case", AggregateID: data.CaseID, Seq: int64(version), Actor: by, At: now, Data: data})
}
