package booking_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/promo"
	"klear/internal/modules/schedule"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	now    = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	monday = time.Date(2026, 11, 23, 3, 30, 0, 0, time.UTC) // 09:00 in Kolkata
)

const (
	goodCard     = "4242424242424242"
	declinedCard = "4000000000000002"
	actionCard   = "4000002500003155"
	lateCard     = "4000000000000077"
)

// stage is the module on a real database with a real (sandbox) gateway; its queue does not run, so that tests decide
// when a job happens.
type stage struct {
	*booking.Service
	t            *testing.T
	db           *db.DB
	url          string
	clock        *clock.Fake
	payments     *payment.Service
	packs        *pack.Service
	catalog      *catalog.Catalog
	gateway      *slowGateway
	serviceID    uuid.UUID
	practitioner booking.Caller
	outbox       *outbox
	schedule     *schedule.Service
}

func newStage(t *testing.T, practitioner catalogtest.PractitionerSpec, service catalogtest.ServiceSpec) *stage {
	t.Helper()
	d, url := dbtest.NewWithURL(t, 32)
	k := clock.NewFake(now)
	src := ids.NewSource(nil)
	queue := jobs.New(d, jobs.Options{})
	bus := events.NewBus(queue, src)
	kit := &identitytest.Kit{DB: d, Bus: bus, Jobs: queue, Clock: k, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}}
	people := identitytest.NewNode(t, kit)
	gateway := &slowGateway{Gateway: sandbox.New(sandbox.Options{DB: d, Clock: k, IDs: src, Secrets: [][]byte{[]byte(identitytest.Secret)},
		Deliver: func(context.Context, http.Header, []byte) error { return nil }})}
	payments := payment.New(payment.Options{DB: d, Clock: k, IDs: src, Jobs: queue, Bus: bus, Gateways: []payment.Gateway{gateway}})
	sched := schedule.New(schedule.Deps{DB: d, Clock: k, IDs: src, Events: bus})
	houses := business.New(business.Deps{DB: d, Clock: k, IDs: src, Events: bus, People: people})
	cat := catalog.New(catalog.Deps{DB: d, Clock: k, IDs: src, Bus: bus, Businesses: houses})
	prices := tariff.New(tariff.Deps{DB: d, Clock: k, IDs: src, Catalog: cat, BrandBps: 1500})
	packs := pack.New(pack.Deps{DB: d, Clock: k, IDs: src, Events: bus, Jobs: queue, Catalog: cat, People: people, Payments: payments, Tariff: prices})
	s := &stage{t: t, db: d, url: url, clock: k, payments: payments, packs: packs, catalog: cat, gateway: gateway, outbox: &outbox{}, schedule: sched}
	s.Service = booking.New(booking.Deps{DB: d, Clock: k, IDs: src, Events: bus, Jobs: queue, Catalog: cat, Businesses: houses, People: people, Schedule: sched, Payments: payments, Packs: packs, Tariff: prices, Promos: promo.New(promo.Deps{DB: d, Clock: k, IDs: src, Catalog: cat, DayOf: prices.DayOf}),
		Policy: booking.Policy{HoldFor: 15 * time.Minute, AnswerWithin: 24 * time.Hour},
		Notices: &booking.Notices{DB: d, Clock: k, People: people, Catalog: cat, Businesses: houses, Letters: s.outbox.letters(t), BaseURL: "https://klear.test",
			Link: func(b *booking.Booking) (string, error) { return "https://klear.test/bookings/" + b.Code, nil }}})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	person := catalogtest.Person(t, d, "practitioner")
	practitioner.PersonID = person
	service.Practitioner = catalogtest.Practitioner(t, d, practitioner)
	s.serviceID = catalogtest.Service(t, d, service)
	s.practitioner = account(person, identity.Practitioner)
	s.open(service.Practitioner)
	return s
}

// open gives a practitioner hours from 9 to 18 on every day.
func (s *stage) open(practitioner uuid.UUID) {
	s.t.Helper()
	week := schedule.Hours{}
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "09:00", End: "18:00"}}})
	}
	if _, err := s.schedule.SetHours(s.t.Context(), identity.Principal{}, practitioner, time.UTC, week); err != nil {
		s.t.Fatal(err)
	}
}

func account(id uuid.UUID, role identity.Role) booking.Caller {
	return booking.Caller{Principal: identity.Principal{PersonID: id, Role: role, Verified: true}}
}

func guest() booking.Caller { return booking.Caller{Access: ids.NewSource(nil).Secret()} }

