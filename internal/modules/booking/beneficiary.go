package booking

import (
	"context"
	"encoding/json"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Beneficiary is whom a booking is for, when that is not its seeker: as they were when it was made. Letters and calendars
// never name them.
type Beneficiary struct {
	Name     string
	Relation identity.Relation
	Born     time.Time // midnight UTC of the date; zero: untold
}

// adult is the age from which nobody else has to agree.
const adult = 18

// AgeAt is how old they are when the session begins, on the clock of the practitioner; false when it was not told.
func (p Beneficiary) AgeAt(b *Booking) (years int, known bool) {
	return identity.AgeOn(p.Born, b.Start.In(load(b.PractitionerZone)))
}

// minor reports that a guardian has to agree. A child of untold age is taken at their word.
func (p Beneficiary) minor(b *Booking) bool {
	age, known := p.AgeAt(b)
	if !known {
		return p.Relation == identity.Child
	}
	return age < adult
}

// sealedBeneficiary is what is sealed of a beneficiary.
type sealedBeneficiary struct {
	Name string `json:"name"`
	Born string `json:"born,omitempty"`
}

// errGuardian names the wrong field "guardian".
var errGuardian = apperr.ErrValidation.WithFields(apperr.Field{Path: "guardian", Code: "required", Message: "For somebody under 18, confirm that you are their parent or guardian and agree."})

// setBeneficiary notes on the hold whom it is for, and that their guardian agreed where one must. Errors:
// identity.ErrDependantNotFound, identity.ErrUnauthenticated; the wrong field "guardian".
func (s *Service) setBeneficiary(ctx context.Context, tx db.Tx, c Caller, b *Booking, r PayRequest, set *bookingdb.SetContactParams, now time.Time) error {
	if r.For == uuid.Nil {
		return nil
	}
	if c.PersonID != b.SeekerID {
		return identity.ErrUnauthenticated // a guest has no family here
	}
	d, err := s.People.DependantTx(ctx, tx, b.SeekerID, r.For)
	if err != nil {
		return err
	}
	who := Beneficiary{Name: d.Name, Relation: d.Relation, Born: d.Born}
	if who.minor(b) {
		if !r.Guardian {
			return errGuardian
		}
		set.GuardianConsentAt, b.GuardianConsentAt = &now, now
	}
	words := sealedBeneficiary{Name: d.Name}
	if !d.Born.IsZero() {
		words.Born = d.Born.Format(time.DateOnly)
	}
	plain, err := json.Marshal(words)
	if err != nil {
		return err
	}
	relation := string(d.Relation)
	set.ForRelation = &relation
	set.ForSealed, err = s.People.SealTx(ctx, tx, b.SeekerID, field(b.ID, "for_sealed"), plain)
	b.forRelation, b.forSealed = relation, set.ForSealed
	return err
}

// Beneficiaries say whom bookings the caller was allowed to read are for, by booking, in one query; those for the seeker
// themself, and of people who erased their account, are left out.
func (s *Service) Beneficiaries(ctx context.Context, list []*Booking) (map[uuid.UUID]Beneficiary, error) {
	var seekers []uuid.UUID
	for _, b := range list {
		if len(b.forSealed) > 0 {
			seekers = append(seekers, b.SeekerID)
		}
	}
	if len(seekers) == 0 {
		return nil, nil
	}
	keys, err := s.People.KeysTx(ctx, s.DB, seekers)
	if err != nil {
		return nil, err
	}
	out := make(map[uuid.UUID]Beneficiary, len(seekers))
	for _, b := range list {
		key := keys[b.SeekerID]
		if len(b.forSealed) == 0 || key == nil {
			continue
		}
		if out[b.ID], err = openBeneficiary(key, b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func openBeneficiary(key *crypto.DataKey, b *Booking) (Beneficiary, error) {
	plain, err := key.Open(b.forSealed, field(b.ID, "for_sealed"))
	if err != nil {
		return Beneficiary{}, err
	}
	var words sealedBeneficiary
	if err := json.Unmarshal(plain, &words); err != nil {
		return Beneficiary{}, err
	}
	p := Beneficiary{Name: words.Name, Relation: identity.Relation(b.forRelation)}
	if words.Born != "" {
		p.Born, err = time.Parse(time.DateOnly, words.Born)
	}
	return p, err
}
