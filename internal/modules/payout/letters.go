package payout

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/events"
	"klear/internal/platform/money"
)

// EventTypes are those that people get letters about.
var EventTypes = []string{EventSent, EventReturned}

// OnEvent is the subscriber that writes to the practitioner.
func (s *Service) OnEvent(ctx context.Context, d events.Delivery) error {
	f, err := events.Decode[Fact](d)
	if err != nil {
		return err
	}
	p, err := s.payout(ctx, s.DB, f.PayoutID)
	if err != nil {
		return err
	}
	name := "payout_sent"
	if d.Type == EventReturned {
		name = "payout_returned"
	} else if p.Status == Returned {
		return nil // it came back before this letter went out: that one says it
	}
	who, err := s.People.PersonByID(ctx, s.DB, f.PersonID)
	if err != nil || who.Status != identity.Active {
		return err
	}
	l := s.Letters.Localizer(who.Locale)
	return s.Letters.Send(ctx, notify.Letter{Name: name, To: who.Email, ToName: who.Name, Locale: who.Locale,
		Fields: notify.Fields{Name: who.Name, Price: l.MoneyExact(money.Amount{Minor: f.AmountMinor, Currency: f.Currency}), Where: p.Bank,
			Link: s.BaseURL + "/pro/payouts/" + p.ID.String(), Practitioner: true},
		Key: name + ":" + p.ID.String()})
}