func card(t *testing.T, number string) payment.Method {
	t.Helper()
	m, err := payment.NewMethod(payment.Card, number)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (s *stage) hold(c booking.Caller, at time.Time) uuid.UUID {
	s.t.Helper()
	h, err := s.Hold(s.t.Context(), c, booking.HoldRequest{ServiceID: s.serviceID, Start: at}, idem.Key{})
	if err != nil {
		s.t.Fatal(err)
	}
	return h.ID
}

func (s *stage) pay(c booking.Caller, id uuid.UUID, number string) (*booking.Booking, error) {
	s.t.Helper()
	return s.Pay(s.t.Context(), c, booking.PayRequest{BookingID: id, Method: card(s.t, number),
		Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}})
}

func (s *stage) book(c booking.Caller, at time.Time) *booking.Booking {
	s.t.Helper()
	b, err := s.pay(c, s.hold(c, at), goodCard)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// balanced checks the books after every story.
func (s *stage) balanced() {
	s.t.Helper()
	if err := s.payments.VerifyBalanced(s.t.Context(), s.db); err != nil {
		s.t.Error(err)
	}
}

func (s *stage) account(kind string) (sum int64) {
	s.t.Helper()
	err := s.db.QueryRow(s.t.Context(), `select coalesce(sum(e.amount_minor), 0) from ledger.entry e join ledger.account a on a.id = e.account_id
		where a.kind = $1`, kind).Scan(&sum)
	if err != nil {
		s.t.Fatal(err)
	}
	return sum
}

func want(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
}

func TestHoldPayConfirmed(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	if b.Status != booking.Confirmed || !b.Start.Equal(monday) {
		t.Fatalf("%+v", b)
	}
	if again, err := s.pay(c, b.ID, goodCard); err != nil || again.Status != booking.Confirmed {
		t.Fatalf("paying again: %v, %v", again, err)
	}
	if got := s.account("booking_escrow"); got != -b.Price.Minor {
		t.Errorf("escrow %d, want %d", got, -b.Price.Minor)
	}
	s.balanced()
}

func TestADeclinedCardKeepsTheHold(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	_, err := s.pay(c, id, declinedCard)
	want(t, err, payment.ErrDeclined)
	if b, err := s.pay(c, id, goodCard); err != nil || b.Status != booking.Confirmed {
		t.Fatalf("%v, %v", b, err)
	}
	s.balanced()
}

func TestApprovalIsAuthorisedThenCaptured(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	if b.Status != booking.Pending || s.account("booking_escrow") != 0 {
		t.Fatalf("%s with %d in escrow", b.Status, s.account("booking_escrow"))
	}
	if _, err := s.Accept(t.Context(), c, b.ID, 0); !errors.Is(err, identity.ErrForbidden) {
		t.Fatalf("the seeker accepted their own request: %v", err)
	}
	got, err := s.Accept(t.Context(), s.practitioner, b.ID, b.Version)
	if err != nil || got.Status != booking.Confirmed {
		t.Fatalf("%v, %v", got, err)
	}
	if s.account("booking_escrow") != -b.Price.Minor {
		t.Errorf("escrow %d", s.account("booking_escrow"))
	}
	if _, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil {
		t.Errorf("accepting twice: %v", err)
	}
	s.balanced()
}

func TestDecliningVoidsAndFrees(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	got, err := s.Decline(t.Context(), s.practitioner, b.ID, 0, "I am away")
	if err != nil || got.Status != booking.Declined {
		t.Fatalf("%v, %v", got, err)
	}
	payments, err := s.payments.ByBooking(t.Context(), s.db, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.VoidPayment(t.Context(), booking.Void{PaymentID: payments[0].ID}); err != nil {
		t.Fatal(err)
	}
	words, err := s.WordsOf(t.Context(), mustRead(s, s.practitioner, b.ID))
	if err != nil || words.Reason != "I am away" {
		t.Fatalf("%+v, %v", words, err)
	}
	s.hold(guest(), monday)
	s.balanced()
}

func mustRead(s *stage, c booking.Caller, id uuid.UUID) *booking.Booking {
	s.t.Helper()
	b, err := s.ByID(s.t.Context(), c, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func TestPreviewEqualsRefund(t *testing.T) {
	for name, c := range map[string]struct {
		at   time.Duration // before the start
		bps  int
		back int64 // of 150000
	}{
		"in time":        {25 * time.Hour, 5000, 150_000},
		"exactly then":   {24 * time.Hour, 5000, 150_000},
		"late, half":     {23 * time.Hour, 5000, 75_000},
		"late, all kept": {time.Hour, 10_000, 0},
		"late, odd part": {time.Hour, 3333, 100_005},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &c.bps})
			who := guest()
			b := s.book(who, monday)
			s.clock.Set(monday.Add(-c.at))
			preview, err := s.CancelPreview(t.Context(), who, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			_, back, err := s.Cancel(t.Context(), who, b.ID, booking.Cancellation{Version: b.Version, Reason: "plans changed"})
			if err != nil {
				t.Fatal(err)
			}
			if preview.Refund != back || back.Minor != c.back || preview.Fee.Minor != 150_000-c.back {
				t.Errorf("preview %v, refund %v, want %d", preview, back, c.back)
			}
			if escrow := s.account("booking_escrow"); escrow != 0 {
				t.Errorf("%d left in escrow", escrow)
			}
			kept := 150_000 - c.back
			if got := -s.account("practitioner_payable") - s.account("platform_revenue"); got != kept {
				t.Errorf("kept %d, want %d", got, kept)
			}
			s.balanced()
			s.hold(guest(), b.Start.AddDate(0, 0, 1))
		})
	}
}

// TestLessThanWasShownIsNotGivenBack: the free term passes between the page and the press. Nothing is cancelled, and the
// refusal says the new amount; what was shown then is given back.
func TestLessThanWasShownIsNotGivenBack(t *testing.T) {
	half := 5000
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &half})
	who := guest()
	b := s.book(who, monday)
	shown, err := s.CancelPreview(t.Context(), who, b.ID)
	if err != nil || shown.Refund != b.Price {
		t.Fatalf("%v, %v", shown, err)
	}
	s.clock.Set(monday.Add(-24 * time.Hour).Add(time.Second))
	_, _, err = s.Cancel(t.Context(), who, b.ID, booking.Cancellation{Shown: &shown.Refund.Minor})
	want(t, err, booking.ErrRefundLess)
	e, _ := apperr.As(err)
	now, ok := e.Details.(map[string]money.Amount)
	if !ok || now["refund"].Minor != 75_000 {
		t.Errorf("the refusal says %v", e.Details)
	}
	if got := mustRead(s, who, b.ID); got.Status != booking.Confirmed || got.Version != b.Version {
		t.Fatalf("%s, version %d", got.Status, got.Version)
	}
	if escrow := -s.account("booking_escrow"); escrow != 150_000 {
		t.Errorf("%d in escrow", escrow)
	}
	agreed := now["refund"].Minor
	if _, back, err := s.Cancel(t.Context(), who, b.ID, booking.Cancellation{Shown: &agreed}); err != nil || back.Minor != 75_000 {
		t.Errorf("%v, %v", back, err)
	}
	s.balanced()
}

