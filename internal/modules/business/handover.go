package business

import (
	"context"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// HandOver makes a member the owner, for the owner, who stays as a manager. Errors: ErrNotFound, ErrNoMember (also when
// the account is closed or deleted), ErrOwner (it is theirs already), ErrOwnsTooMany, identity.ErrForbidden.
func (s *Service) HandOver(ctx context.Context, who identity.Principal, business, person uuid.UUID) error {
	var done bool
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &done, func(tx db.Tx) error {
		b, _, err := s.LockTx(ctx, tx, who, business, Owner)
		if err != nil {
			return err
		}
		if b.OwnerID == person {
			return ErrOwner
		}
		if err := s.handOverTx(ctx, tx, b, person); err != nil {
			return err
		}
		done = true
		return s.publishTx(ctx, tx, who, EventHandedOver, business, person)
	})
}

// handOverTx changes the owner of a locked business. The old one steps down first: there are never two.
func (s *Service) handOverTx(ctx context.Context, tx db.Tx, b Business, person uuid.UUID) error {
	if err := on(tx).StepDown(ctx, b.ID); err != nil {
		return err
	}
	n, err := on(tx).StepUp(ctx, businessdb.StepUpParams{BusinessID: b.ID, PersonID: person})
	if err == nil && n == 0 {
		err = ErrNoMember
	}
	if err != nil {
		return err
	}
	if err := on(tx).SetOwner(ctx, businessdb.SetOwnerParams{ID: b.ID, PersonID: person}); err != nil {
		return err
	}
	// Asked after the foreign key has locked the account: one that is being deleted at this moment does not get a business.
	to, err := s.People.PersonByID(ctx, tx, person)
	if err == nil && to.Status != identity.Active {
		err = ErrNoMember
	}
	if err != nil {
		return err
	}
	owned, err := on(tx).CountOwned(ctx, person)
	if err == nil && owned > MaxOwned {
		err = ErrOwnsTooMany
	}
	if err != nil {
		return err
	}
	return s.withdrawAskingTx(ctx, tx, b.ID, b.OwnerID, Manager)
}
