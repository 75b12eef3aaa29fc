package subscription_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/subscription"
	"klear/internal/modules/tariff"
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

var start = time.Date(2028, 1, 31, 9, 0, 0, 0, time.UTC) // of a leap year

// drawer is a gateway that keeps methods: the sandbox, with a bank behind it that a test may tell to decline.
type drawer struct {
	*sandbox.Gateway
	mu     sync.Mutex
	kept   map[uuid.UUID]payment.SavedMethod
	number map[string]string
	bank   string // the card that charges are made to; "": the one that was kept
}

func (g *drawer) Save(_ context.Context, r payment.SaveRequest) (payment.SavedMethod, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if m, ok := g.kept[r.Reference]; ok {
		return m, nil
	}
	m := payment.SavedMethod{Ref: "kept_" + r.Reference.String(), Reference: r.Reference, Status: payment.Authorised, Method: "Test card"}
	switch r.Method.Secret() {
	case sandbox.CardDeclined:
		m.Status, m.DeclineCode = payment.Declined, payment.DeclineGeneric
	case sandbox.CardNeedsAction:
		m.Status, m.ActionURL = payment.RequiresAction, "https://bank.example/ask"
	}
	g.kept[r.Reference], g.number[m.Ref] = m, r.Method.Secret()
	return m, nil
}

func (g *drawer) FindSaved(_ context.Context, reference uuid.UUID) (payment.SavedMethod, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	m, ok := g.kept[reference]
	if !ok {
		return m, payment.ErrNoIntent
	}
	return m, nil
}

func (g *drawer) Forget(context.Context, string) error { return nil }

// approve answers the bank's question about a method.
func (g *drawer) approve(reference uuid.UUID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	m := g.kept[reference]
	m.Status, m.ActionURL = payment.Authorised, ""
	g.kept[reference], g.number[m.Ref] = m, sandbox.CardSucceeds
}

func (g *drawer) answer(card string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bank = card
}

func (g *drawer) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	g.mu.Lock()
	number := g.number[r.Method.Secret()]
	if g.bank != "" {
		number = g.bank
	}
	g.mu.Unlock()
	m, err := payment.NewMethod(payment.Card, number)
	if err != nil {
		return payment.Intent{}, payment.ErrGatewayRefused
	}
	r.Method = m
	return g.Gateway.Authorise(ctx, r)
}

// stage is the module with what it needs, and two plans of one family.
type stage struct {
	*subscription.Service
	t        *testing.T
	db       *db.DB
	url      string
	clock    *clock.Fake
	gateway  *drawer
	payments *payment.Service
	tariff   *tariff.Service
	who      identity.Principal
	operator identity.Principal
	basic    subscription.Terms // 300 a month, 3,000 a year
	plus     subscription.Terms // 900 a month, 9,000 a year
}

func newStage(t *testing.T, trial int) *stage {
	t.Helper()
	t.Parallel()
	d, url := dbtest.NewWithURL(t, 32)
	k, src := clock.NewFake(start), ids.NewSource(nil)
	queue := jobs.New(d, jobs.Options{})
	bus := events.NewBus(queue, src)
	gateway := &drawer{kept: map[uuid.UUID]payment.SavedMethod{}, number: map[string]string{},
		Gateway: sandbox.New(sandbox.Options{DB: d, Clock: k, IDs: src, Secrets: [][]byte{[]byte(identitytest.Secret)},
			Deliver: func(context.Context, http.Header, []byte) error { return nil }})}
	s := &stage{t: t, db: d, url: url, clock: k, gateway: gateway}
	s.payments = payment.New(payment.Options{DB: d, Clock: k, IDs: src, Jobs: queue, Bus: bus, Gateways: []payment.Gateway{gateway}})
	s.tariff = tariff.New(tariff.Deps{DB: d, Clock: k, IDs: src, BrandBps: 1_500})
	s.Service = subscription.New(subscription.Deps{DB: d, Clock: k, IDs: src, Events: bus, Jobs: queue, Payments: s.payments, Commission: s.tariff})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	s.who, s.operator = s.person(identity.Seeker), s.person(identity.Admin)
	s.basic, s.plus = s.plan("basic", 1, trial, 30_000), s.plan("plus", 2, trial, 90_000)
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

func (s *stage) plan(code string, rank, trial int, month int64) subscription.Terms {
	s.t.Helper()
	p, err := s.SavePlan(s.t.Context(), s.operator, subscription.Plan{Family: subscription.ForSeekers, Code: code, Rank: rank,
		Name: map[string]string{"en": code}, Summary: map[string]string{"en": code}})
	s.ok(err)
	t, err := s.AddTerms(s.t.Context(), s.operator, p.ID, subscription.NewTerms{TrialDays: trial, Grants: subscription.Grants{subscription.CompanionExtras: int64(rank)},
		Prices: []subscription.Price{{Cycle: subscription.Monthly, Amount: rupees(month)}, {Cycle: subscription.Yearly, Amount: rupees(10 * month)}}})
	s.ok(err)
	return t
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

func rupees(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "INR"} }

func card(t *testing.T, number string) payment.Method {
	t.Helper()
	m, err := payment.NewMethod(payment.Card, number)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func key(t *testing.T, name string) idem.Key {
	t.Helper()
	k, err := idem.New("test", strings.ReplaceAll(name, " ", "-"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (s *stage) choose(t subscription.Terms, c subscription.Cycle, due int64, number, k string) (subscription.Subscription, error) {
	return s.Subscribe(s.t.Context(), s.who, subscription.Choice{TermsID: t.ID, Cycle: c, DueNow: rupees(due), Method: card(s.t, number),
		ReturnURL: "https://klear.example/back"}, key(s.t, k))
}

// subscribed has the smaller plan, paid by the month.
func (s *stage) subscribed() subscription.Subscription {
	s.t.Helper()
	sub, err := s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardSucceeds, "first")
	s.ok(err)
	return sub
}

// at lets the time come and does what is due.
func (s *stage) at(when time.Time) subscription.Detail {
	s.t.Helper()
	s.clock.Set(when)
	s.ok(s.SweepDue(s.t.Context()))
	return s.now()
}

// now is how the latest subscription stands.
func (s *stage) now() subscription.Detail {
	s.t.Helper()
	list, err := s.Mine(s.t.Context(), s.who)
	s.ok(err)
	if len(list) == 0 {
		s.t.Fatal("there is no subscription")
	}
	return list[0]
}

// books are the balances by kind of account, credit positive; they are sound.
func (s *stage) books() map[ledger.Kind]int64 {
	s.t.Helper()
	all, err := ledger.ReadTrialBalance(s.t.Context(), s.db)
	s.ok(err)
	out := map[ledger.Kind]int64{}
	for _, a := range all.Accounts {
		out[a.Kind] -= a.Minor
	}
	faults, err := ledger.Verify(s.t.Context(), s.db)
	s.ok(err)
	if all.Sums["INR"] != 0 || len(faults) > 0 {
		s.t.Fatalf("the books are off: %v %v", all.Sums, faults)
	}
	off, err := s.VerifyPeriods(s.t.Context(), s.db)
	s.ok(err)
	if len(off) > 0 {
		s.t.Fatalf("periods are off: %v", off)
	}
	return out
}
