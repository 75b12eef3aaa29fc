package lab

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// tales are many bookings, each told up to an edge and over it.
type tales struct {
	server   *Server
	pool     *pgxpool.Pool
	seed     uint64
	operator string // bearer
	instant  []opening
	asked    []opening      // a practitioner has to accept these
	payouts  map[string]int // how often a practitioner was to be paid: while one payout is open they get no other
	told     int
	kills    int
	there    int
}

// opening is one time of a service.
type opening struct {
	practitioner, service string
	start                 time.Time
}

// tale is one booking. Its luck is its own.
type tale struct {
	*tales
	story   string
	luck    *rand.Rand
	client  *Client
	at      opening
	booking string
}

// prepare signs the demo's operator in and finds enough times for all places, also where only some of the first come that far.
func (t *tales) prepare(ctx context.Context, n int) error {
	c := NewClient(t.server.URL(), "")
	var in struct {
		AccessToken string `json:"accessToken"`
	}
	if err := c.Do(ctx, http.MethodPost, "/auth/login", map[string]any{"email": "admin@demo.klear.example", "password": "klear-demo-2026"}, &in); err != nil {
		return err
	}
	t.operator, t.payouts = in.AccessToken, map[string]int{}
	for _, sql := range []string{sqlPayees, sqlAccounts} {
		if _, err := t.pool.Exec(ctx, sql); err != nil {
			return err
		}
	}
	var err error
	if t.instant, err = t.openings(ctx, "instant", openingsFor(n)); err != nil {
		return err
	}
	t.asked, err = t.openings(ctx, "approval", openingsFor(n))
	return err
}

// openingsFor is enough for all places with n bookings killed at each, those that never came there included.
func openingsFor(n int) int { return (2*n + 2*spare) * len(between) }

// mostOfOne spreads the openings: payouts need many practitioners.
const mostOfOne = 24

// openings are n times that do not meet: of each practitioner every second day has one.
func (t *tales) openings(ctx context.Context, confirmation string, n int) ([]opening, error) {
	c := NewClient(t.server.URL(), secret())
	var out []opening
	for page := 1; len(out) < n && page <= 20; page++ {
		hits, err := c.Search(ctx, fmt.Sprintf("limit=50&page=%d", page))
		if err != nil {
			return nil, err
		}
		if len(hits) == 0 {
			break
		}
		for _, h := range hits {
			o, ok, err := c.offer(ctx, h.ID, confirmation, time.Now())
			if err != nil {
				return nil, err
			}
			var last time.Time
			mine := 0
			for _, slot := range o.Slots {
				if ok && slot.Start.Sub(last) >= 2*time.Hour && mine < mostOfOne {
					last = slot.Start
					mine++
					out = append(out, opening{o.Practitioner, o.Service, slot.Start})
				}
			}
			if len(out) >= n {
				return out[:n], nil
			}
		}
	}
	return nil, fmt.Errorf("%d openings with %s, want %d", len(out), confirmation, n)
}

func (t *tales) begin(story string, luck *rand.Rand) *tale {
	one := &tale{tales: t, story: story, luck: luck, client: NewClient(t.server.URL(), secret())}
	one.client.HTTP = &http.Client{Timeout: 15 * time.Second}
	from := &t.instant
	if story == "accept" || story == "decline" {
		from = &t.asked
	}
	i := 0
	if story == "payout" { // whoever was paid least often
		for k, o := range *from {
			if t.payouts[o.practitioner] < t.payouts[(*from)[i].practitioner] {
				i = k
			}
		}
		t.payouts[(*from)[i].practitioner]++
	}
	one.at, *from = (*from)[i], slices.Delete(*from, i, i+1)
	t.told++
	return one
}

// toTheEdge does what comes before the step of the story.
func (o *tale) toTheEdge(ctx context.Context) {
	if o.story == "pay" {
		return
	}
	o.pay(ctx)
	if o.story == "complete" || o.story == "payout" { // its time has come: the laboratory waits for nobody
		_, _ = o.pool.Exec(ctx, "update booking.booking set starts_at = now() - interval '3 hours', ends_at = now() - interval '2 hours' where id = $1", o.booking)
	}
	if o.story == "payout" {
		_ = o.asOperator().Do(ctx, http.MethodPost, "/bookings/"+o.booking+"/end", map[string]any{}, nil)
		_, _ = o.pool.Exec(ctx, sqlPayday, o.at.practitioner)
	}
}

func (o *tale) asOperator() *Client {
	c := NewClient(o.server.URL(), "")
	c.Token, c.HTTP = o.operator, o.client.HTTP
	return c
}

// overTheEdge asks for the step of the story, and again when there is no answer.
func (o *tale) overTheEdge(ctx context.Context) {
	operator, path := o.asOperator(), "/bookings/"+o.booking
	switch o.story {
	case "pay":
		o.pay(ctx)
	case "accept", "decline":
		_ = operator.Do(ctx, http.MethodPost, path+"/"+o.story, map[string]any{}, nil)
	case "cancel":
		_ = o.client.Do(ctx, http.MethodPost, path+"/cancel", map[string]any{"reason": "Plans changed"}, nil)
	case "complete":
		_ = operator.Do(ctx, http.MethodPost, path+"/end", map[string]any{}, nil)
	case "payout": // every one of them starts a run over all who are due
		_ = operator.Do(ctx, http.MethodPost, "/admin/payout-runs", map[string]any{}, nil)
	}
}

// hurryBanks lets payouts arrive at once until ctx ends.
func (t *tales) hurryBanks(ctx context.Context) {
	for ctx.Err() == nil {
		_, _ = t.pool.Exec(ctx, sqlArrive)
		time.Sleep(200 * time.Millisecond)
	}
}

// pay holds and pays, and asks again when nobody knows what happened.
func (o *tale) pay(ctx context.Context) {
	if o.booking == "" {
		h, err := o.client.Hold(ctx, o.at.service, o.at.start)
		if err != nil {
			return
		}
		o.booking = h.ID
	}
	for range 4 {
		_, err := o.client.Pay(ctx, o.booking, CardGood)
		p := (*Problem)(nil)
		if err == nil || !errors.As(err, &p) || p.Code != "payment_unknown" && p.Code != "payment_processing" {
			return
		}
	}
}

// all does something with each, at once.
func all(list []*tale, do func(*tale)) {
	var wg sync.WaitGroup
	for _, one := range list {
		wg.Go(func() { do(one) })
	}
	wg.Wait()
}
