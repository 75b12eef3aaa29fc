package pack

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/pack/internal/packdb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

const (
	sweepEvery = 10 * time.Minute
	warnBefore = 14 * 24 * time.Hour
)

// Sweep is the periodic job that ends packages whose time is over and tells owners of those that end soon.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "pack_sweep" }

func (s *Service) sweep(ctx context.Context, _ Sweep) error { return s.SweepEnded(ctx) }

// SweepEnded ends what is over and plans the letters. It may run any number of times and in several places at once.
func (s *Service) SweepEnded(ctx context.Context) error {
	now, q := s.Clock.Now(), packdb.New(s.DB)
	ended, err := q.EndedPacks(ctx, now)
	if err != nil {
		return err
	}
	ending, err := q.EndingPacks(ctx, packdb.EndingPacksParams{Now: now, Before: now.Add(warnBefore)})
	if err != nil {
		return err
	}
	var faults []error
	for _, id := range ended {
		faults = append(faults, s.end(ctx, id))
	}
	for _, id := range ending {
		faults = append(faults, s.warn(ctx, id))
	}
	return errors.Join(faults...) // one stuck package does not hold up the others
}

func (s *Service) end(ctx context.Context, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		now := s.Clock.Now()
		p, err := found(packdb.New(tx).LockPack(ctx, id))
		if err != nil || p.Status != Active || p.Holds(now) {
			return err
		}
		return s.expireTx(ctx, tx, p, now)
	})
}

func (s *Service) warn(ctx context.Context, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		n, err := packdb.New(tx).NoteWarned(ctx, packdb.NoteWarnedParams{ID: id, Now: s.Clock.Now()})
		if err != nil || n == 0 {
			return err
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: ending{PackID: id}})
	})
}

// ending is the job of the letter before the end.
type ending struct {
	PackID uuid.UUID `json:"pack_id"`
}

// Kind names the job.
func (ending) Kind() string { return "pack_ending" }

func (s *Service) writeEnding(ctx context.Context, j ending) error {
	return s.write(ctx, j.PackID, "pack_ending")
}

// OnBought is the subscriber behind the letter that a purchase is answered with.
func (s *Service) OnBought(ctx context.Context, d events.Delivery) error {
	return s.write(ctx, d.AggregateID, "pack_bought")
}

// write tells the owner how the package stands now; one without a session left needs no letter.
func (s *Service) write(ctx context.Context, id uuid.UUID, name string) error {
	p, err := found(packdb.New(s.DB).Pack(ctx, id))
	if err != nil {
		return err
	}
	list, err := s.withUses(ctx, s.DB, []Pack{p})
	if err != nil {
		return err
	}
	p = list[0]
	who, err := s.People.PersonByID(ctx, s.DB, p.OwnerID)
	if err != nil || who.Status != identity.Active || p.Left() == 0 || !p.Holds(s.Clock.Now()) {
		return err
	}
	zone, err := clock.Zone(who.Zone)
	if err != nil {
		zone = time.UTC
	}
	l := s.Letters.Localizer(who.Locale)
	return s.Letters.Send(ctx, notify.Letter{Name: name, To: who.Email, ToName: who.Name, Locale: who.Locale,
		Fields: notify.Fields{Name: who.Name, Other: p.PractitionerName, Service: p.ServiceName, Left: p.Left(), Price: l.MoneyExact(p.Price),
			When: l.WhenYear(p.ValidUntil, zone) + " · " + l.Zone(zone, p.ValidUntil), Code: p.Code, Link: s.BaseURL + "/account/packages"},
		Key: name + ":" + p.ID.String() + ":" + p.ValidUntil.Format(time.RFC3339)})
}
