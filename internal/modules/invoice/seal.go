package invoice

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"time"

	"klear/internal/modules/invoice/internal/invoicedb"
)

// seal is an HMAC over everything that a document says for good, with a key that the database does not hold: all of it but whose
// it is, which a guest's account changes. Taking anything out of it, or changing the order, breaks every seal; what comes later is
// added at the end, and only where it is not empty.
func (s *Service) seal(d invoicedb.InvoiceDocument) ([]byte, error) {
	var taxes []TaxLine // jsonb comes back with its spaces in other places
	if err := json.Unmarshal(d.Taxes, &taxes); err != nil {
		return nil, err
	}
	var platform *Party
	if d.Platform != nil {
		if err := json.Unmarshal(d.Platform, &platform); err != nil {
			return nil, err
		}
	}
	mac := hmac.New(sha256.New, s.Key)
	err := json.NewEncoder(mac).Encode([]any{"document", d.ID, d.Prefix, d.No, d.Kind, d.Role, d.IssuedOn.Format(time.DateOnly), d.IssuedAt.UnixMicro(),
		d.SubjectID, d.PaymentID, d.Reference, d.ByPlatform, d.PractitionerID, d.PractitionerPersonID, d.Country, d.Place, d.Code, d.Currency,
		d.NetMinor, d.TaxMinor, d.TotalMinor, taxes, d.TaxOwner, d.WithheldMinor, d.WithheldOwner, d.SellerNumber, d.BuyerNumber, d.OffMinor, d.BorneMinor,
		platform, d.SellerWords, d.Corrects, d.Token})
	return mac.Sum(nil), err
}

// sealOf is the seal of a document that is about to be written.
func (s *Service) sealOf(p invoicedb.InsertDocumentParams) ([]byte, error) {
	return s.seal(invoicedb.InvoiceDocument{ID: p.ID, Prefix: p.Prefix, No: p.No, Kind: p.Kind, Role: p.Role, IssuedOn: p.IssuedOn, IssuedAt: p.IssuedAt,
		SubjectID: p.SubjectID, PaymentID: p.PaymentID, Reference: p.Reference, ByPlatform: p.ByPlatform, PractitionerID: p.PractitionerID,
		PractitionerPersonID: p.PractitionerPersonID, Country: p.Country, Place: p.Place, Code: p.Code, Currency: p.Currency, NetMinor: p.NetMinor,
		TaxMinor: p.TaxMinor, TotalMinor: p.TotalMinor, Taxes: p.Taxes, TaxOwner: p.TaxOwner, WithheldMinor: p.WithheldMinor, WithheldOwner: p.WithheldOwner,
		SellerNumber: p.SellerNumber, BuyerNumber: p.BuyerNumber, OffMinor: p.OffMinor, BorneMinor: p.BorneMinor, Platform: p.Platform,
		SellerWords: p.SellerWords, Corrects: p.Corrects, Token: p.Token})
}
