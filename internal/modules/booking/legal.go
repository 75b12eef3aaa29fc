package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// moneyState is where the money of a booking stands, in one word.
type moneyState string

const (
	moneyNone     moneyState = "none"     // no attempt counts
	moneyOpen     moneyState = "open"     // the gateway, or the payer's bank, has yet to say
	moneyKept     moneyState = "kept"     // a method is kept with consent; from the time of the charge on it passes
	moneyOwed     moneyState = "owed"     // the charge was refused: until Booking.PayBy it stands, then it passes
	moneyReserved moneyState = "reserved" // authorised
	moneyTaken    moneyState = "taken"    // captured, and in escrow
	moneyDrawn    moneyState = "drawn"    // as taken, out of a package or credit
	moneyEarned   moneyState = "earned"   // what was kept belongs to the practitioner and the platform
	moneyReturned moneyState = "returned" // everything went back
	moneyVenue    moneyState = "venue"    // it is between the two of them, and nobody has noted it yet
	moneyCash     moneyState = "cash"     // the practitioner noted that they were paid
)

// pairs are the states of a booking and of its money that may be seen together. What is settled may stay so; what passes
// is on its way to something settled, and is a fault when it stays longer than payment.StuckAfter. What is not listed
// must never be. A booking that costs nothing has no money, and no row here.
var pairs = map[Status]struct{ settled, passes []moneyState }{
	Held:      {settled: []moneyState{moneyNone, moneyOpen}, passes: []moneyState{moneyReserved, moneyTaken}},
	Pending:   {settled: []moneyState{moneyReserved, moneyDrawn, moneyKept, moneyVenue}, passes: []moneyState{moneyOpen, moneyTaken, moneyNone}},
	Confirmed: {settled: []moneyState{moneyTaken, moneyDrawn, moneyReturned, moneyVenue, moneyCash}, passes: []moneyState{moneyOpen, moneyReserved, moneyNone, moneyKept, moneyOwed}},
	InSession: {settled: []moneyState{moneyTaken, moneyDrawn, moneyReturned, moneyVenue, moneyCash}, passes: []moneyState{moneyOpen, moneyReserved, moneyKept}},
	Completed: {settled: []moneyState{moneyEarned, moneyReturned, moneyVenue, moneyCash}, passes: []moneyState{moneyOpen, moneyReserved, moneyTaken, moneyDrawn, moneyKept}},
	NoShow:    {settled: []moneyState{moneyEarned, moneyReturned, moneyVenue, moneyCash}, passes: []moneyState{moneyOpen, moneyReserved, moneyTaken, moneyDrawn}},
	Cancelled: {settled: []moneyState{moneyNone, moneyEarned, moneyReturned, moneyVenue, moneyCash}, passes: []moneyState{moneyOpen, moneyReserved, moneyTaken}},
	Declined:  {settled: []moneyState{moneyNone, moneyReturned, moneyVenue}, passes: []moneyState{moneyOpen, moneyReserved, moneyTaken}},
	Expired:   {settled: []moneyState{moneyNone, moneyReturned, moneyVenue}, passes: []moneyState{moneyOpen, moneyReserved, moneyTaken}},
}

// Off is a booking whose record and money do not go together.
type Off struct {
	BookingID uuid.UUID
	Code      string
	Status    Status
	Money     string // "" when it is the steps that do not say what the booking says
}

// VerifyPairs compares every booking with its money (invariant I10), and its steps with it; at most 1,000 of each are
// named. Give it a repeatable-read transaction when payments are running.
func (s *Service) VerifyPairs(ctx context.Context, q db.Querier, now time.Time) ([]Off, error) {
	arg := bookingdb.PairsOffParams{StuckBefore: now.Add(-payment.StuckAfter), Legal: []string{}, Passing: []string{}}
	for status, p := range pairs {
		for _, m := range p.settled {
			arg.Legal = append(arg.Legal, string(status)+" "+string(m))
		}
		for _, m := range p.passes {
			arg.Passing = append(arg.Passing, string(status)+" "+string(m))
		}
	}
	rows, err := bookingdb.New(q).PairsOff(ctx, arg)
	if err != nil {
		return nil, err
	}
	var out []Off
	for _, r := range rows {
		out = append(out, Off{r.ID, r.Code, Status(r.Status), r.Money})
	}
	strays, err := bookingdb.New(q).StepsOffBookings(ctx)
	for _, r := range strays {
		out = append(out, Off{BookingID: r.ID, Code: r.Code, Status: Status(r.Status)})
	}
	return out, err
}
