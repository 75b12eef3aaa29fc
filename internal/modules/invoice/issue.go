package invoice

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"klear/internal/modules/invoice/internal/invoicedb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// words are what is sealed with the buyer's key.
type words struct {
	Party
	About string `json:"about"` // what was paid for, as it was named when it was booked
}

func field(id uuid.UUID, column string) crypto.AAD {
	return crypto.AAD{Table: "invoice.document", Column: column, Row: id}
}

// nameOf is the name of a tax: "GST" of "GST:IN".
func nameOf(t tariff.TaxTerm) string {
	name := t.Owner
	for i := range name {
		if name[i] == ':' {
			return name[:i]
		}
	}
	return name
}

// issueTx writes a document. Its number is the last thing that is taken.
func (s *Service) issueTx(ctx context.Context, tx db.Tx, d draft) error {
	p, err := s.rowTx(ctx, tx, d)
	if err != nil {
		return err
	}
	owner := uuid.Nil
	if !d.byPlatform {
		owner = d.supply.PractitionerID
	}
	if p.Prefix, p.No, err = s.numberTx(ctx, tx, owner, d.kind(), d.country, d.day); err != nil {
		return err
	}
	if p.Seal, err = s.sealOf(p); err != nil {
		return err
	}
	_, err = on(tx).InsertDocument(ctx, p)
	return err
}

func (s *Service) rowTx(ctx context.Context, tx db.Tx, d draft) (invoicedb.InsertDocumentParams, error) {
	x, id := d.supply, s.IDs.ID()
	place := placeOf(d.country, d.seller.Number, d.buyer.Number)
	p := invoicedb.InsertDocumentParams{ID: id, Kind: string(d.kind()), Role: string(d.role), IssuedOn: d.day, IssuedAt: d.now, SubjectID: x.SubjectID,
		PaymentID: maybe(x.PaymentID), Reference: d.about.Reference, ByPlatform: d.byPlatform, PractitionerID: maybe(x.PractitionerID),
		PractitionerPersonID: maybe(x.PractitionerPersonID), BuyerID: d.buyerID, Country: d.country, Place: place, Code: d.term.Code, Currency: x.Currency,
		NetMinor: d.part.net, TaxMinor: d.part.tax, TotalMinor: d.part.total(), WithheldMinor: d.part.withheld, OffMinor: d.part.off, BorneMinor: d.part.borne, SellerNumber: d.seller.Number,
		BuyerNumber: d.buyer.Number, Corrects: maybe(d.corrects), Token: s.token(id)}
	if p.TaxMinor != 0 {
		p.TaxOwner = d.term.Owner
	}
	if p.WithheldMinor != 0 {
		p.WithheldOwner = x.Quote.WithheldOwner
	}
	var err error
	if p.Taxes, err = json.Marshal(taxLines(d.term, d.part.tax, d.seller.Number, place)); err != nil {
		return p, err
	}
	if d.byPlatform {
		p.Platform, err = json.Marshal(d.seller)
	} else {
		p.SellerWords, err = s.sealTx(ctx, tx, x.PractitionerPersonID, field(id, "seller_words"), d.seller)
	}
	if err != nil {
		return p, err
	}
	p.Words, err = s.sealTx(ctx, tx, d.buyerID, field(id, "words"), words{d.buyer, d.about.About})
	return p, err
}

// sealTx seals what can still be sealed: a deleted person has no words any more.
func (s *Service) sealTx(ctx context.Context, tx db.Tx, person uuid.UUID, at crypto.AAD, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	sealed, err := s.People.SealTx(ctx, tx, person, at, plain)
	if errors.Is(err, crypto.ErrKeyDestroyed) {
		return nil, nil
	}
	return sealed, err
}

// openTx reads what sealTx wrote; nothing once the person is deleted.
func (s *Service) openTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, sealed []byte, to any) error {
	if sealed == nil {
		return nil
	}
	plain, err := s.People.OpenTx(ctx, q, person, at, sealed)
	if errors.Is(err, crypto.ErrKeyDestroyed) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, to)
}

// token opens the page that says a document is genuine. Nobody finds it from the number: it is made with our key.
func (s *Service) token(id uuid.UUID) []byte {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write(id[:])
	return mac.Sum(nil)[:16]
}
