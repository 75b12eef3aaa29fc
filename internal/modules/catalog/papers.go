package catalog

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Documents lists the caller's own papers with what they are said to be, the oldest first. Errors: ErrNoPractitioner,
// identity.ErrForbidden, identity.ErrUnauthenticated.
func (c *Catalog) Documents(ctx context.Context, by identity.Principal, id uuid.UUID) ([]Document, map[uuid.UUID]Claims, error) {
	if err := c.mayChange(ctx, by, id); err != nil {
		return nil, nil, err
	}
	rows, err := on(c.DB).DocumentsOf(ctx, []uuid.UUID{id})
	if err != nil {
		return nil, nil, err
	}
	p, err := c.PractitionerByID(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	list := make([]Document, len(rows))
	for i, r := range rows {
		list[i] = documentOf(r)
	}
	claims, err := c.claimsOf(ctx, p.PersonID, rows)
	return list, claims, err
}

// DocumentNames are the file names of the caller's own papers. Errors: those of Documents.
func (c *Catalog) DocumentNames(ctx context.Context, by identity.Principal, id uuid.UUID) (map[uuid.UUID]string, error) {
	if err := c.mayChange(ctx, by, id); err != nil {
		return nil, err
	}
	rows, err := on(c.DB).DocumentsOf(ctx, []uuid.UUID{id})
	if err != nil {
		return nil, err
	}
	p, err := c.PractitionerByID(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make(map[uuid.UUID]string, len(rows))
	for _, r := range rows {
		plain, err := c.Sealer.OpenTx(ctx, c.DB, p.PersonID, sealedField(r.ID, "name"), r.NameSealed)
		if err != nil {
			return nil, err
		}
		out[r.ID] = string(plain)
	}
	return out, nil
}

// ClaimsOf is what a profile's papers are said to be, for who decides on verifications; nothing once its owner erased
// their account. Errors: identity.ErrForbidden, identity.ErrUnauthenticated.
func (c *Catalog) ClaimsOf(ctx context.Context, by identity.Principal, p Practitioner) (map[uuid.UUID]Claims, error) {
	if err := identity.Authorize(by, identity.Read, identity.ResVerification, identity.Subject{}); err != nil {
		return nil, err
	}
	rows, err := on(c.DB).DocumentsOf(ctx, []uuid.UUID{p.ID})
	if err != nil {
		return nil, err
	}
	claims, err := c.claimsOf(ctx, p.PersonID, rows)
	if errors.Is(err, crypto.ErrKeyDestroyed) {
		return nil, nil
	}
	return claims, err
}

// claimsOf opens them; at most maxDocuments.
func (c *Catalog) claimsOf(ctx context.Context, owner uuid.UUID, rows []catalogdb.CatalogVerificationDocument) (map[uuid.UUID]Claims, error) {
	out := make(map[uuid.UUID]Claims, len(rows))
	for _, r := range rows {
		if len(r.ClaimsSealed) == 0 {
			continue // from before papers said what they are
		}
		plain, err := c.Sealer.OpenTx(ctx, c.DB, owner, sealedField(r.ID, "claims_sealed"), r.ClaimsSealed)
		if err != nil {
			return nil, err
		}
		var said Claims
		if err := json.Unmarshal(plain, &said); err != nil {
			return nil, err
		}
		out[r.ID] = said
	}
	return out, nil
}

// RemoveDocument takes one of the caller's papers back, and its file with it. What was decided on it stays decided and on
// the record. Errors: ErrNoDocument, ErrNoPractitioner, identity.ErrForbidden.
func (c *Catalog) RemoveDocument(ctx context.Context, by identity.Principal, practitionerID, id uuid.UUID) error {
	var key string
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &key, func(tx db.Tx) error {
		if _, err := c.shareTx(ctx, tx, by, practitionerID); err != nil {
			return err
		}
		var err error
		key, err = on(tx).DeleteDocument(ctx, catalogdb.DeleteDocumentParams{ID: id, PractitionerID: practitionerID})
		if db.IsNoRows(err) {
			return ErrNoDocument
		}
		return err
	})
	if err == nil {
		c.discard(ctx, key)
	}
	return err
}
