package api

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// CardView is what is to stay in sight of who asks. Show it before everything else while it is pinned.
type CardView struct {
	Pinned bool       `json:"pinned"`
	Until  *time.Time `json:"until,omitempty" doc:"it is not taken away before, whatever is said"`
	// CheckIn: they came back. Ask whether they are in danger before anything else, and tell safety/check-in that you did.
	CheckIn   bool          `json:"checkIn"`
	Countries []LinesView   `json:"countries" doc:"the most fitting country first; empty when nothing is pinned"`
	Openings  []OpeningView `json:"openings" doc:"the soonest times of licensed practitioners; holding one costs nothing"`
}

// OpeningView is a time that POST /bookings holds.
type OpeningView struct {
	PractitionerID uuid.UUID    `json:"practitionerId" format:"uuid"`
	Slug           string       `json:"slug"`
	Name           string       `json:"name"`
	ServiceID      uuid.UUID    `json:"serviceId" format:"uuid"`
	Service        string       `json:"service"`
	Minutes        int          `json:"minutes"`
	Price          money.Amount `json:"price"`
	Start          time.Time    `json:"start"`
}

func (h onCall) card(ctx context.Context, _ *struct{}) (*Out[CardView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	card, err := h.safety.CardOf(ctx, who)
	if err != nil {
		return nil, err
	}
	v := CardView{Countries: []LinesView{}, Openings: []OpeningView{}}
	if v.Pinned = card.Pinned(h.safety.Clock.Now()); !v.Pinned {
		return OK(ctx, v), nil
	}
	v.Until, v.CheckIn = &card.Until, card.CheckIn
	for _, of := range h.safety.LinesFor(who, "") {
		v.Countries = append(v.Countries, viewHelpLines(of.Country, of.Pack))
	}
	for _, o := range h.safety.Openings(ctx, h.safety.ZoneCountry(who.Zone)) {
		v.Openings = append(v.Openings, viewOpening(o))
	}
	return OK(ctx, v), nil
}

func viewOpening(o safety.Opening) OpeningView {
	return OpeningView{o.PractitionerID, o.Slug, o.Name, o.ServiceID, o.Service, o.Minutes, o.Price, o.Start}
}

type checkInInput struct{ IdempotencyHeader }

func (h onCall) checkIn(ctx context.Context, _ *checkInInput) (*Out[Empty], error) {
	return answer(ctx, h.safety.CheckedIn(ctx, identity.PrincipalFrom(ctx)))
}
