package invoice

import (
	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Supply is what was kept of a payment once it belongs to its owners: the sums as they are now, not the last change.
type Supply struct {
	SubjectID            uuid.UUID // the booking, or a package of which nobody drew the rest
	PaymentID            uuid.UUID // zero: none of its own
	BuyerID              uuid.UUID
	PractitionerID       uuid.UUID
	PractitionerPersonID uuid.UUID
	Currency             string
	Kept                 int64 // minor units, like the next
	Commission           int64 // the platform's part, without tax
	Tax                  int64 // owed by the platform
	Withheld             int64 // collected out of the practitioner's part
	Borne                int64 // what the platform adds to Kept for a promotion
	Quote                tariff.Quote
}

// sums are the amounts of a document, or of all those of a role so far.
type sums struct {
	net, tax, withheld int64
	off                int64 // what a code took off before: not in the total
	borne              int64 // what the platform pays of the total instead of the buyer
}

func (s sums) minus(o sums) sums {
	return sums{s.net - o.net, s.tax - o.tax, s.withheld - o.withheld, s.off - o.off, s.borne - o.borne}
}

func (s sums) total() int64 { return s.net + s.tax }

// parts takes a supply apart into what each document says: with the platform as the supplier, the service is all that was
// paid; otherwise what the client paid on top is a sale of its own. They sum to what was kept and what the platform adds to it, and
// a practitioner's commission with its tax to the rest of what the platform took.
//
// What the platform adds is paid for the service by somebody else than the buyer, and taxed like the rest of its price; what
// the practitioner takes off is not paid by anybody, and not taxed, if the document says so.
func (x Supply) parts() (map[Role]sums, error) {
	fee, err := portion(x.Commission, x.Quote.ClientFeeMinor, x.Quote.CommissionMinor())
	if err != nil {
		return nil, err
	}
	off, err := portion(x.Kept, x.Quote.OffMinor-x.Quote.BorneMinor, x.Quote.PayinMinor())
	if err != nil {
		return nil, err
	}
	paid := x.Kept + x.Borne
	if x.Quote.Deemed() {
		return map[Role]sums{ForService: {net: paid - x.Tax, tax: x.Tax, off: off, borne: x.Borne}, Commission: {net: x.Commission - fee}}, nil
	}
	feeTax, err := portion(x.Tax, x.Quote.ClientTaxMinor, x.Quote.TaxMinor())
	if err != nil {
		return nil, err
	}
	gross := paid - fee - feeTax
	own := int64(0)
	if x.Quote.Supply.Bps > 0 {
		if own, err = x.Quote.Supply.In(gross); err != nil {
			return nil, err
		}
	}
	return map[Role]sums{ForService: {gross - own, own, x.Withheld, off, x.Borne}, ClientFee: {net: fee, tax: feeTax}, Commission: {net: x.Commission - fee, tax: x.Tax - feeTax}}, nil
}

// portion is part of whole, of what is left of amount.
func portion(amount, part, whole int64) (int64, error) {
	if part == 0 {
		return 0, nil
	}
	return money.MulDivRound(amount, part, whole)
}

// term is how the tax of a role was reckoned.
func (x Supply) term(r Role) tariff.TaxTerm {
	if r == ForService {
		return x.Quote.Supply
	}
	return x.Quote.Commission
}
