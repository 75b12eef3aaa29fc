package credit_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var start = time.Date(2028, 1, 31, 9, 0, 0, 0, time.UTC)

// bookings are those that goodwill is asked for.
type bookings map[uuid.UUID]*booking.Booking

func (b bookings) ByID(_ context.Context, _ booking.Caller, id uuid.UUID) (*booking.Booking, error) {
	if one, ok := b[id]; ok {
		return one, nil
	}
	return nil, booking.ErrNotFound
}

// stage is the module on a real database with the sandbox gateway; its queue does not run.
type stage struct {
	*credit.Service
	t              *testing.T
	db             *db.DB
	url            string
	clock          *clock.Fake
	payments       *payment.Service
	bookings       bookings
	buyer, friend  identity.Principal
	other, operate identity.Principal
}

func newStage(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 16)
	k, src := clock.NewFake(start), ids.NewSource(nil)
	queue := jobs.New(d, jobs.Options{})
	bus := events.NewBus(queue, src)
	kit := &identitytest.Kit{DB: d, Bus: bus, Jobs: queue, Clock: k, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}}
	people := identitytest.NewNode(t, kit)
	gateway := sandbox.New(sandbox.Options{DB: d, Clock: k, IDs: src, Secrets: [][]byte{[]byte(identitytest.Secret)},
		Deliver: func(context.Context, http.Header, []byte) error { return nil }})
	s := &stage{t: t, db: d, url: url, clock: k, bookings: bookings{}}
	s.payments = payment.New(payment.Options{DB: d, Clock: k, IDs: src, Jobs: queue, Bus: bus, Gateways: []payment.Gateway{gateway}})
	s.Service = credit.New(credit.Deps{DB: d, Clock: k, IDs: src, Events: bus, Jobs: queue, People: people, Bookings: s.bookings, Payments: s.payments, Country: "IN", Key: []byte("a key of gift codes")})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	s.buyer, s.friend, s.other, s.operate = s.person(identity.Seeker), s.person(identity.Seeker), s.person(identity.Seeker), s.person(identity.Admin)
	return s
}

func (s *stage) person(role identity.Role) identity.Principal {
	s.t.Helper()
	id := uuid.New()
	_, err := s.db.Exec(s.t.Context(), "insert into identity.person (id, kind, email, name, role, created_at) values ($1, 'account', $2, 'Asha', $3, $4)",
		id, id.String()+"@klear.example", string(role), start)
	s.ok(err)
	return identity.Principal{PersonID: id, Role: role, Verified: true}
}

func (s *stage) buy(number string, minor int64) (credit.Gift, error) {
	s.t.Helper()
	m, err := payment.NewMethod(payment.Card, number)
	s.ok(err)
	return s.Buy(s.t.Context(), s.buyer, credit.BuyRequest{Amount: rupees(minor), Message: "Rest well", Recipient: "friend@example.org", Method: m}, idem.Key{})
}

// gift is one that was paid for, with its code.
func (s *stage) gift(minor int64) credit.Gift {
	s.t.Helper()
	g, err := s.buy(sandbox.CardSucceeds, minor)
	s.ok(err)
	g, err = s.Gift(s.t.Context(), s.buyer, g.ID)
	s.ok(err)
	return g
}

// has is the credit of somebody in rupees, minor units.
func (s *stage) has(who identity.Principal) int64 {
	s.t.Helper()
	list, err := s.Balances(s.t.Context(), who)
	s.ok(err)
	if len(list) == 0 {
		return 0
	}
	return list[0].Minor
}

func (s *stage) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) is(err, want error) {
	s.t.Helper()
	if !errors.Is(err, want) {
		s.t.Fatalf("%v, want %v", err, want)
	}
}

func (s *stage) sound() {
	s.t.Helper()
	s.ok(s.payments.VerifyBalanced(s.t.Context(), s.db))
}

func rupees(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "INR"} }
