package catalog

import (
	"context"
	"encoding/json"
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
	Country     string // that issued it, ISO 3166-1 alpha-2; "" when not said
	ExpiresOn   string // the last valid day as its owner read it, 2006-01-02; "" when it does not end
	UploadedAt  time.Time
}

// Paper is a document as it is handed in. Number and Issuer are sealed with it.
type Paper struct {
	Kind      string
	Name      string // of the file
	Content   []byte
	Number    string
	Issuer    string
	Country   string
	ExpiresOn string
}

// Claims are what a paper is said to be; only its owner and who decides on verifications read them.
type Claims struct {
	Number string `json:"number,omitempty"`
	Issuer string `json:"issuer,omitempty"`
}

// DocumentKinds are the kinds of paper.
var DocumentKinds = []string{"registration", "degree", "identity", "insurance", "other"}

const (
	maxDocumentBytes = 15 << 20 // 15,728,640: the table's check says the same
	maxDocuments     = 20
)

// AddDocument takes a paper for verification. What it is decides its content, not its name. A rejected profile, and one
// whose licence has ended, goes back into the queue; a verified one that hands in a newer licence waits there and stays
// public. Errors: ErrNoPractitioner, identity.ErrForbidden, ErrDocumentSize, ErrDocumentType, ErrTooManyDocs,
// apperr.ErrValidation.
func (c *Catalog) AddDocument(ctx context.Context, by identity.Principal, id uuid.UUID, in Paper) (Document, error) {
	now := c.Clock.Now()
	if err := in.check(now); err != nil {
		return Document{}, err
	}
	d := Document{ID: c.IDs.ID(), Kind: in.Kind, ContentType: http.DetectContentType(in.Content), SizeBytes: int64(len(in.Content)),
		Country: in.Country, ExpiresOn: in.ExpiresOn, UploadedAt: now}
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
	row, sealed, err := c.seal(ctx, p, d, in)
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

// check tidies and judges what is said about a paper. A day's grace on the date: it may still be today where the paper is.
func (in *Paper) check(now time.Time) error {
	var v checker
	v.Check(slices.Contains(DocumentKinds, in.Kind), "kind", "unknown_value", "Choose one of the kinds of document.")
	in.Name, in.Number, in.Issuer = words(in.Name), words(in.Number), words(in.Issuer)
	v.length("name", in.Name, 1, 200)
	v.length("number", in.Number, 0, 80)
	v.length("issuer", in.Issuer, 0, 160)
	if in.Country != "" {
		v.country("country", in.Country)
	}
	if in.ExpiresOn != "" {
		v.Check(isDate(in.ExpiresOn), "expires_on", "bad_date", "Write the date like 2027-03-31.")
		v.Check(!isDate(in.ExpiresOn) || in.ExpiresOn >= now.AddDate(0, 0, -1).Format(time.DateOnly), "expires_on", "expired", "This date has passed. Hand in the present document.")
	}
	if err := v.Err(); err != nil {
		return err
	}
	if len(in.Content) == 0 || len(in.Content) > maxDocumentBytes {
		return ErrDocumentSize
	}
	return nil
}

// seal closes what a paper says and shows with its owner's key.
func (c *Catalog) seal(ctx context.Context, p Practitioner, d Document, in Paper) (row catalogdb.InsertDocumentParams, content []byte, err error) {
	row = catalogdb.InsertDocumentParams{
		ID: d.ID, PractitionerID: p.ID, Kind: d.Kind, BlobKey: fmt.Sprintf("verification/%s/%s", p.ID, d.ID),
		ContentType: d.ContentType, SizeBytes: d.SizeBytes, UploadedAt: d.UploadedAt, Country: d.Country, ExpiresOn: date(d.ExpiresOn),
	}
	claims, err := json.Marshal(Claims{Number: in.Number, Issuer: in.Issuer})
	if err != nil {
		return row, nil, err
	}
	if row.ClaimsSealed, err = c.Sealer.SealTx(ctx, c.DB, p.PersonID, sealedField(d.ID, "claims_sealed"), claims); err != nil {
		return row, nil, err
	}
	if row.NameSealed, err = c.Sealer.SealTx(ctx, c.DB, p.PersonID, sealedField(d.ID, "name"), []byte(in.Name)); err != nil {
		return row, nil, err
	}
	content, err = c.Sealer.SealTx(ctx, c.DB, p.PersonID, sealedField(d.ID, "content"), in.Content)
	return row, content, err
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
		after := before
		switch {
		case before.VerificationStatus == Rejected || before.VerificationStatus == Verified && before.LicenceEnded:
			after.withdrawVerification()
		case before.VerificationStatus == Verified && row.ExpiresOn.Valid:
			after.RenewalAt = &row.UploadedAt
		default:
			return nil
		}
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
	return Document{ID: r.ID, Kind: r.Kind, ContentType: r.ContentType, SizeBytes: r.SizeBytes, Country: r.Country, ExpiresOn: dateOf(r.ExpiresOn), UploadedAt: r.UploadedAt.UTC()}
}

// sealedField names where a sealed value lives; the content is a file, named like a column.
func sealedField(id uuid.UUID, column string) crypto.AAD {
	return crypto.AAD{Table: "catalog.verification_document", Column: column, Row: id}
}
