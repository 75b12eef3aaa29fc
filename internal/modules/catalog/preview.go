package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
)

// Preview is the public page of the caller's own profile while nobody else sees it: not verified yet, or not listed. To
// everybody else it is missing. It is Public, so that the owner sees what a client would. ErrNoPractitioner.
func (c *Catalog) Preview(ctx context.Context, by identity.Principal, slug string) (Practitioner, error) {
	row, err := on(c.DB).PractitionerBySlug(ctx, slug)
	if err != nil {
		return Practitioner{}, noPractitioner(err)
	}
	if by.PersonID == uuid.Nil || by.Guest || row.PersonID != by.PersonID || row.ErasedAt != nil {
		return Practitioner{}, ErrNoPractitioner
	}
	p, err := c.complete(ctx, c.DB, row, false)
	return p.Public(), err
}

// SpecializationsInUse is how those who can be found name what they work on, the most frequent first.
func (c *Catalog) SpecializationsInUse(ctx context.Context) ([]string, error) {
	return on(c.DB).SpecializationsInUse(ctx)
}
