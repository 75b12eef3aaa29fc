package safety

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
	"klear/internal/platform/brand"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// visitAfter is how long somebody was away when they come anew.
const visitAfter = 30 * time.Minute

// Card is the help that stays in somebody's sight.
type Card struct {
	Level   assess.Level
	Until   time.Time
	CheckIn bool // they came back: ask how they are before anything else
}

// Pinned reports whether the card is still in sight.
func (c Card) Pinned(now time.Time) bool { return now.Before(c.Until) }

// CardOf is the card of the person who asks; the zero Card for nobody and for who has none. What could not be recorded yet is
// pinned all the same. Errors: the database's, unless there is a card here.
func (s *Service) CardOf(ctx context.Context, who identity.Principal) (Card, error) {
	if !who.SignedIn() {
		return Card{}, nil
	}
	now := s.Clock.Now()
	row, err := on(s.DB).Card(ctx, who.PersonID)
	if err != nil {
		card := s.cards.of(who.PersonID, Card{}, now)
		if db.IsNoRows(err) || card.Pinned(now) {
			err = nil
		}
		return card, err
	}
	level, err := assess.ParseLevel(row.Level)
	card := Card{Level: level, Until: row.PinnedUntil.UTC(), CheckIn: row.CheckIn && now.Sub(row.LatestAt) >= visitAfter}
	return s.cards.of(who.PersonID, card, now), err
}

// CheckedIn notes that the question of the next visit was asked and answered. The card stays.
func (s *Service) CheckedIn(ctx context.Context, who identity.Principal) error {
	if !who.SignedIn() {
		return identity.ErrUnauthenticated
	}
	var none struct{}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &none, func(tx db.Tx) error { return on(tx).CheckedIn(ctx, who.PersonID) })
}

// Lines are the help lines for one country.
type Lines struct {
	Country string // key of the pack: a country, "EU", or brand.AnyCountry
	Pack    brand.CrisisPack
}

// LinesFor are the lines for somebody: of their profile's country first, then of their language's if that is another. There
// is always at least one; nobody's country known is the international list. asked, when it is a country, comes before all.
func (s *Service) LinesFor(who identity.Principal, asked string) []Lines {
	var out []Lines
	for _, country := range []string{asked, s.ZoneCountry(who.Zone), regionOf(who.Locale)} {
		if country == "" {
			continue
		}
		pack, key := s.Brand.Now().CrisisFor(country)
		if len(out) == 0 || out[0].Country != key && key != brand.AnyCountry {
			out = append(out, Lines{key, pack})
		}
		if len(out) == 2 {
			return out
		}
	}
	if len(out) == 0 {
		pack, key := s.Brand.Now().CrisisFor("")
		out = append(out, Lines{key, pack})
	}
	return out
}
