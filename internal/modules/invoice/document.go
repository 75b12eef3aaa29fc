package invoice

import (
	"encoding/json"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice/internal/invoicedb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Kind is what a document is.
type Kind string

// The kinds.
const (
	Invoice    Kind = "invoice"
	Receipt    Kind = "receipt"     // its seller has no tax number
	CreditNote Kind = "credit_note" // takes back a part of the document that it names
)

// Role is what a document is for.
type Role string

// The roles, in the order in which they are written.
const (
	ForService Role = "service"    // what the client booked
	ClientFee  Role = "client_fee" // what the client pays the platform on top
	Commission Role = "commission" // what the platform takes of the practitioner's price
	Plan       Role = "plan"       // a period of a subscription
)

// Party is a side of a document. Name and address are empty once the person's account is deleted.
type Party struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Number  string `json:"number,omitzero"` // of the tax office: GSTIN or VAT number
}

// TaxLine is a part of the tax: in India the central and the state's half, or the whole between states.
type TaxLine struct {
	Name  string `json:"name"` // CGST, SGST, IGST, VAT
	Bps   int64  `json:"bps"`
	Minor int64  `json:"minor"`
}

// Document is one as it is listed; Paper is one to be read. Amounts are minor units of Currency, less than nothing on a
// credit note.
type Document struct {
	ID                        uuid.UUID
	Number                    string
	Kind                      Kind
	Role                      Role
	IssuedAt                  time.Time
	IssuedOn                  time.Time // the day in the brand's zone, as midnight UTC
	SubjectID                 uuid.UUID // the booking, the package, or the period of a plan
	PaymentID                 uuid.UUID
	Reference                 string // the code of the booking or package
	ByPlatform                bool
	BuyerID                   uuid.UUID
	Country                   string
	Place                     string // of supply: the state's code in India, "" elsewhere
	Code                      string // HSN or SAC; "": none is needed
	Currency                  string
	Net, Tax, Total           int64
	Taxes                     []TaxLine
	TaxOwner                  string // "GST:IN"
	Withheld                  int64  // collected from the practitioner out of it
	WithheldOwner             string // "TCS:IN"
	Off                       int64  // what a code took off the price before: not in Total
	Borne                     int64  // what the platform paid of Total with a code, instead of the buyer
	SellerNumber, BuyerNumber string

	seller uuid.UUID // the practitioner's account; zero for the platform
	row    invoicedb.InvoiceDocument
}

// Amount is the total.
func (d Document) Amount() money.Amount { return d.In(d.Total) }

// In is an amount in the document's currency.
func (d Document) In(minor int64) money.Amount {
	return money.Amount{Minor: minor, Currency: d.Currency}
}

func documentOf(r invoicedb.InvoiceDocument) (Document, error) {
	d := Document{ID: r.ID, Number: r.Number, Kind: Kind(r.Kind), Role: Role(r.Role), IssuedAt: r.IssuedAt.UTC(), IssuedOn: r.IssuedOn, SubjectID: r.SubjectID,
		PaymentID: orNil(r.PaymentID), Reference: r.Reference, ByPlatform: r.ByPlatform, BuyerID: r.BuyerID, Country: r.Country, Place: r.Place, Code: r.Code,
		Currency: r.Currency, Net: r.NetMinor, Tax: r.TaxMinor, Total: r.TotalMinor, TaxOwner: r.TaxOwner, Withheld: r.WithheldMinor, WithheldOwner: r.WithheldOwner,
		Off: r.OffMinor, Borne: r.BorneMinor, SellerNumber: r.SellerNumber, BuyerNumber: r.BuyerNumber, row: r}
	if !r.ByPlatform {
		d.seller = orNil(r.PractitionerPersonID)
	}
	return d, json.Unmarshal(r.Taxes, &d.Taxes)
}

// subject is who may read it: buyer and seller, operators, and a guest by the link of the booking.
func (d Document) subject() identity.Subject {
	return identity.Subject{Owner: d.BuyerID, Practitioner: d.seller, Booking: d.SubjectID}
}

func (d Document) readable(who identity.Principal) bool {
	return identity.Allowed(who, identity.Read, identity.ResPayment, d.subject())
}

func orNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

func maybe(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
