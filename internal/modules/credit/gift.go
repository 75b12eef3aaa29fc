package credit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"klear/internal/modules/credit/internal/creditdb"
	"klear/internal/platform/crypto"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Status is where a gift stands.
type Status string

// The statuses.
const (
	Unpaid   Status = "unpaid"   // its payment has not been decided
	Bought   Status = "bought"   // whoever has the code may redeem it
	Redeemed Status = "redeemed" // it is somebody's credit
	Refunded Status = "refunded" // its buyer has the money back, or their bank took it
	Void     Status = "void"     // its payment came to nothing
)

// refundFor is how long a buyer may have a gift back that nobody redeemed.
const refundFor = 14 * 24 * time.Hour

// Gift is credit that somebody bought for somebody. Instants are UTC.
type Gift struct {
	ID         uuid.UUID
	BuyerID    uuid.UUID
	Amount     money.Amount
	Message    string // only where a method says so, like the next two
	Recipient  string // an e-mail address; "": the buyer hands it over
	Code       string // as people read it; "" unless it is Bought
	Status     Status
	PaymentID  uuid.UUID
	RedeemedBy uuid.UUID
	BoughtAt   time.Time
	EndedAt    time.Time // redeemed or refunded
	Version    int64
	CreatedAt  time.Time

	messageSealed, recipientSealed []byte
}

// RefundableAt reports that its buyer may have the money back at now.
func (g Gift) RefundableAt(now time.Time) bool {
	return g.Status == Bought && now.Before(g.RefundableUntil())
}

// RefundableUntil is when that ends.
func (g Gift) RefundableUntil() time.Time { return g.BoughtAt.Add(refundFor) }

func giftOf(r creditdb.CreditGift) Gift {
	g := Gift{ID: r.ID, BuyerID: r.BuyerID, Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, Status: Status(r.Status),
		BoughtAt: utc(r.BoughtAt), EndedAt: utc(r.EndedAt), Version: r.Version, CreatedAt: r.CreatedAt.UTC(),
		messageSealed: r.MessageSealed, recipientSealed: r.RecipientSealed}
	if r.PaymentID != nil {
		g.PaymentID = *r.PaymentID
	}
	if r.RedeemedBy != nil {
		g.RedeemedBy = *r.RedeemedBy
	}
	return g
}

// utc is zero for null.
func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// field is a sealed column of credit.gift.
func field(gift uuid.UUID, column string) crypto.AAD {
	return crypto.AAD{Table: "credit.gift", Column: column, Row: gift}
}

// crockford leaves out I, L, O and U, so that a code survives being read out.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// codeOf is the code of a gift: sixteen characters, 80 bits. Only who has the master key can make it.
func (s *Service) codeOf(gift uuid.UUID) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write(gift[:])
	return crockford.EncodeToString(mac.Sum(nil)[:10])
}

// hashOf is what is kept of a code.
func hashOf(code string) []byte {
	sum := sha256.Sum256([]byte(code))
	return sum[:]
}

// Spaced is a code in groups of four, as people read it.
func Spaced(code string) string {
	var out []string
	for len(code) > 4 {
		out, code = append(out, code[:4]), code[4:]
	}
	return strings.Join(append(out, code), "-")
}

// Clean is a code as it is compared: capitals without gaps, and letters that are taken for digits are those digits.
func Clean(typed string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u2013', '\u00a0', '\t':
			return -1
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, strings.ToUpper(typed))
}

// Limit is how much a gift, or a grant, may be, in minor units.
type Limit struct{ Least, Most int64 }

// GiftLimits is what gifts of a currency are worth; about 5 to 500 dollars.
func GiftLimits(currency string) Limit { return Limit{5, 500}.in(currency) }

// GoodwillLimits is what an operator may give at once; about 1 to 100 dollars.
func GoodwillLimits(currency string) Limit { return Limit{1, 100}.in(currency) }

// in is a limit in dollars as a round number of the minor units of a currency.
func (l Limit) in(currency string) Limit {
	rate := int64(1)
	switch currency {
	case "INR", "JPY":
		rate = 100
	case "AED", "SAR", "QAR":
		rate = 4
	}
	unit := rate
	exponent, err := money.Exponent(currency)
	if err != nil {
		return Limit{} // no such currency: nothing is within
	}
	for range exponent {
		unit *= 10
	}
	return Limit{l.Least * unit, l.Most * unit}
}

// Holds reports whether an amount is within.
func (l Limit) Holds(minor int64) bool { return l.Least > 0 && minor >= l.Least && minor <= l.Most }
