package reconcile

import (
	"strings"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Side says whose word something is.
type Side string

// The sides. Restated is a gateway's second word about a row, other than its first.
const (
	Row      Side = "row"  // a gateway's
	Line     Side = "line" // our books'
	Restated Side = "restated"
)

// Item is a movement on one side. Amounts are positive when money came to the gateway's account of ours.
type Item struct {
	Side      Side
	Gateway   string
	Subject   string // the gateway's ref of a row, the event key of a line
	Kind      string // of a row: payment.ReportKind; of a line: the event
	Reference uuid.UUID
	BookingID uuid.UUID // of a line; zero when there is none
	Amount    money.Amount
	At        time.Time
	Paired    bool      // it is not open any more: something agrees with it, or took it back
	TakenBack bool      // by another of the same side: what it undid, or its correction
	With      string    // the subject of that other, or of what agrees with it on the other side; "" for an open one
	LateAt    time.Time // when an open one becomes an alarm; zero for a paired one
	entry     entry     // of a line
}

// entry names a line in the books.
type entry struct {
	transaction uuid.UUID
	line        int16
}

// Late reports whether the item has waited longer for its counterpart than that takes.
func (i Item) Late(now time.Time) bool { return !i.Paired && !now.Before(i.LateAt) }

// postingKey names the posting that this module makes of a row which only the gateway can tell of.
func postingKey(gateway string, r payment.ReportRow) string {
	return string(r.Kind) + ":" + gateway + ":" + r.Ref
}

// referenceOf is what a line of ours is about, as gateways call it: the payout of a payout's posting ("po:<id>:<step>"),
// else the payment.
func referenceOf(eventKey string, paid *uuid.UUID) *uuid.UUID {
	rest, ok := strings.CutPrefix(eventKey, "po:")
	if !ok {
		return paid
	}
	id, _, _ := strings.Cut(rest, ":")
	if u, err := uuid.Parse(id); err == nil {
		return &u
	}
	return paid
}

// isName reports whether a gateway can be called so; isSubject whether a reference or an event key can.
func isName(s string) bool {
	return s != "" && len(s) <= 40 && !strings.ContainsFunc(s, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
}

func isSubject(s string) bool {
	return s != "" && len(s) <= 250 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
