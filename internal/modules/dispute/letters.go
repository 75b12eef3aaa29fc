package dispute

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/platform/clock"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// EventTypes are those that people get letters about.
var EventTypes = []string{payment.EventDisputeOpened, payment.EventDisputeDecided}

// OnEvent is the subscriber that writes to the practitioner, and of a new dispute to the operators.
func (s *Service) OnEvent(ctx context.Context, e events.Delivery) error {
	data, err := events.Decode[payment.EventData](e)
	if err != nil {
		return err
	}
	row, err := on(s.DB).Dispute(ctx, data.DisputeID)
	if err != nil {
		return err
	}
	d := disputeOf(row)
	name := "dispute_" + string(data.DisputeStatus)
	if e.Type == payment.EventDisputeOpened {
		name = "dispute_opened"
		if d.DecidedAt != nil {
			return nil // it is over: the letter about that says it
		}
		if err := s.tellOperators(ctx, d); err != nil {
			return err
		}
	}
	if d.PersonID == uuid.Nil {
		return nil
	}
	who, err := s.People.PersonByID(ctx, s.DB, d.PersonID)
	if err != nil || who.Status != identity.Active {
		return err
	}
	return s.write(ctx, who, d, name, "/pro/disputes/")
}

func (s *Service) tellOperators(ctx context.Context, d Dispute) error {
	operators, err := s.People.Operators(ctx, s.DB)
	for _, who := range operators {
		if err := s.write(ctx, who, d, "dispute_waiting", "/admin/disputes/"); err != nil {
			return err
		}
	}
	return err
}

func (s *Service) write(ctx context.Context, who identity.Person, d Dispute, name, path string) error {
	zone, err := clock.Zone(who.Zone)
	if err != nil {
		zone = time.UTC
	}
	l := s.Letters.Localizer(who.Locale)
	f := notify.Fields{Name: who.Name, Code: d.Code, Price: l.MoneyExact(d.Amount), Other: d.Practitioner, Link: s.BaseURL + path + d.ID.String(), Practitioner: who.ID == d.PersonID}
	if d.Due != nil {
		f.AnswerBy = l.WhenYear(*d.Due, zone)
	}
	if d.BorneBy == payment.Practitioner {
		f.Refund = f.Price // it is the practitioner's loss
	}
	return s.Letters.Send(ctx, notify.Letter{Name: name, To: who.Email, ToName: who.Name, Locale: who.Locale, Fields: f, Key: name + ":" + d.ID.String()})
}
