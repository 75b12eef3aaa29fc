package credit

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/credit/internal/creditdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

const (
	// MaxMessage is how many characters a gift says.
	MaxMessage = 300
	// maxTried attempts to buy may fail within triedWithin.
	maxTried    = 10
	triedWithin = time.Hour
)

// BuyRequest asks for a gift.
type BuyRequest struct {
	Amount    money.Amount
	Message   string
	Recipient string // an e-mail address that the code is sent to; "": the buyer hands it over
	Method    payment.Method
	ReturnURL string // where a payer comes back to after their bank asked something; {id} in it becomes the gift's
}

// begun is what a key remembers: the gift and the attempt to pay for it.
type begun struct{ GiftID, PaymentID uuid.UUID }

// Buy takes the money and gives the gift, for a signed-in person with a verified address. The same key goes on with the same
// purchase. When the bank asks something the Gift is given beside the error, so that the payer can come back to it. Errors:
// identity.ErrUnauthenticated, identity.ErrUnverified, validation, ErrTried, payment.ErrPrice, payment.ErrDeclined,
// payment.ErrActionRequired (details.action_url), payment.ErrProcessing, payment.ErrUnknown, payment.ErrClosed, idem.ErrReused.
func (s *Service) Buy(ctx context.Context, who identity.Principal, r BuyRequest, key idem.Key) (Gift, error) {
	if err := identity.RequireVerified(who); err != nil {
		return Gift{}, err
	}
	r.Message, r.Recipient = strings.TrimSpace(r.Message), strings.TrimSpace(r.Recipient)
	if err := r.check(); err != nil {
		return Gift{}, err
	}
	if err := s.Payments.Payable(r.Amount, s.Country); err != nil {
		return Gift{}, err
	}
	var b begun
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		b, _, err = idem.Run(ctx, tx, key, s.Clock.Now(), func() (begun, error) { return s.beginTx(ctx, tx, who, r) })
		return err
	})
	if err != nil {
		return Gift{}, err
	}
	outcome, err := s.Payments.Authorise(ctx, b.PaymentID, r.Method, true, strings.ReplaceAll(r.ReturnURL, "{id}", b.GiftID.String()))
	if err != nil {
		return Gift{}, err
	}
	// The money has moved, or may have: from here on the caller's patience no longer matters.
	return s.settle(context.WithoutCancel(ctx), Settle(b), outcome)
}

func (r BuyRequest) check() error {
	var v apperr.Validation
	l := GiftLimits(r.Amount.Currency)
	v.Check(l.Holds(r.Amount.Minor), "amount", "gift_amount", "A gift is worth %s to %s %s.", money.Amount{Minor: l.Least, Currency: r.Amount.Currency}.Decimal(),
		money.Amount{Minor: l.Most, Currency: r.Amount.Currency}.Decimal(), r.Amount.Currency)
	v.Check(utf8.RuneCountInString(r.Message) <= MaxMessage, "message", "gift_message", "A message has at most %d characters.", MaxMessage)
	a, err := mail.ParseAddress(r.Recipient)
	v.Check(r.Recipient == "" || err == nil && a.Address == r.Recipient && len(r.Recipient) <= 254, "recipient", "email", "Enter an e-mail address like name@example.com.")
	return v.Err()
}

// beginTx writes down what is bought and that somebody is paying, before any gateway is asked.
func (s *Service) beginTx(ctx context.Context, tx db.Tx, who identity.Principal, r BuyRequest) (begun, error) {
	now := s.Clock.Now()
	tried, err := on(tx).CountTried(ctx, creditdb.CountTriedParams{BuyerID: who.PersonID, Since: now.Add(-triedWithin)})
	if err != nil {
		return begun{}, err
	}
	if tried >= maxTried {
		return begun{}, ErrTried
	}
	id := s.IDs.ID()
	row := creditdb.InsertGiftParams{ID: id, BuyerID: who.PersonID, AmountMinor: r.Amount.Minor, Currency: r.Amount.Currency, CodeHash: hashOf(s.codeOf(id)), Now: now}
	if row.MessageSealed, err = s.seal(ctx, tx, who.PersonID, id, "message_sealed", r.Message); err != nil {
		return begun{}, err
	}
	if row.RecipientSealed, err = s.seal(ctx, tx, who.PersonID, id, "recipient_sealed", r.Recipient); err != nil {
		return begun{}, err
	}
	if _, err := on(tx).InsertGift(ctx, row); err != nil {
		return begun{}, err
	}
	gateway, err := s.Payments.GatewayFor(r.Amount.Currency, s.Country)
	if err != nil {
		return begun{}, err
	}
	paying, err := s.Payments.BeginTx(ctx, tx, now, payment.Begin{BookingID: id, Purpose: payment.ForGift, Gateway: gateway, PayerID: who.PersonID, Amount: r.Amount})
	if err != nil {
		return begun{}, err
	}
	b := begun{id, paying.ID}
	return b, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Settle(b), At: now.Add(settleAfter), Queue: jobs.QueueMoney})
}

// seal encrypts the buyer's words for one field; "" stays null.
func (s *Service) seal(ctx context.Context, tx db.Tx, buyer, gift uuid.UUID, column, words string) ([]byte, error) {
	if words == "" {
		return nil, nil
	}
	return s.People.SealTx(ctx, tx, buyer, field(gift, column), []byte(words))
}
