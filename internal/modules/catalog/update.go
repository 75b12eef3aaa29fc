package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// UpdatePractitioner replaces the profile's own fields when version is still the present one. A new slug leaves a
// redirect behind. Another register entry than the checked one takes the verification back; another name or certification
// takes the badge, which vouches for what was seen, and waits for the operator while the page stays public. Errors: ErrNoPractitioner, identity.ErrForbidden, apperr.ErrValidation, ErrStale, ErrSlugTaken, ErrCurrencyFixed.
func (c *Catalog) UpdatePractitioner(ctx context.Context, by identity.Principal, id uuid.UUID, version int64, in Profile) (Practitioner, error) {
	var out Practitioner
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		before, err := c.lockTx(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if before.Version != version {
			return ErrStale
		}
		after := before
		if err := in.apply(&after); err != nil {
			return err
		}
		if in.Slug != "" {
			after.Slug = in.Slug
		}
		if after.Currency != before.Currency {
			if n, err := on(tx).CountServices(ctx, id); err != nil || n > 0 {
				return orElse(err, ErrCurrencyFixed)
			}
		}
		if after.Registration.Body != before.Registration.Body || after.Registration.Number != before.Registration.Number {
			after.withdrawVerification()
		}
		if after.VerificationStatus == Verified && claimsMore(before, after) {
			after.awaitRenewal(c.Clock.Now())
		}
		if err := c.moveLicenceTx(ctx, tx, before, &after); err != nil {
			return err
		}
		if out, err = c.saveTx(ctx, tx, by, before, after); err != nil {
			return err
		}
		services, err := c.servicesOf(ctx, tx, []uuid.UUID{id}, true)
		out.Services = services[id]
		return err
	})
	if err != nil {
		return Practitioner{}, explain(err)
	}
	return out, nil
}

// withdrawVerification puts a profile back into the queue.
func (p *Practitioner) withdrawVerification() {
	p.VerificationStatus, p.VerifiedAt = Pending, nil
	p.Registration.CheckedOn, p.Registration.Method = "", ""
	p.RenewalAt = nil
}

// saveTx writes a changed profile and says whether it went out of sight by that.
func (c *Catalog) saveTx(ctx context.Context, tx db.Tx, by identity.Principal, before, after Practitioner) (Practitioner, error) {
	out, err := c.writeTx(ctx, tx, after)
	if err != nil {
		return Practitioner{}, err
	}
	kind := EventUpdated
	if before.Visible() && !out.Visible() {
		kind = EventUnlisted
	}
	return out, c.publishTx(ctx, tx, by.Actor(), kind, out)
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