// TestAHoldGivesNothingBack: nothing was paid, so nothing is promised, and giving it up is not refused for that.
func TestAHoldGivesNothingBack(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	who := guest()
	id := s.hold(who, monday)
	p, err := s.CancelPreview(t.Context(), who, id)
	if err != nil || p.Refund.Minor != 0 || p.Fee.Minor != 0 {
		t.Fatalf("%v, %v", p, err)
	}
	if _, _, err := s.Cancel(t.Context(), who, id, booking.Cancellation{Shown: &p.Refund.Minor}); err != nil {
		t.Error(err)
	}
}

func TestThePractitionersCancellationGivesEverythingBack(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	s.clock.Set(monday.Add(-time.Hour))
	_, back, err := s.Cancel(t.Context(), s.practitioner, b.ID, booking.Cancellation{})
	if err != nil || back != b.Price {
		t.Fatalf("%v, %v", back, err)
	}
	s.balanced()
}

func TestAStaleVersionIsRefused(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	moved, err := s.Move(t.Context(), c, b.ID, b.Version, monday.Add(2*time.Hour))
	if err != nil || moved.Version <= b.Version {
		t.Fatalf("%v, %v", moved, err)
	}
	_, _, err = s.Cancel(t.Context(), c, b.ID, booking.Cancellation{Version: b.Version})
	want(t, err, booking.ErrVersion)
}

