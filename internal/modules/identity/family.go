package identity

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// MaxFamily is how many people one account may book for.
const MaxFamily = 12

// Relation is what a dependant is to the person who books for them.
type Relation string

// The relations.
const (
	Child   Relation = "child"
	Parent  Relation = "parent"
	Partner Relation = "partner"
	Sibling Relation = "sibling"
	Another Relation = "other"
)

// Relations are all of them, in the order shown.
var Relations = []Relation{Child, Parent, Partner, Sibling, Another}

// Dependant is somebody whom a person books for. They have no account and never sign in; their data serves bookings and
// nothing else. Born is midnight UTC of the date of birth, zero when it was not told.
type Dependant struct {
	ID       uuid.UUID
	Relation Relation
	// What is sealed stays out of answers that are remembered under an idempotency key.
	Name string    `json:"-"`
	Born time.Time `json:"-"`
	Note string    `json:"-"`
}

// DependantChange is what a form says about a dependant. Born is 2006-01-02, or "" for untold.
type DependantChange struct {
	Relation Relation
	Name     string // 1 to 120 characters
	Born     string
	Note     string // at most 500 characters
}

const (
	maxDependantNote = 500
	oldest           = 125 // years
)

// AgeOn is how old somebody born on a date is on another; the time of day does not matter. False when born is zero.
func AgeOn(born, on time.Time) (years int, known bool) {
	if born.IsZero() {
		return 0, false
	}
	years = on.Year() - born.Year()
	if on.Month() < born.Month() || (on.Month() == born.Month() && on.Day() < born.Day()) {
		years--
	}
	return max(years, 0), true
}

