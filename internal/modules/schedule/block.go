package schedule

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Block is time a practitioner keeps free by hand.
type Block struct {
	ID    uuid.UUID `json:"id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Meeting is what a refused block met, or what lies outside of new hours.
type Meeting struct {
	ID     uuid.UUID `json:"id" doc:"of the stretch of time; a booking that moves gets another"`
	Status string    `json:"status"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Codes  []string  `json:"codes,omitempty" doc:"of the bookings that hold this time; several in a group session"`
}

// Met lists what a block met that was refused with err.
func Met(err error) []Meeting { return meetings(err, "occupied") }

// Outside lists the bookings because of which new hours were refused with err.
func Outside(err error) []Meeting { return meetings(err, "outside") }

func meetings(err error, detail string) []Meeting {
	e, ok := apperr.As(err)
	if !ok {
		return nil
	}
	details, _ := e.Details.(map[string]any)
	met, _ := details[detail].([]Meeting)
	return met
}

// nameTx says whose the meetings are, in the words in which both sides speak of a booking.
func (s *Service) nameTx(ctx context.Context, tx db.Tx, practitionerID uuid.UUID, met []Meeting) error {
	if s.Holders == nil || len(met) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(met))
	for i, m := range met {
		ids[i] = m.ID
	}
	codes, err := s.Holders(ctx, tx, practitionerID, ids)
	for i := range met {
		met[i].Codes = codes[met[i].ID]
	}
	return err
}

// maxBlock keeps a slip of the pen from closing a calendar for years; longer absence is time off.
const maxBlock = 31 * 24 * time.Hour

// BlockTime closes [start, end) for a practitioner. ErrOverlap names what is there already, with the
// codes of bookings: a hold or booking wins.
func (s *Service) BlockTime(ctx context.Context, who identity.Principal, practitionerID uuid.UUID, start, end time.Time) (Block, error) {
	now := s.Clock.Now()
	var v apperr.Validation
	v.Check(end.After(start), "end", "order", "The end must be after the start.")
	v.Check(end.Sub(start) <= maxBlock, "end", "range", "A block ends at most 31 days after its start. Use time off for longer.")
	v.Check(end.After(now), "end", "past", "This time is over.")
	if err := v.Err(); err != nil {
		return Block{}, err
	}
	b := Block{ID: s.IDs.ID(), Start: start.UTC(), End: end.UTC()}
	err := idem.InTx(ctx, s.DB, now, &b, func(tx db.Tx) error {
		q := scheduledb.New(tx)
		stale, err := q.StaleAt(ctx, scheduledb.StaleAtParams{PractitionerID: practitionerID, BlockedFrom: b.Start, BlockedTo: b.End, Now: now})
		if err != nil {
			return err
		}
		if err := q.DropStale(ctx, scheduledb.DropStaleParams{Ids: stale, Now: now}); err != nil {
			return err
		}
		n, err := q.TakeTime(ctx, scheduledb.TakeTimeParams{ID: b.ID, PractitionerID: practitionerID, Status: statusBlock,
			StartsAt: b.Start, EndsAt: b.End, BlockedFrom: b.Start, BlockedTo: b.End, Capacity: 1})
		if err != nil {
			return err
		}
		if n == 0 {
			return s.overlapTx(ctx, tx, practitionerID, b)
		}
		return s.Events.PublishTx(ctx, tx, events.Event{Type: "schedule.blocked", AggregateType: "practitioner", AggregateID: practitionerID,
			Actor: events.Actor{Kind: "practitioner", ID: who.PersonID}, At: now, Data: map[string]any{"block_id": b.ID}})
	})
	return b, err
}

func (s *Service) overlapTx(ctx context.Context, tx db.Tx, practitionerID uuid.UUID, b Block) error {
	rows, err := scheduledb.New(tx).WhatIsThere(ctx, scheduledb.WhatIsThereParams{PractitionerID: practitionerID, FromAt: b.Start, ToAt: b.End})
	if err != nil {
		return err
	}
	met := make([]Meeting, len(rows))
	for i, r := range rows {
		met[i] = Meeting{Status: r.Status, Start: r.StartsAt, End: r.EndsAt, ID: r.ID}
	}
	if err := s.nameTx(ctx, tx, practitionerID, met); err != nil {
		return err
	}
	return ErrOverlap.WithDetails(map[string]any{"occupied": met})
}

// Blocks lists the blocks that have not ended.
func (s *Service) Blocks(ctx context.Context, practitionerID uuid.UUID) ([]Block, error) {
	rows, err := scheduledb.New(s.DB).Blocks(ctx, scheduledb.BlocksParams{PractitionerID: practitionerID, After: s.Clock.Now()})
	if err != nil {
		return nil, err
	}
	out := make([]Block, len(rows))
	for i, r := range rows {
		out[i] = Block{ID: r.ID, Start: r.StartsAt, End: r.EndsAt}
	}
	return out, nil
}

// Unblock opens a block again.
func (s *Service) Unblock(ctx context.Context, practitionerID, blockID uuid.UUID) error {
	var opened int64
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &opened, func(tx db.Tx) (err error) {
		opened, err = scheduledb.New(tx).Unblock(ctx, scheduledb.UnblockParams{ID: blockID, PractitionerID: practitionerID})
		if err == nil && opened == 0 {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, events.Event{Type: "schedule.unblocked", AggregateType: "practitioner", AggregateID: practitionerID,
			Actor: events.Actor{Kind: "practitioner"}, At: s.Clock.Now(), Data: map[string]any{"block_id": blockID}})
	})
}
