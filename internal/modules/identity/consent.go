package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Purpose is what a consent is for.
type Purpose string

// The purposes. Terms and privacy notice come with the account; marketing is a free choice.
const (
	ConsentTerms     Purpose = "terms"
	ConsentPrivacy   Purpose = "privacy"
	ConsentMarketing Purpose = "marketing"
)

// Consent is evidence: which text was agreed to, when, and until when. Rows are never deleted.
type Consent struct {
	Purpose     Purpose
	TextVersion string
	GivenAt     time.Time
	WithdrawnAt *time.Time
}

// Consents lists what p's person agreed to, oldest first.
func (s *Service) Consents(ctx context.Context, p Principal) ([]Consent, error) {
	if err := Authorize(p, Read, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return nil, err
	}
	rows, err := queries(s.db).Consents(ctx, p.PersonID)
	if err != nil {
		return nil, err
	}
	out := make([]Consent, len(rows))
	for i, r := range rows {
		out[i] = Consent{Purpose: Purpose(r.Purpose), TextVersion: r.TextVersion, GivenAt: r.GivenAt, WithdrawnAt: r.WithdrawnAt}
	}
	return out, nil
}

// SetConsent gives or withdraws a free consent. Doing again what is so already changes nothing. A consent that comes
// with the account is not withdrawn but by deleting it: a wrong field "purpose".
func (s *Service) SetConsent(ctx context.Context, p Principal, purpose Purpose, given bool) error {
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return err
	}
	var v apperr.Validation
	v.Check(purpose == ConsentMarketing, "purpose", codeInvalid, "This consent comes with the account.")
	if err := v.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.db, now, &none, func(tx db.Tx) error {
		if _, err := lockAccountTx(ctx, tx, p.PersonID); err != nil {
			return err
		}
		q := queries(tx)
		if !given {
			return q.WithdrawConsent(ctx, identitydb.WithdrawConsentParams{PersonID: p.PersonID, Purpose: string(purpose), Now: now})
		}
		return q.GiveConsent(ctx, identitydb.GiveConsentParams{
			ID: s.ids.ID(), PersonID: p.PersonID, Purpose: string(purpose), TextVersion: s.opt.PrivacyVersion, Now: now,
		})
	})
}

func (s *Service) recordConsentsTx(ctx context.Context, tx db.Tx, now time.Time, person uuid.UUID, marketing, apply bool) error {
	p := identitydb.RecordConsentsParams{PersonID: person, Now: now, Apply: apply}
	add := func(purpose Purpose, version string) {
		p.Ids = append(p.Ids, s.ids.ID())
		p.Purposes = append(p.Purposes, string(purpose))
		p.Versions = append(p.Versions, version)
	}
	add(ConsentTerms, s.opt.TermsVersion)
	add(ConsentPrivacy, s.opt.PrivacyVersion)
	if marketing {
		add(ConsentMarketing, s.opt.PrivacyVersion)
	}
	return queries(tx).RecordConsents(ctx, p)
}