func TestMoveKeepsMoneyAndFreesTheOldTime(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	if _, err := s.Move(t.Context(), c, b.ID, 0, monday.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	other := s.book(guest(), monday)
	_, err := s.Move(t.Context(), c, b.ID, 0, other.Start)
	want(t, err, schedule.ErrTaken)
	if got := mustRead(s, c, b.ID); !got.Start.Equal(monday.Add(2 * time.Hour)) {
		t.Errorf("a refused move went to %v", got.Start)
	}
	s.clock.Set(monday.Add(-time.Hour))
	_, err = s.Move(t.Context(), c, b.ID, 0, monday.AddDate(0, 0, 1))
	want(t, err, booking.ErrTooLateToMove)
	if _, err := s.Move(t.Context(), s.practitioner, b.ID, 0, monday.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if p, err := s.CancelPreview(t.Context(), c, b.ID); err != nil || p.Refund != b.Price {
		t.Errorf("after the practitioner's move leaving costs %v, %v", p, err)
	}
	s.balanced()
}

func TestStrangersSeeNothing(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	for name, c := range map[string]booking.Caller{
		"nobody": {}, "another guest": guest(), "another account": account(uuid.New(), identity.Seeker),
		"another practitioner": account(uuid.New(), identity.Practitioner),
	} {
		_, errRead := s.ByID(t.Context(), c, b.ID)
		_, _, errCancel := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{})
		_, errMove := s.Move(t.Context(), c, b.ID, 0, monday.Add(time.Hour))
		_, errStart := s.Start(t.Context(), c, b.ID, 0)
		for _, err := range []error{errRead, errCancel, errMove, errStart} {
			if !errors.Is(err, booking.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestOneOfManyBooksOthersAreRefused(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	var won, taken atomic.Int64
	var wg sync.WaitGroup
	for range 60 {
		wg.Go(func() {
			c := guest()
			h, err := s.Hold(t.Context(), c, booking.HoldRequest{ServiceID: s.serviceID, Start: monday}, idem.Key{})
			switch {
			case errors.Is(err, schedule.ErrTaken):
				taken.Add(1)
			case err != nil:
				t.Error(err)
			default:
				if _, err := s.pay(c, h.ID, goodCard); err != nil {
					t.Error(err)
				}
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || taken.Load() != 59 {
		t.Fatalf("won %d, taken %d", won.Load(), taken.Load())
	}
	s.balanced()
}

func TestTwoTabsPayOnce(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.pay(c, id, goodCard); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := s.account("psp_clearing"); got != 150_000 {
		t.Fatalf("charged %d, want once 150000", got)
	}
	s.balanced()
}

func TestTheSameKeyHoldsOnce(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	r := booking.HoldRequest{ServiceID: s.serviceID, Start: monday}
	key, err := idem.New("hold", "k1", r)
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.Hold(t.Context(), c, r, key)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.Hold(t.Context(), c, r, key)
	if d := cmp.Diff(first, second, cmpopts.IgnoreUnexported(booking.Booking{})); err != nil || d != "" {
		t.Fatalf("%s, %v", d, err)
	}
}

func TestAFourthHoldIsRefused(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	for i := range 3 {
		s.hold(c, monday.Add(time.Duration(i)*time.Hour))
	}
	_, err := s.Hold(t.Context(), c, booking.HoldRequest{ServiceID: s.serviceID, Start: monday.Add(4 * time.Hour)}, idem.Key{})
	want(t, err, booking.ErrTooManyHolds)
}

func TestAnUnverifiedAccountCannotBook(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	c.Verified = false
	_, err := s.Hold(t.Context(), c, booking.HoldRequest{ServiceID: s.serviceID, Start: monday}, idem.Key{})
	want(t, err, booking.ErrEmailUnverified)
}

func TestAnExpiredHoldCannotBePaid(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	if until, err := s.Extend(t.Context(), c, id); err != nil || !until.Equal(now.Add(15*time.Minute)) {
		t.Fatalf("%v, %v", until, err)
	}
	_, err := s.Extend(t.Context(), c, id)
	want(t, err, booking.ErrExtended)
	s.clock.Advance(16 * time.Minute)
	_, err = s.pay(c, id, goodCard)
	want(t, err, booking.ErrHoldExpired)
	if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	if b := mustRead(s, c, id); b.Status != booking.Expired {
		t.Fatalf("%s, want expired", b.Status)
	}
	s.balanced()
}

// TestAnAccountsIDIsNoSecret: ids are no secrets, so none may open what an account holds.
func TestAnAccountsIDIsNoSecret(t *testing.T) {
	t.Parallel()
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	seeker := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	id := s.hold(seeker, monday)
	thief := booking.Caller{Access: seeker.PersonID.String()}
	if _, err := s.ByID(t.Context(), thief, id); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a person's id opened their hold: %v", err)
	}
	if _, err := s.ByID(t.Context(), seeker, id); err != nil {
		t.Errorf("the holder cannot read it: %v", err)
	}
}
