package safety

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/internal/safetydb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// record keeps the level for the course of days; from moderate on also the event and the card, and at urgent levels the
// case, in one transaction with the call for the team and the letter to whom the person named. told says that there is one.
func (s *Service) record(ctx context.Context, who identity.Principal, now time.Time, said assess.Said) (told bool, err error) {
	err = s.DB.InTx(ctx, func(tx db.Tx) error {
		level := said.Level.String()
		err := on(tx).AddReading(ctx, safetydb.AddReadingParams{ID: s.IDs.ID(), PersonID: who.PersonID, Level: level, Calm: said.Calm, At: now})
		if err != nil || !said.Level.Flagged() {
			return err
		}
		err = on(tx).PinCard(ctx, safetydb.PinCardParams{PersonID: who.PersonID, Level: level, PinnedUntil: now.Add(CardFor), At: now})
		if err != nil {
			return err
		}
		var in *uuid.UUID
		if said.Level.Urgent() {
			id, err := s.caseTx(ctx, tx, who, now, said.Level)
			if err != nil {
				return err
			}
			in = &id
			if told, err = s.tellTx(ctx, tx, now, id, said.Level); err != nil {
				return err
			}
		}
		return on(tx).AddEvent(ctx, safetydb.AddEventParams{ID: s.IDs.ID(), PersonID: who.PersonID, Level: level, Reasons: said.Reasons, CaseID: in, At: now})
	})
	return told && err == nil, err
}

// caseTx opens a case or joins the open one, and calls the team when they have to look.
func (s *Service) caseTx(ctx context.Context, tx db.Tx, who identity.Principal, now time.Time, level assess.Level) (uuid.UUID, error) {
	q, call := on(tx), true
	added, err := q.AddCase(ctx, safetydb.AddCaseParams{ID: s.IDs.ID(), PersonID: who.PersonID, Level: level.String(), At: now})
	id, version := added.ID, added.Version
	if db.IsNoRows(err) {
		var joined safetydb.JoinCaseRow
		joined, err = s.joinTx(ctx, tx, safetydb.JoinCaseParams{Level: level.String(), PersonID: who.PersonID, At: now, SeenBefore: now.Add(-SeenFor)})
		id, version, call = joined.ID, joined.Version, joined.Reopened
	}
	if err != nil {
		return uuid.Nil, err
	}
	err = s.publishTx(ctx, tx, EventFlagged, version, events.Actor{Kind: "system"}, now, CaseEvent{CaseID: id, Level: level})
	if err != nil || !call {
		return id, err
	}
	return id, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Page{Case: id, Round: int(version), Now: true}})
}

// joinTx adds a message to the open case, which goes back to the team when whoever looks after it may not hear of it.
func (s *Service) joinTx(ctx context.Context, tx db.Tx, p safetydb.JoinCaseParams) (safetydb.JoinCaseRow, error) {
	team, err := s.team(ctx, tx)
	if err != nil {
		return safetydb.JoinCaseRow{}, err
	}
	p.Team = []uuid.UUID{}
	for _, who := range team {
		p.Team = append(p.Team, who.ID)
	}
	return on(tx).JoinCase(ctx, p)
}

func (s *Service) publishTx(ctx context.Context, tx db.Tx, kind string, version int32, by events.Actor, now time.Time, data CaseEvent) error {
	return s.Events.PublishTx(ctx, tx, events.Event{Type: kind, AggregateType: "safety_case", AggregateID: data.CaseID, Seq: int64(version), Actor: by, At: now, Data: data})
}
