package reconcile

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Tell is the job that has the operators written to about what nobody explained.
type Tell struct{}

// Kind names the job.
func (Tell) Kind() string { return "reconcile_tell" }

// Letter is the job that writes to one operator.
type Letter struct {
	PersonID uuid.UUID `json:"person_id"`
	Gateway  string    `json:"gateway"`
	Late     int       `json:"late"`
	Since    time.Time `json:"since"`
	Day      string    `json:"day"`
}

// Kind names the job.
func (Letter) Kind() string { return "reconcile_letter" }

// tellAgainIn is how long a letter holds: while something is late there is one a day.
const tellAgainIn = 24 * time.Hour

// tell decides about one letter for each gateway with something late and each operator, once a day.
func (s *Service) tell(ctx context.Context, _ Tell) error {
	now := s.Clock.Now()
	untold := reconciledb.UntoldGatewaysParams{Now: now, ToldSince: now.Add(-tellAgainIn)}
	list, err := on(s.DB).UntoldGateways(ctx, untold)
	if err != nil || len(list) == 0 {
		return err
	}
	operators, err := s.People.Operators(ctx, s.DB)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		for _, g := range list { // in their order, so that two of these jobs cannot deadlock
			if err := on(tx).LockGateway(ctx, g.Gateway); err != nil {
				return err
			}
		}
		list, err := on(tx).UntoldGateways(ctx, untold) // another may have been faster
		for _, g := range list {
			err = s.tellTx(ctx, tx, now, operators, g)
			if err != nil {
				return err
			}
		}
		return err
	})
}

func (s *Service) tellTx(ctx context.Context, tx db.Tx, now time.Time, operators []identity.Person, g reconciledb.UntoldGatewaysRow) error {
	list := make([]jobs.Job, len(operators))
	for i, who := range operators {
		list[i] = jobs.Job{Args: Letter{who.ID, g.Gateway, int(g.N), g.Since, now.UTC().Format(time.DateOnly)}}
	}
	if err := s.Jobs.AddTx(ctx, tx, list...); err != nil {
		return err
	}
	return on(tx).Told(ctx, reconciledb.ToldParams{Now: now, Gateway: g.Gateway})
}

// write sends a letter to somebody who is still an operator.
func (s *Service) write(ctx context.Context, j Letter) error {
	operators, err := s.People.Operators(ctx, s.DB)
	if err != nil {
		return err
	}
	for _, who := range operators {
		if who.ID == j.PersonID {
			return s.send(ctx, who, j)
		}
	}
	return nil
}

func (s *Service) send(ctx context.Context, who identity.Person, j Letter) error {
	zone, err := clock.Zone(who.Zone)
	if err != nil {
		zone = time.UTC
	}
	l := s.Letters.Localizer(who.Locale)
	return s.Letters.Send(ctx, notify.Letter{Name: "books_open", To: who.Email, ToName: who.Name, Locale: who.Locale,
		Fields: notify.Fields{Name: who.Name, Service: j.Gateway, Left: j.Late, When: l.WhenYear(j.Since, zone), Link: s.BaseURL + "/admin/reconciliation"},
		Key:    "books_open:" + j.Gateway + ":" + j.Day})
}