// Family lists whom p's person may book for, in the order they were entered.
func (s *Service) Family(ctx context.Context, p Principal) ([]Dependant, error) {
	if err := Authorize(p, Read, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return nil, err
	}
	rows, err := queries(s.db).Dependants(ctx, p.PersonID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := s.KeyTx(ctx, s.db, p.PersonID)
	if err != nil {
		return nil, err
	}
	out := make([]Dependant, len(rows))
	for i, r := range rows {
		if out[i], err = openDependant(key, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DependantTx is one person of somebody's family. Errors: ErrDependantNotFound, also for another's.
func (s *Service) DependantTx(ctx context.Context, q db.Querier, personID, id uuid.UUID) (Dependant, error) {
	row, err := queries(q).Dependant(ctx, identitydb.DependantParams{ID: id, PersonID: personID})
	if db.IsNoRows(err) {
		return Dependant{}, ErrDependantNotFound
	} else if err != nil {
		return Dependant{}, err
	}
	key, err := s.KeyTx(ctx, q, personID)
	if err != nil {
		return Dependant{}, err
	}
	return openDependant(key, row)
}

// AddDependant enters somebody. Errors: ErrFamilyFull; wrong fields.
func (s *Service) AddDependant(ctx context.Context, p Principal, c DependantChange) (Dependant, error) {
	d, err := s.checkDependant(p, c)
	if err != nil {
		return Dependant{}, err
	}
	now := s.clock.Now()
	made := d
	err = idem.InTx(ctx, s.db, now, &made, func(tx db.Tx) error {
		if _, err := lockAccountTx(ctx, tx, p.PersonID); err != nil {
			return err
		}
		d.ID = s.ids.ID()
		made = d
		sealed, err := s.sealDependantTx(ctx, tx, p.PersonID, d)
		if err != nil {
			return err
		}
		n, err := queries(tx).AddDependant(ctx, identitydb.AddDependantParams{ID: d.ID, PersonID: p.PersonID, Relation: string(d.Relation),
			NameSealed: sealed.name, BornSealed: sealed.born, NoteSealed: sealed.note, CreatedAt: now})
		if err == nil && n == 0 {
			err = ErrFamilyFull
		}
		return err
	})
	d.ID = made.ID
	return d, err
}

// ChangeDependant corrects an entry. Bookings that were made keep what was said then. Errors: ErrDependantNotFound; wrong
// fields.
func (s *Service) ChangeDependant(ctx context.Context, p Principal, id uuid.UUID, c DependantChange) (Dependant, error) {
	d, err := s.checkDependant(p, c)
	if err != nil {
		return Dependant{}, err
	}
	d.ID = id
	var none struct{}
	err = idem.InTx(ctx, s.db, s.clock.Now(), &none, func(tx db.Tx) error {
		sealed, err := s.sealDependantTx(ctx, tx, p.PersonID, d)
		if err != nil {
			return err
		}
		n, err := queries(tx).ChangeDependant(ctx, identitydb.ChangeDependantParams{ID: id, PersonID: p.PersonID, Relation: string(d.Relation),
			NameSealed: sealed.name, BornSealed: sealed.born, NoteSealed: sealed.note})
		if err == nil && n == 0 {
			err = ErrDependantNotFound
		}
		return err
	})
	return d, err
}

// RemoveDependant deletes an entry. Bookings that were made keep what was said then. Errors: ErrDependantNotFound.
func (s *Service) RemoveDependant(ctx context.Context, p Principal, id uuid.UUID) error {
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return err
	}
	var none struct{}
	return idem.InTx(ctx, s.db, s.clock.Now(), &none, func(tx db.Tx) error {
		n, err := queries(tx).RemoveDependant(ctx, identitydb.RemoveDependantParams{ID: id, PersonID: p.PersonID})
		if err == nil && n == 0 {
			err = ErrDependantNotFound
		}
		return err
	})
}

func (s *Service) checkDependant(p Principal, c DependantChange) (Dependant, error) {
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return Dependant{}, err
	}
	d := Dependant{Relation: c.Relation, Name: strings.TrimSpace(c.Name), Note: strings.TrimSpace(c.Note)}
	var v apperr.Validation
	v.Check(d.Name != "", "name", codeRequired, "Enter a name.")
	v.Check(utf8.RuneCountInString(d.Name) <= maxName, "name", codeTooLong, "A name has at most %d characters.", maxName)
	v.Check(utf8.RuneCountInString(d.Note) <= maxDependantNote, "note", codeTooLong, "A note has at most %d characters.", maxDependantNote)
	known := false
	for _, r := range Relations {
		known = known || r == d.Relation
	}
	v.Check(known, "relation", codeRequired, "Choose who this is.")
	if c.Born != "" {
		var err error
		d.Born, err = time.Parse(time.DateOnly, c.Born)
		now := s.clock.Now()
		v.Check(err == nil && !d.Born.After(now) && d.Born.After(now.AddDate(-oldest, 0, 0)), "born", codeInvalid, "Enter a date of birth like 21 4 2017.")
	}
	return d, v.Err()
}

// sealedDependant are the words about somebody, sealed each for its own column.
type sealedDependant struct{ name, born, note []byte }

func dependantField(id uuid.UUID, column string) Field {
	return Field{Table: "identity.dependant", Column: column, Row: id}
}

func (s *Service) sealDependantTx(ctx context.Context, tx db.Tx, personID uuid.UUID, d Dependant) (out sealedDependant, err error) {
	key, err := s.KeyTx(ctx, tx, personID)
	if err != nil {
		return out, err
	}
	born := ""
	if !d.Born.IsZero() {
		born = d.Born.Format(time.DateOnly)
	}
	for _, f := range []struct {
		words, column string
		to            *[]byte
	}{{d.Name, "name_sealed", &out.name}, {born, "born_sealed", &out.born}, {d.Note, "note_sealed", &out.note}} {
		if f.words == "" {
			continue
		}
		if *f.to, err = key.Seal([]byte(f.words), dependantField(d.ID, f.column)); err != nil {
			return out, err
		}
	}
	return out, nil
}

func openDependant(key *crypto.DataKey, r identitydb.IdentityDependant) (Dependant, error) {
	d := Dependant{ID: r.ID, Relation: Relation(r.Relation)}
	var born string
	for _, f := range []struct {
		sealed []byte
		column string
		to     *string
	}{{r.NameSealed, "name_sealed", &d.Name}, {r.BornSealed, "born_sealed", &born}, {r.NoteSealed, "note_sealed", &d.Note}} {
		if len(f.sealed) == 0 {
			continue
		}
		plain, err := key.Open(f.sealed, dependantField(r.ID, f.column))
		if err != nil {
			return Dependant{}, err
		}
		*f.to = string(plain)
	}
	if born == "" {
		return d, nil
	}
	var err error
	d.Born, err = time.Parse(time.DateOnly, born)
	return d, err
}
