package identity

import (
	"context"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Profile is p's own person. ErrPersonNotFound cannot happen while the session lives.
func (s *Service) Profile(ctx context.Context, p Principal) (Person, error) {
	if err := Authorize(p, Read, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return Person{}, err
	}
	return s.PersonByID(ctx, s.db, p.PersonID)
}

// ProfileChange is what people may change about themselves; nil leaves a field as it is. Role, status, address and
// everything else has verbs of its own.
type ProfileChange struct {
	Name   *string
	Phone  *string // "" takes it away
	Zone   *string // IANA; "" goes back to "not chosen"
	Locale *string // BCP 47; "" goes back to "not chosen"
	Place  *string // ISO 3166-1 or -2; "ZZ" for none that the law bars anything in; "" goes back to "not said"
}

// UpdateProfile changes p's own person and returns it.
func (s *Service) UpdateProfile(ctx context.Context, p Principal, c ProfileChange, dev Device) (person Person, err error) {
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return person, err
	}
	now := s.clock.Now()
	s.cache.change(p.PersonID, now)
	err = idem.InTx(ctx, s.db, now, &person, func(tx db.Tx) error {
		if person, err = lockAccountTx(ctx, tx, p.PersonID); err != nil {
			return err
		}
		for to, from := range map[*string]*string{&person.Name: c.Name, &person.Phone: c.Phone, &person.Zone: c.Zone, &person.Locale: c.Locale, &person.Place: c.Place} {
			if from != nil {
				*to = *from
			}
		}
		var v apperr.Validation
		personFields(&v, &person.Name, &person.Phone, &person.Zone, &person.Locale)
		v.Check(place.MatchString(person.Place), "place", codeInvalid, "Give a country or a part of one, like US-IL.")
		if err := v.Err(); err != nil {
			return err
		}
		person.Version, err = queries(tx).UpdateProfile(ctx, identitydb.UpdateProfileParams{
			ID: person.ID, Name: person.Name, Phone: person.Phone, Zone: person.Zone, Locale: person.Locale, Place: person.Place,
		})
		if err != nil {
			return err
		}
		return s.publishTx(ctx, tx, now, p.Actor(), dev.RequestID, []fact{personFact(EventProfileChanged, person.ID, person.Version, nil)})
	})
	return person, err
}
