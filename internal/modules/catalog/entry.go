package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
)

// VerificationEntry is one profile as the queue shows it, whatever its status. Errors: ErrNoPractitioner,
// identity.ErrUnauthenticated, identity.ErrForbidden.
func (c *Catalog) VerificationEntry(ctx context.Context, by identity.Principal, id uuid.UUID) (QueueEntry, error) {
	if err := identity.Authorize(by, identity.Read, identity.ResVerification, identity.Subject{}); err != nil {
		return QueueEntry{}, err
	}
	row, err := on(c.DB).PractitionerByID(ctx, id)
	if err != nil {
		return QueueEntry{}, noPractitioner(err)
	}
	entries, err := c.entriesOf(ctx, []catalogdb.CatalogPractitioner{row})
	if err != nil {
		return QueueEntry{}, err
	}
	return entries[0], nil
}
