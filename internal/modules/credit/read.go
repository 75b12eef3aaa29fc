package credit

import (
	"context"
	"sort"
	"time"

	"klear/internal/modules/credit/internal/creditdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Page of a list; Number counts from 1, Limit is 1 to 100.
type Page struct{ Number, Limit int }

const (
	maxPage = 10_000
	// maxLines is how many lines of a history are read, the newest.
	maxLines = 500
)

func (p Page) rows() (limit, skip int32) {
	limit = int32(min(max(p.Limit, 1), 100))
	return limit, limit * int32(min(max(p.Number, 1), maxPage)-1)
}

// Gift reads a gift for its buyer, with its words, and its code while it can be redeemed. Errors: ErrNotFound, also when it is
// somebody else's.
func (s *Service) Gift(ctx context.Context, who identity.Principal, id uuid.UUID) (Gift, error) {
	g, err := found(on(s.DB).Gift(ctx, id))
	if err != nil || !who.SignedIn() || g.BuyerID != who.PersonID {
		return Gift{}, orElse(err, ErrNotFound)
	}
	return g, s.open(ctx, s.DB, &g)
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Gifts lists what somebody bought, newest first, as Gift reads it, and how many there are. Errors: identity.ErrUnauthenticated.
func (s *Service) Gifts(ctx context.Context, who identity.Principal, page Page) ([]Gift, int, error) {
	if !who.SignedIn() {
		return nil, 0, identity.ErrUnauthenticated
	}
	limit, skip := page.rows()
	rows, err := on(s.DB).GiftsOf(ctx, creditdb.GiftsOfParams{BuyerID: who.PersonID, MaxRows: limit, Skip: skip})
	out, total := make([]Gift, len(rows)), 0
	for i, r := range rows {
		out[i], total = giftOf(r.CreditGift), int(r.Total)
		if err := s.open(ctx, s.DB, &out[i]); err != nil {
			return nil, 0, err
		}
	}
	return out, total, err
}

// open makes the words of a gift, and its code, readable.
func (s *Service) open(ctx context.Context, q db.Querier, g *Gift) error {
	for _, f := range []struct {
		sealed []byte
		column string
		to     *string
	}{{g.messageSealed, "message_sealed", &g.Message}, {g.recipientSealed, "recipient_sealed", &g.Recipient}} {
		if len(f.sealed) == 0 {
			continue
		}
		plain, err := s.People.OpenTx(ctx, q, g.BuyerID, field(g.ID, f.column), f.sealed)
		if err != nil {
			return err
		}
		*f.to = string(plain)
	}
	if g.Status == Bought {
		g.Code = s.codeOf(g.ID)
	}
	return nil
}

// Balances are what somebody may spend, by currency; none is left out that was ever there. Errors: identity.ErrUnauthenticated.
func (s *Service) Balances(ctx context.Context, who identity.Principal) ([]money.Amount, error) {
	if !who.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	return ledger.Credits(ctx, s.DB, who.PersonID)
}

// Kind is what a line of the history was.
type Kind string

// The kinds, as the ledger names its transactions.
const (
	FromGift  Kind = "gift_redeemed"
	FromHouse Kind = "goodwill"
	Refused   Kind = "refund_failed" // the gateway would not send a refund back
	Spent     Kind = "spend"         // on a booking, all of its price
	Back      Kind = "refund"        // what was spent came back
	Reserved  Kind = "reserve"       // a part of the price of a booking
	Released  Kind = "release"       // a payment came to nothing
	Less      Kind = "capture"       // a payment took less than was reserved
	PaidOff   Kind = "paid_off"      // what a gateway would not send back came another way
	Moved     Kind = "credit_moved"  // from bookings that somebody made before they had an account
)

// Line is one movement of somebody's credit, straight from the ledger.
type Line struct {
	At        time.Time
	Kind      Kind
	BookingID uuid.UUID    // what it was for; zero: no booking
	Amount    money.Amount // more is positive
}

// History lists what moved somebody's credit, newest first, at most the newest 500 of each currency. Errors:
// identity.ErrUnauthenticated.
func (s *Service) History(ctx context.Context, who identity.Principal) ([]Line, error) {
	list, err := s.Balances(ctx, who)
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, b := range list {
		entries, err := ledger.ReadEntries(ctx, s.DB, ledger.CreditOf(who.PersonID, b.Currency).ID(), time.Time{}, s.Clock.Now().Add(time.Hour), ledger.Top, maxLines)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			out = append(out, Line{e.At, Kind(e.Event), e.BookingID, money.Amount{Minor: -e.Minor, Currency: b.Currency}})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.After(out[j].At) })
	return out, nil
}
