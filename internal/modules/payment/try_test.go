package payment_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// limited counts attempts, and what was refused by whose they were.
func limited(t *testing.T) (h *house, refused map[string]int) {
	t.Helper()
	var mu sync.Mutex
	h, refused = open(t), map[string]int{}
	queue := jobs.New(h.db, jobs.Options{})
	h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: queue, Bus: h.bus, Gateways: []payment.Gateway{h.sandbox},
		TryKey: []byte("key"), Refused: func(of string) {
			mu.Lock()
			defer mu.Unlock()
			refused[of]++
		}})
	h.ok(queue.Open())
	return h, refused
}

// at does something in a request from an address.
func (h *house) at(addr string, do func(ctx context.Context)) {
	h.Helper()
	stack, err := httpx.New(httpx.Options{Clock: h.clock})
	h.ok(err)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = addr
	stack.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { do(r.Context()) })).ServeHTTP(httptest.NewRecorder(), r)
}

// tryOnce is one attempt to pay for one more booking, recorded if it came so far.
func (h *house) tryOnce(ctx context.Context, payer uuid.UUID, number string) (payment.Payment, error) {
	h.Helper()
	b := h.offer()
	b.PayerID = payer
	p := h.begin(b)
	o, err := h.svc.Authorise(ctx, p.ID, card(h, number), true, "https://klear.example/return")
	if err != nil {
		return p, err
	}
	return h.record(p.ID, o), nil
}

func (h *house) declined(ctx context.Context, payer uuid.UUID, n int) {
	h.Helper()
	for range n {
		if p, err := h.tryOnce(ctx, payer, sandbox.CardDeclined); err != nil || p.Status != payment.Declined {
			h.Fatalf("got %s, %v", p.Status, err)
		}
	}
}

func TestStolenCardsAreTriedTenTimesAnHour(t *testing.T) {
	t.Parallel()
	h, refused := limited(t)
	h.declined(ctx, h.payer, payment.MaxTriesOfPerson)
	p, err := h.tryOnce(ctx, h.payer, sandbox.CardSucceeds)
	e, _ := apperr.As(err)
	if !errors.Is(err, payment.ErrTriedTooOften) || e.Details != (payment.TryDetails{RetryAt: at.Add(time.Hour)}) {
		t.Fatalf("the eleventh: %v, %+v", err, e)
	}
	if _, err := h.sandbox.Find(ctx, p.ID); !errors.Is(err, payment.ErrNoIntent) {
		t.Errorf("the gateway heard of it: %v", err)
	}
	if refused["person"] != 1 || refused["address"] != 0 {
		t.Errorf("counted %v", refused)
	}
	if p, err := h.tryOnce(ctx, h.person("seeker"), sandbox.CardSucceeds); err != nil || p.Status != payment.Captured {
		t.Errorf("somebody else: %s, %v", p.Status, err)
	}
	h.clock.Advance(time.Hour)
	if p, err := h.tryOnce(ctx, h.payer, sandbox.CardSucceeds); err != nil || p.Status != payment.Captured {
		t.Errorf("an hour later: %s, %v", p.Status, err)
	}
}

// Whoever pays may pay as often as they like, and be asked by their bank each time.
func TestWhoPaysIsNotCounted(t *testing.T) {
	t.Parallel()
	h, _ := limited(t)
	h.declined(ctx, h.payer, payment.MaxTriesOfPerson-1)
	for range 12 {
		if p, err := h.tryOnce(ctx, h.payer, sandbox.CardSucceeds); err != nil || p.Status != payment.Captured {
			t.Fatalf("got %s, %v", p.Status, err)
		}
		p, err := h.tryOnce(ctx, h.payer, sandbox.CardNeedsAction)
		h.ok(err)
		i, err := h.sandbox.Find(ctx, p.ID)
		h.ok(err)
		h.ok(h.sandbox.CompleteChallenge(ctx, i.Ref, true))
		o, err := h.svc.Reconcile(ctx, p.ID)
		h.ok(err)
		if p = h.record(p.ID, o); p.Status != payment.Captured {
			t.Fatalf("got %s", p.Status)
		}
	}
	if n := h.count("select count(*) from payment.tried"); n != payment.MaxTriesOfPerson-1 {
		t.Errorf("%d are counted", n)
	}
}

