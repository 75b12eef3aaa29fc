package credit

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/events"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// OnEvent is the subscriber behind the letters: a gift to its buyer and to whom it is for, and what an operator gave.
func (s *Service) OnEvent(ctx context.Context, d events.Delivery) error {
	f, err := events.Decode[Fact](d)
	if err != nil {
		return err
	}
	who, err := s.People.PersonByID(ctx, s.DB, f.PersonID)
	if err != nil || who.Status != identity.Active {
		return err
	}
	if d.Type == EventGranted {
		return s.write(ctx, who, "credit_granted", money.Amount{Minor: f.AmountMinor, Currency: f.Currency}, "/account/credit", d.AggregateID)
	}
	return s.writeGift(ctx, who, f)
}

// writeGift sends the code to the buyer, and to whom the gift is for if they named somebody.
func (s *Service) writeGift(ctx context.Context, buyer identity.Person, f Fact) error {
	g, err := found(on(s.DB).Gift(ctx, f.GiftID))
	if err != nil || g.Status != Bought {
		return err // redeemed already, or given back
	}
	if err := s.open(ctx, s.DB, &g); err != nil {
		return err
	}
	l := s.Letters.Localizer(buyer.Locale)
	fields := notify.Fields{Name: buyer.Name, Price: l.MoneyExact(g.Amount), Code: Spaced(g.Code), Reason: g.Message, Link: s.BaseURL + "/gift/" + g.ID.String()}
	err = s.Letters.Send(ctx, notify.Letter{Name: "gift_bought", To: buyer.Email, ToName: buyer.Name, Locale: buyer.Locale, Fields: fields, Key: "gift_bought:" + g.ID.String()})
	if err != nil || g.Recipient == "" {
		return err
	}
	fields.Name, fields.Other, fields.Link = "", buyer.Name, s.BaseURL+"/account/credit"
	return s.Letters.Send(ctx, notify.Letter{Name: "gift_given", To: g.Recipient, Locale: buyer.Locale, Fields: fields, Key: "gift_given:" + g.ID.String()})
}

func (s *Service) write(ctx context.Context, who identity.Person, name string, amount money.Amount, path string, about uuid.UUID) error {
	l := s.Letters.Localizer(who.Locale)
	return s.Letters.Send(ctx, notify.Letter{Name: name, To: who.Email, ToName: who.Name, Locale: who.Locale,
		Fields: notify.Fields{Name: who.Name, Price: l.MoneyExact(amount), Link: s.BaseURL + path}, Key: name + ":" + about.String()})
}

// OnErased forgets what a deleted account tried. Its gifts stay with whoever has their codes; their words went with its key.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	return on(s.DB).ErasePerson(ctx, d.AggregateID)
}
