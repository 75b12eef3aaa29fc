package identity

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
)

// Reset uses a reset link to set a new password. It ends all sessions, kills the account's other reset links, and
// proves the address, since the link came by mail; it signs nobody in. ErrLink when the link was used, is older than
// Options.ResetFor, or never was.
func (s *Service) Reset(ctx context.Context, token, chosen string, dev Device) error {
	if token == "" || len(token) > maxSecret {
		return ErrLink
	}
	now := s.clock.Now()
	owner, err := queries(s.db).OneTimeTokenOwner(ctx, identitydb.OneTimeTokenOwnerParams{TokenHash: hashSecret(token), Purpose: purposeReset, Now: now})
	if db.IsNoRows(err) {
		return ErrLink // before the expensive hash, so that made-up links cost nothing
	}
	if err != nil {
		return err
	}
	var v apperr.Validation
	checkNewPassword(&v, "password", chosen, owner.Email, owner.Name)
	if err := v.Err(); err != nil {
		return err
	}
	hash, err := s.passwords.Hash(ctx, chosen)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx db.Tx) error {
		id, err := s.useLinkTx(ctx, tx, now, token, purposeReset)
		if err != nil {
			return err
		}
		p, err := lockPersonTx(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.Status != Active {
			return ErrLink
		}
		if err := s.markVerifiedTx(ctx, tx, now, p, dev.RequestID); err != nil {
			return err
		}
		return s.setPasswordTx(ctx, tx, now, p, hash, Principal{SessionID: uuid.Nil}, dev)
	})
}
