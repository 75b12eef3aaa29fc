package catalog

import (
	"context"
	"fmt"
	"klear/internal/platform/crypto"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Document is a paper that a practitioner handed in for verification. Its name and content are sealed with the person's
// key and are read through ReadDocument only.
type Document struct {
	ID          uuid.UUID
	Kind        string // registration, degree, identity, insurance, other
	ContentType string
	SizeBytes   int64
	UploadedAt  time.Time
}

// DocumentKinds are the kinds of paper.
var DocumentKinds = []string{"registration", "degree", "identity", "insurance", "other"}

const (
	maxDocumentBytes = 15 << 20 // 15,728,640: the table's check says the same
	maxDocuments     = 20
)

// AddDocument takes a paper for verification. What it is decides its content, not its name. A rejected profile goes back
// into the queue. Errors: ErrNoPractitioner, identity.ErrForbidden, ErrDocumentSize, ErrDocumentType, ErrTooManyDocs,
// apperr.ErrValidation.
func (c *Catalog) AddDocument(ctx context.Context, by identity.Principal, id uuid.UUID, kind, name string, content []byte) (Document, error) {
	var v checker
	v.Check(slices.Contains(DocumentKinds, kind), "kind", "unknown_value", "Choose one of the kinds of document.")
	name = words(name)
	v.length("name", name, 1, 200)
	if err := v.Err(); err != nil {
		return Document{}, err
	}
	if len(content) == 0 || len(content) > maxDocumentBytes {
		return Document{}, ErrDocumentSize
	}
	d := Document{ID: c.IDs.ID(), Kind: kind, ContentType: http.DetectContentType(content), SizeBytes: int64(len(content)), UploadedAt: c.Clock.Now()}
	if !slices.Contains([]string{"application/pdf", "image/jpeg", "image/png", "image/webp"}, d.ContentType) {
		return Document{}, ErrDocumentType
	}
	if err := c.mayChange(ctx, by, id); err != nil {
		return Document{}, err
	}
	p, err := c.PractitionerByID(ctx, id)
	if err != nil {
		return Document{}, err
	}
	row := catalogdb.InsertDocumentParams{
		ID: d.ID, PractitionerID: id, Kind: kind, BlobKey: fmt.Sprintf("verification/%s/%s", id, d.ID),
		ContentType: d.ContentType, SizeBytes: d.SizeBytes, UploadedAt: d.UploadedAt,
	}
	if row.NameSealed, err = c.Sealer.SealTx(ctx, c.DB, p.PersonID, sealedField(d.ID, "name"), []byte(name)); err != nil {
		return Document{}, err
	}
	sealed, err := c.Sealer.SealTx(ctx, c.DB, p.PersonID, sealedField(d.ID, "content"), content)
	if err != nil {
		return Document{}, err
	}
	if err := c.Blobs.Put(ctx, row.BlobKey, "application/octet-stream", sealed); err != nil {
		return Document{}, err
	}
	out := d
	err = c.keepDocument(ctx, by, row, &out)
	if err != nil || out.ID != d.ID { // refused, or handed in before: the first one stays
		c.discard(ctx, row.BlobKey)
	}
	if err != nil {
		return Document{}, err
	}
	return out, nil
}

func (c *Catalog) keepDocument(ctx context.Context, by identity.Principal, row catalogdb.InsertDocumentParams, out *Document) error {
	return idem.InTx(ctx, c.DB, row.UploadedAt, out, func(tx db.Tx) error {
		before, err := c.lockTx(ctx, tx, by, row.PractitionerID)
		if err != nil {
			return err
		}
		if n, err := on(tx).CountDocuments(ctx, row.PractitionerID); err != nil || n >= maxDocuments {
			return orElse(err, ErrTooManyDocs)
		}
		if err := on(tx).InsertDocument(ctx, row); err != nil {
			return err
		}
		if before.VerificationStatus != Rejected {
			return nil
		}
		after := before
		after.withdrawVerification()
		_, err = c.saveTx(ctx, tx, by, before, after)
		return err
	})
}

// ReadDocument opens a paper for its owner, or for who decides on verifications. Errors: ErrNoDocument.
func (c *Catalog) ReadDocument(ctx context.Context, by identity.Principal, id uuid.UUID) (d Document, name string, content []byte, err error) {
	row, err := on(c.DB).DocumentByID(ctx, id)
	if err != nil {
		if db.IsNoRows(err) {
			err = ErrNoDocument
		}
		return Document{}, "", nil, err
	}
	if row.PersonID != by.PersonID && !identity.Allowed(by, identity.Read, identity.ResVerification, identity.Subject{}) {
		return Document{}, "", nil, ErrNoDocument
	}
	sealed, err := c.Blobs.Get(ctx, row.CatalogVerificationDocument.BlobKey)
	if err != nil {
		return Document{}, "", nil, err
	}
	if content, err = c.Sealer.OpenTx(ctx, c.DB, row.PersonID, sealedField(id, "content"), sealed); err != nil {
		return Document{}, "", nil, err
	}
	plain, err := c.Sealer.OpenTx(ctx, c.DB, row.PersonID, sealedField(id, "name"), row.CatalogVerificationDocument.NameSealed)
	return documentOf(row.CatalogVerificationDocument), string(plain), content, err
}

func documentOf(r catalogdb.CatalogVerificationDocument) Document {
	return Document{ID: r.ID, Kind: r.Kind, ContentType: r.ContentType, SizeBytes: r.SizeBytes, UploadedAt: r.UploadedAt.UTC()}
}

// sealedField names where a sealed value lives; the content is a file, named like a column.
func sealedField(id uuid.UUID, column string) crypto.AAD {
	return crypto.AAD{Table: "catalog.verification_document", Column: column, Row: id}
}
