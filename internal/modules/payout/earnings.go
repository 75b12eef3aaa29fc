package payout

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Summary is a practitioner's money in one currency, in minor units. Pending + Frozen + Available is what the books hold as
// payable; Available may be negative when more was taken back than is ready.
type Summary struct {
	Currency  string
	Pending   int64 // earned, and the time for complaints is not over
	Frozen    int64 // earned, and the payer disputes it with their bank, or the client says that there was no session
	Available int64 // goes out with the next payout
	InTransit int64 // sent, not confirmed
	Paid      int64 // arrived, since the beginning
	Owed      int64 // given back to clients after it was paid out; the next earnings repay it
	Next      Next
}

// Next is the payout that comes next, if everything stays as it is.
type Next struct {
	On      time.Time // a calendar day, as a date in UTC; zero when Why has to be resolved first
	Amount  int64     // minor units
	Why     Outcome   // Sent: it goes out; otherwise what is in the way
	Minimum int64
	Matures time.Time // when the next pending amount may be paid out; zero: nothing is pending
}

// Earnings are the own sums by currency; none before anything was earned. Errors: those of own.
func (s *Service) Earnings(ctx context.Context, who identity.Principal) ([]Summary, error) {
	p, err := s.own(ctx, who, identity.Read)
	if err != nil {
		return nil, err
	}
	q, owner, now := on(s.DB), p.ID.String(), s.Clock.Now()
	balances, err := q.Balances(ctx, owner)
	if err != nil {
		return nil, err
	}
	open, err := q.Open(ctx, payoutdb.OpenParams{Practitioner: owner, Matured: s.matured(now)})
	if err != nil {
		return nil, err
	}
	paid, err := q.Paid(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Summary, len(balances))
	for i, b := range balances {
		out[i] = Summary{Currency: b.Currency, InTransit: b.InTransitMinor, Owed: b.ReceivableMinor}
		for _, o := range open {
			out[i].add(o)
		}
		for _, x := range paid {
			if x.Currency == b.Currency {
				out[i].Paid = x.AmountMinor
			}
		}
	}
	return out, s.addNext(ctx, p.ID, out)
}

func (s *Summary) add(o payoutdb.OpenRow) {
	if o.Currency != s.Currency {
		return
	}
	switch o.State {
	case "pending":
		s.Pending = o.AmountMinor
	case "frozen":
		s.Frozen = o.AmountMinor
	default:
		s.Available = o.AmountMinor
	}
}

// addNext says when the next payout goes out, or why none does.
func (s *Service) addNext(ctx context.Context, practitioner uuid.UUID, list []Summary) error {
	known, err := s.factsOf(ctx, s.DB, practitioner)
	if err != nil {
		return err
	}
	for i := range list {
		n := &list[i].Next
		n.Why, n.Minimum = NoAccount, s.Policy.minimum(list[i].Currency, 0)
		at := slices.IndexFunc(known, func(f facts) bool { return f.Currency == list[i].Currency })
		if at >= 0 {
			f := known[at]
			n.Why, n.Minimum, n.Amount = s.Policy.outcome(f), f.minimum, f.amount()
			if n.Why == Sent || n.Why == Nothing || n.Why == BelowMinimum || n.Why == OpenPayout {
				n.On = f.NextOn.Time
				if today := s.Policy.today(s.Clock.Now()); n.On.Before(today) {
					n.On = today
				}
			}
		}
		if list[i].Pending > 0 {
			first, err := on(s.DB).Matures(ctx, payoutdb.MaturesParams{Practitioner: practitioner.String(), Currency: list[i].Currency, Matured: s.matured(s.Clock.Now())})
			if err != nil && !db.IsNoRows(err) {
				return err
			}
			if err == nil {
				n.Matures = first.Add(s.Policy.After).UTC()
			}
		}
	}
	return nil
}

// Line is one posting behind a number, with the booking it is about.
type Line struct {
	TransactionID uuid.UUID
	Event         string // earn, refund, repay, breakage, dispute_lost, payout_sent, payout_returned
	At            time.Time
	BookingID     uuid.UUID // zero: it is about none
	Code          string    // of the booking
	Why           Why       // of a frozen one, whose word is waited for
	Amount        money.Amount
}

// Why is for whose sake money is frozen.
type Why string

// The reasons.
const (
	WhyBank    Why = "bank"    // the payer disputes it with their bank
	WhyContest Why = "contest" // the client says that the session did not take place
)

// What says what a posting was; one that is not known here reads as an entry.
func (l Line) What(words *i18n.Localizer) string {
	if key := "earnings.event_" + l.Event; words.Has(key) {
		return words.T(key)
	}
	return words.T("earnings.event_other")
}

// Part names a number of Summary whose lines are postings; InTransit and Paid are lists of payouts.
type Part string

// The parts.
const (
	PartPending   Part = "pending"
	PartFrozen    Part = "frozen"
	PartAvailable Part = "available"
	PartOwed      Part = "owed"
)

// Lines are the postings that a number of Earnings is the sum of, newest first, and how many there are. Errors: those of own,
// validation of the part.
func (s *Service) Lines(ctx context.Context, who identity.Principal, part Part, currency string, page Page) ([]Line, int, error) {
	p, err := s.own(ctx, who, identity.Read)
	if err != nil {
		return nil, 0, err
	}
	var v apperr.Validation
	v.Check(slices.Contains([]Part{PartPending, PartFrozen, PartAvailable, PartOwed}, part), "part", "unknown", "Choose pending, frozen, available or owed.")
	if err := v.Err(); err != nil {
		return nil, 0, err
	}
	if currency == "" {
		currency = p.Currency
	}
	limit, skip := page.window()
	if part == PartOwed {
		rows, err := on(s.DB).Owed(ctx, payoutdb.OwedParams{Practitioner: p.ID.String(), Currency: currency, MaxRows: limit, Skip: skip})
		out, total := make([]Line, len(rows)), 0
		for i, r := range rows {
			out[i], total = lineOf(r.TransactionID, r.Event, r.OccurredAt, r.BookingID, r.Code, r.AmountMinor, currency), int(r.Total)
		}
		return out, total, err
	}
	rows, err := on(s.DB).OpenLines(ctx, payoutdb.OpenLinesParams{Practitioner: p.ID.String(), Currency: currency, State: string(part), Matured: s.matured(s.Clock.Now()), MaxRows: limit, Skip: skip})
	out, total := make([]Line, len(rows)), 0
	for i, r := range rows {
		out[i], total = lineOf(r.TransactionID, r.Event, r.OccurredAt, r.BookingID, r.Code, r.AmountMinor, currency), int(r.Total)
		if part == PartFrozen {
			out[i].Why = Why(r.Why)
		}
	}
	return out, total, err
}

func lineOf(id uuid.UUID, event string, at time.Time, booking *uuid.UUID, code string, minor int64, currency string) Line {
	l := Line{TransactionID: id, Event: event, At: at.UTC(), Code: code, Amount: money.Amount{Minor: minor, Currency: currency}}
	if booking != nil {
		l.BookingID = *booking
	}
	return l
}
