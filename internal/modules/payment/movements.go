package payment

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// MovementKind is what a movement of money was.
type MovementKind string

// The kinds, as the ledger names its transactions.
const (
	MovePaid    MovementKind = "capture"        // taken from the payer
	MoveBack    MovementKind = "refund"         // sent back the way it came
	MoveTaken   MovementKind = "dispute_opened" // the payer's bank took it back
	MoveWon     MovementKind = "dispute_won"    // and gave it to the practitioner again
	MoveRefused MovementKind = "refund_failed"  // the gateway kept a refund: it is owed to the payer as credit
)

// Movement is one line of what went between a payer and the gateways, straight from the ledger.
type Movement struct {
	At             time.Time
	Kind           MovementKind
	PaymentID      uuid.UUID
	Purpose        Purpose
	BookingID      uuid.UUID // of a package that was bought: the package
	PractitionerID uuid.UUID
	Method         string
	Amount         money.Amount // negative when money went back
}

// Sum is what all movements of a question come to in one currency, in minor units: Paid = Back + Credit + Kept.
type Sum struct {
	Currency                 string
	Paid, Back, Credit, Kept int64
}

// MovementQuery selects from what the asking person paid: [From, To), with one practitioner or all.
type MovementQuery struct {
	From, To     time.Time
	Practitioner uuid.UUID // zero: all
	Page         Page
}

// MaxMovements is the longest list that is answered at once, for files.
const MaxMovements = 5000

// Movements lists what who paid and got back, newest first, how many lines there are, and the sums of all of them, page
// or not. It is about the payer alone, whatever their role. Errors: identity.ErrUnauthenticated.
func (s *Service) Movements(ctx context.Context, who identity.Principal, m MovementQuery) ([]Movement, int, []Sum, error) {
	if !who.SignedIn() {
		return nil, 0, nil, identity.ErrUnauthenticated
	}
	number, limit := min(max(m.Page.Number, 1), maxPage), min(max(m.Page.Limit, 1), MaxMovements)
	var with *uuid.UUID
	if m.Practitioner != uuid.Nil {
		with = &m.Practitioner
	}
	q := paymentdb.New(s.db)
	rows, err := q.Movements(ctx, paymentdb.MovementsParams{PayerID: who.PersonID, Since: m.From, Until: m.To, PractitionerID: with,
		MaxRows: int32(limit), Skip: int32((number - 1) * limit)})
	if err != nil {
		return nil, 0, nil, err
	}
	list, total := make([]Movement, len(rows)), 0
	for i, r := range rows {
		list[i] = Movement{At: r.OccurredAt, Kind: MovementKind(r.Kind), PaymentID: r.PaymentID, Purpose: Purpose(r.Purpose), BookingID: r.BookingID, PractitionerID: r.PractitionerID,
			Method: r.Method, Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}}
		total = int(r.Total)
	}
	sums, err := q.MovementSums(ctx, paymentdb.MovementSumsParams{PayerID: who.PersonID, Since: m.From, Until: m.To, PractitionerID: with})
	out := make([]Sum, len(sums))
	for i, r := range sums {
		out[i] = Sum{Currency: r.Currency, Paid: r.PaidMinor, Back: r.BackMinor, Credit: r.CreditMinor, Kept: r.PaidMinor - r.BackMinor - r.CreditMinor}
	}
	return list, total, out, err
}

// Payee is a practitioner whom somebody paid.
type Payee struct {
	PractitionerID uuid.UUID
	BookingID      uuid.UUID // the latest that was paid, or the latest package: it knows the name
	Since          time.Time
}

// maxPayees bounds the choice of practitioners.
const maxPayees = 500

// Payees lists whom who paid, the latest first. Errors: identity.ErrUnauthenticated.
func (s *Service) Payees(ctx context.Context, who identity.Principal) ([]Payee, error) {
	if !who.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	rows, err := paymentdb.New(s.db).Payees(ctx, paymentdb.PayeesParams{PayerID: who.PersonID, MaxRows: maxPayees})
	out := make([]Payee, len(rows))
	for i, r := range rows {
		out[i] = Payee(r)
	}
	return out, err
}
