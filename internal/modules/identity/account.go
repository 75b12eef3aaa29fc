package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// NewAccount is an account that an operator brings along: an import, a demo sign-in, the first admin.
type NewAccount struct {
	ID           uuid.UUID // zero: a new one
	Email        string
	Name         string
	Phone        string
	Role         Role
	PasswordHash string // in a form that Passwords verifies; "" when the person sets one by a reset link
	Verified     bool   // the address is known to be theirs
	Zone         string
	Locale       string
}

// CreateAccountTx makes an account. No consent is recorded: an operator cannot give one for somebody else. ErrEmailTaken,
// or apperr.ErrValidation.
func (s *Service) CreateAccountTx(ctx context.Context, tx db.Tx, now time.Time, a NewAccount) (p Person, err error) {
	var v apperr.Validation
	a.Email = NormalizeEmail(a.Email)
	v.Check(validEmail(a.Email), "email", codeInvalid, "%q is no e-mail address.", a.Email)
	v.Check(permissions[a.Role] != nil, "role", codeInvalid, "%q is no role.", a.Role)
	personFields(&v, &a.Name, &a.Phone, &a.Zone, &a.Locale)
	if err := v.Err(); err != nil {
		return p, err
	}
	if a.ID == uuid.Nil {
		a.ID = s.ids.ID()
	}
	row := identitydb.InsertPersonParams{
		ID: a.ID, Kind: string(Account), Email: a.Email, Name: a.Name, Phone: a.Phone, Role: string(a.Role), Zone: a.Zone,
		Locale: a.Locale, Now: now,
	}
	q := queries(tx)
	n, err := q.InsertPerson(ctx, row)
	if err != nil {
		return p, err
	}
	if n == 0 {
		return p, ErrEmailTaken
	}
	err = q.SaveCredential(ctx, identitydb.SaveCredentialParams{PersonID: a.ID, PasswordHash: a.PasswordHash, Now: now, Apply: a.PasswordHash != ""})
	if err != nil {
		return p, err
	}
	if p, err = lockPersonTx(ctx, tx, a.ID); err != nil {
		return p, err
	}
	if err := s.publishTx(ctx, tx, now, events.System, "", []fact{personFact(EventRegistered, p.ID, p.Version, nil)}); err != nil {
		return p, err
	}
	if a.Verified {
		p.Verified = true
		err = s.markVerifiedTx(ctx, tx, now, p, "")
	}
	return p, err
}
