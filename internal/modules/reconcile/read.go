package reconcile

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Day is what a gateway and the books say of a day (UTC), per currency.
type Day struct {
	Gateway   string
	Day       time.Time
	FetchedAt time.Time
	Rows      int // of the gateway
	Open      int // rows and lines without a counterpart so far
	Sums      []Sum
}

// Sum compares a day's movements in one currency. They may differ by what happened around midnight, which is then on the
// day before or after on the other side; what matters is that nothing stays open.
type Sum struct {
	Gateway, Books money.Amount
}

// Settled reports whether everything of the day has its counterpart.
func (d Day) Settled() bool { return d.Open == 0 }

const maxPage = 10_000

// bounds are a page's, which counts from 1; limit is 1 to 100.
func bounds(page, limit int) (most, skip int32) {
	page, limit = min(max(page, 1), maxPage), min(max(limit, 1), 100)
	return int32(limit), int32((page - 1) * limit)
}

// Days lists the days that were read, newest first, and how many there are; gateway "" means all. Operators only. Errors:
// identity's.
func (s *Service) Days(ctx context.Context, by identity.Principal, gateway string, page, limit int) ([]Day, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	var of *string
	if gateway != "" {
		of = &gateway
	}
	most, skip := bounds(page, limit)
	rows, err := on(s.DB).Days(ctx, reconciledb.DaysParams{Gateway: of, Most: most, Skip: skip})
	if err != nil {
		return nil, 0, err
	}
	var out []Day
	for _, r := range rows {
		day := dayOf(r.Day.Time)
		if n := len(out); n == 0 || out[n-1].Gateway != r.Gateway || !out[n-1].Day.Equal(day) {
			out = append(out, Day{Gateway: r.Gateway, Day: day, FetchedAt: r.FetchedAt.UTC()})
		}
		d := &out[len(out)-1]
		d.Rows, d.Open = d.Rows+int(r.NRows), d.Open+int(r.NOpen)
		if r.Currency != "" {
			d.Sums = append(d.Sums, Sum{money.Amount{Minor: r.RowMinor, Currency: r.Currency}, money.Amount{Minor: r.LineMinor, Currency: r.Currency}})
		}
	}
	n, err := on(s.DB).CountDays(ctx, of)
	return out, int(n), err
}

// Items lists what moved on a day, on both sides, the open ones first, and how much there is. Operators only. Errors:
// identity's, ErrNoDay.
func (s *Service) Items(ctx context.Context, by identity.Principal, gateway string, day time.Time, page, limit int) ([]Item, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	if !isName(gateway) {
		return nil, 0, ErrNoDay
	}
	if _, err := on(s.DB).Day(ctx, reconciledb.DayParams{Gateway: gateway, Day: date(day)}); db.IsNoRows(err) {
		return nil, 0, ErrNoDay
	} else if err != nil {
		return nil, 0, err
	}
	most, skip := bounds(page, limit)
	rows, err := on(s.DB).DayItems(ctx, reconciledb.DayItemsParams{Gateway: gateway, Day: date(day), Since: dayOf(day), Until: dayOf(day).AddDate(0, 0, 1), Most: most, Skip: skip})
	out, total := make([]Item, len(rows)), 0
	for i, r := range rows {
		out[i] = Item{Side: Side(r.Side), Gateway: gateway, Subject: r.Subject, Kind: r.Kind, Reference: orNil(r.Reference), BookingID: orNil(r.BookingID),
			Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, At: r.At.UTC(), Paired: r.Paired, TakenBack: r.TakenBack, With: r.Counterpart}
		total = int(r.Total)
	}
	return out, total, err
}

// Late lists what has waited too long for its counterpart, the oldest first, and how much that is: the alarm. Operators
// only. Errors: identity's.
func (s *Service) Late(ctx context.Context, by identity.Principal, page, limit int) ([]Item, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	most, skip := bounds(page, limit)
	return s.late(ctx, s.DB, most, skip)
}

// LateItems is Late for audits: it asks nobody for permission.
func (s *Service) LateItems(ctx context.Context, q db.Querier, most int) ([]Item, error) {
	out, _, err := s.late(ctx, q, int32(most), 0)
	return out, err
}

func (s *Service) late(ctx context.Context, q db.Querier, most, skip int32) ([]Item, int, error) {
	rows, err := on(q).Late(ctx, reconciledb.LateParams{Now: s.Clock.Now(), Most: most, Skip: skip})
	out, total := make([]Item, len(rows)), 0
	for i, r := range rows {
		out[i] = Item{Side: Side(r.Side), Gateway: r.Gateway, Subject: r.Subject, Kind: r.Kind, Amount: money.Amount{Minor: r.AmountMinor, Currency: r.Currency}, At: r.At.UTC(), LateAt: r.LateAt.UTC()}
		total = int(r.Total)
	}
	return out, total, err
}

// LateCount is how much is late on one side of a gateway.
type LateCount struct {
	Gateway string
	Side    Side
	N       int
}

// CountLate is for metrics and audits: every gateway and side with something late. It asks nobody for permission.
func (s *Service) CountLate(ctx context.Context, q db.Querier) ([]LateCount, error) {
	rows, err := on(q).CountLate(ctx, s.Clock.Now())
	out := make([]LateCount, len(rows))
	for i, r := range rows {
		out[i] = LateCount{r.Gateway, Side(r.Side), int(r.N)}
	}
	return out, err
}

// Note is what an operator said about a difference, and the posting that followed.
type Note struct {
	Gateway  string
	Subject  string
	Side     Side
	PersonID uuid.UUID
	Words    string
	EventKey string
	At       time.Time
}

// Notes reads what was said about subjects of a gateway, oldest first. Operators only. Errors: identity's.
func (s *Service) Notes(ctx context.Context, by identity.Principal, gateway string, subjects []string) ([]Note, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).NotesOf(ctx, reconciledb.NotesOfParams{Gateway: gateway, Subjects: subjects})
	out := make([]Note, len(rows))
	for i, r := range rows {
		out[i] = Note{r.Gateway, r.Subject, Side(r.Side), r.PersonID, r.Words, r.EventKey, r.At.UTC()}
	}
	return out, err
}