func TestStolenCardsAreTriedThirtyTimesAnHourFromAnAddress(t *testing.T) {
	t.Parallel()
	h, refused := limited(t)
	known := h.person("seeker")
	if p, err := h.tryOnce(ctx, known, sandbox.CardSucceeds); err != nil || p.Status != payment.Captured {
		t.Fatalf("got %s, %v", p.Status, err)
	}
	h.clock.Advance(25 * time.Hour)
	for i := range payment.MaxTriesOfAddress {
		h.at(fmt.Sprintf("[2001:db8:1:2::%x]:4000", i+1), func(ctx context.Context) { h.declined(ctx, h.person("seeker"), 1) })
	}
	for addr, want := range map[string]error{"[2001:db8:1:2:9::1]:4000": payment.ErrTriedTooOften, "[2001:db8:1:3::1]:4000": nil, "203.0.113.7:4000": nil} {
		h.at(addr, func(ctx context.Context) {
			if _, err := h.tryOnce(ctx, h.person("seeker"), sandbox.CardSucceeds); !errors.Is(err, want) {
				t.Errorf("a new person at %s: %v, want %v", addr, err, want)
			}
		})
	}
	h.at("[2001:db8:1:2::1]:4000", func(ctx context.Context) {
		if _, err := h.tryOnce(ctx, known, sandbox.CardSucceeds); err != nil {
			t.Errorf("somebody who paid here before: %v", err)
		}
	})
	if refused["address"] != 1 || refused["person"] != 0 {
		t.Errorf("counted %v", refused)
	}
	if n := h.count("select count(*) from payment.tried t where encode(t.key, 'escape') like '%2001:db8%'"); n != 0 {
		t.Errorf("%d rows name an address", n)
	}
}

// Fifty at once are ten; without the trigger, which lets them count one after another, they are all.
func TestManyAtOnceAreTenTries(t *testing.T) {
	t.Parallel()
	for drop, want := range map[string]int64{"": payment.MaxTriesOfPerson, "drop trigger tried_limit on payment.tried": 50} {
		h, _ := limited(t)
		if drop != "" {
			owner, err := pgx.Connect(ctx, h.url)
			h.ok(err)
			_, err = owner.Exec(ctx, drop)
			h.ok(errors.Join(err, owner.Close(ctx)))
		}
		var heard atomic.Int64
		race(t, 50, func() error {
			b := h.offer()
			p, err := h.tryBegin(b)
			if err != nil {
				return err
			}
			_, err = h.svc.Authorise(ctx, p.ID, card(h, sandbox.CardDeclined), true, "https://klear.example/return")
			switch {
			case err == nil:
				heard.Add(1)
			case !errors.Is(err, payment.ErrTriedTooOften):
				return err
			}
			return nil
		})
		if heard.Load() != want {
			t.Errorf("%q: the gateway heard of %d, want %d", drop, heard.Load(), want)
		}
	}
}

// Ten declined cards are not ten kept ones.
func TestDeclinedCardsAreNotKeptOnes(t *testing.T) {
	t.Parallel()
	h, _ := limited(t)
	who := identity.Principal{PersonID: h.payer, Role: identity.Seeker, Verified: true}
	add := func(number string) error {
		_, err := h.svc.AddMethod(ctx, who, "INR", card(t, number), nil, idem.Key{})
		return err
	}
	for range payment.MaxTriesOfPerson {
		if err := add(sandbox.CardDeclined); !errors.Is(err, payment.ErrDeclined) {
			t.Fatalf("got %v", err)
		}
	}
	if err := add(sandbox.CardSucceeds); !errors.Is(err, payment.ErrTriedTooOften) {
		t.Errorf("the eleventh card: %v", err)
	}
	if kept, err := h.svc.Methods(ctx, who); err != nil || len(kept) != 0 {
		t.Errorf("%d are kept, %v", len(kept), err)
	}
	h.clock.Advance(time.Hour)
	for range payment.MaxMethods {
		h.ok(add(sandbox.CardSucceeds))
	}
	if err := add(sandbox.CardSucceeds); !errors.Is(err, payment.ErrTooManyMethods) {
		t.Errorf("the eleventh that is kept: %v", err)
	}
}
