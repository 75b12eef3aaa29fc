package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// offerers ask at once; each has practitioners of its own, so that no two want the same time.
const offerers = 4

// ProveOffers takes n starts at random from what the demo catalogue's practitioners offer, holds each one over HTTP and
// gives it back: what is shown must be bookable, and where it is not the refusal must come before any payment.
func ProveOffers(ctx context.Context, binary string, n int, seed uint64, out io.Writer) error {
	if seed == 0 {
		seed = rand.Uint64()
	}
	fmt.Fprintf(out, "seed: %d\n", seed)
	s, err := NewServer(binary, "", "--no-rate-limit")
	if err != nil {
		return err
	}
	defer s.Remove()
	if _, err := s.Start(ctx); err != nil {
		return err
	}
	offers, err := NewClient(s.URL(), secret()).Offers(ctx, 200, time.Now())
	if err != nil {
		return err
	}
	t := takeShown(ctx, s.URL(), offers, n, rand.New(rand.NewPCG(seed, 1)))
	fmt.Fprintf(out, "practitioners: %d\nshown: %d\nbookable: %d\nrefused_before_payment: %d\nother_answers: %d\nbookable_percent: %.2f (bar 99.90)\n",
		len(offers), t.shown, t.held, t.refused, t.other, 100*float64(t.held)/float64(max(1, t.shown)))
	if t.shown < n || t.other > 0 || float64(t.held) < .999*float64(t.shown) {
		return errors.Join(errors.New("the promise fell short"), t.err)
	}
	return nil
}

// tally of what became of the shown starts.
type tally struct {
	mu                          sync.Mutex
	shown, held, refused, other int
	series                      int // of several bookings each
	err                         error
}

func takeShown(ctx context.Context, base string, offers []Offer, n int, rng *rand.Rand) *tally {
	t := &tally{}
	var work [offerers][]planned
	for range n {
		i := rng.IntN(len(offers))
		o := offers[i]
		work[i%offerers] = append(work[i%offerers], planned{o.Service, o.Slots[rng.IntN(len(o.Slots))].Start})
	}
	var wg sync.WaitGroup
	for _, list := range work {
		wg.Go(func() {
			for _, p := range list {
				t.take(ctx, base, p)
			}
		})
	}
	wg.Wait()
	return t
}

func (t *tally) take(ctx context.Context, base string, p planned) {
	c := NewClient(base, secret())
	c.HTTP = &http.Client{Timeout: 10 * time.Second, Transport: sharedTransport}
	held, err := c.Hold(ctx, p.service, p.start)
	if err == nil {
		err = c.Do(ctx, http.MethodDelete, "/bookings/"+held.ID, nil, nil)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shown++
	var refusal *Problem
	switch {
	case err == nil:
		t.held++
	case errors.As(err, &refusal) && refusal.Status == http.StatusConflict:
		t.refused++
	default:
		t.other++
		t.err = errors.Join(t.err, err)
	}
}
