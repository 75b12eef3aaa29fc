package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
)

// Registration is what somebody who wants an account gives.
type Registration struct {
	Email       string
	Password    string
	Name        string
	Role        Role   // Seeker or Practitioner; "" is Seeker
	Zone        string // IANA; may be empty
	Locale      string // BCP 47; may be empty
	AcceptTerms bool   // terms and privacy notice; required
	Marketing   bool
	Device      Device
}

// Register makes an account and mails a link that proves the address. When the address has an account already the
// answer and the work are the same, nothing changes, and the mail says so instead. An account that somebody registered
// and never proved is taken over by the latest registration: whoever opens the mail must not find another's password
// on it. The only error a person can cause is apperr.ErrValidation.
func (s *Service) Register(ctx context.Context, r Registration) error {
	if err := s.checkRegistration(&r); err != nil {
		return err
	}
	hash, err := s.passwords.Hash(ctx, r.Password)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	_, mayMail, err := s.take(ctx, s.db, now, s.emailBucket("register mail", r.Email), quotaMail)
	if err != nil {
		return err
	}
	var none struct{}
	return idem.InTx(ctx, s.db, now, &none, func(tx db.Tx) error { return s.registerTx(ctx, tx, now, r, hash, mayMail) })
}

func (s *Service) checkRegistration(r *Registration) error {
	var v apperr.Validation
	r.Email = NormalizeEmail(r.Email)
	if r.Role == "" {
		r.Role = Seeker
	}
	phone := ""
	v.Check(validEmail(r.Email), "email", codeInvalid, "Write an e-mail address, such as anna@example.org.")
	personFields(&v, &r.Name, &phone, &r.Zone, &r.Locale)
	checkNewPassword(&v, "password", r.Password, r.Email, r.Name)
	v.Check(r.Role == Seeker || r.Role == Practitioner, "role", codeInvalid, "Choose seeker or practitioner.")
	v.Check(r.AcceptTerms, "acceptTerms", codeRequired, "To have an account you need to accept the terms and the privacy notice.")
	return v.Err()
}

// registerTx does the same statements for a free and for a taken address; apply makes those without effect that must
// not have one.
func (s *Service) registerTx(ctx context.Context, tx db.Tx, now time.Time, r Registration, hash string, mayMail bool) error {
	q := queries(tx)
	n, err := q.InsertPerson(ctx, identitydb.InsertPersonParams{
		ID: s.ids.ID(), Kind: string(Account), Email: r.Email, Name: r.Name, Role: string(r.Role), Zone: r.Zone,
		Locale: r.Locale, SelfRegistered: true, Now: now,
	})
	if err != nil {
		return err
	}
	made := n == 1
	account, err := q.LockForRegistration(ctx, r.Email)
	if err != nil {
		return err
	}
	apply := made || account.Replaceable
	version, err := q.OverwriteRegistration(ctx, identitydb.OverwriteRegistrationParams{
		ID: account.ID, Apply: apply, Name: r.Name, Zone: r.Zone, Locale: r.Locale, Role: string(r.Role),
	})
	if err != nil {
		return err
	}
	if err := q.SaveCredential(ctx, identitydb.SaveCredentialParams{PersonID: account.ID, PasswordHash: hash, Now: now, Apply: apply}); err != nil {
		return err
	}
	if err := s.recordConsentsTx(ctx, tx, now, account.ID, r.Marketing, apply); err != nil {
		return err
	}
	takenOver := account.ID
	if !apply {
		takenOver = uuid.Nil // nobody has sessions under it
	}
	if err := s.endSessionsTx(ctx, tx, now, takenOver, uuid.Nil, EventRegistrationRepeated); err != nil {
		return err
	}
	event, mail := EventRegistered, MailVerify
	if !made {
		event = EventRegistrationRepeated
	}
	if !apply {
		mail = MailAlreadyRegistered
	}
	var work []jobs.Job
	if mayMail {
		work = append(work, jobs.Job{Args: mailJob{Mail: mail, PersonID: account.ID}})
	}
	return s.publishTx(ctx, tx, now, Principal{}.Actor(), r.Device.RequestID, []fact{personFact(event, account.ID, version, nil)}, work...)
}
