package lab

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"

	"github.com/google/uuid"
)

//go:embed webhooks.sql
var sqlFingerprint string

// kinds are the five messages whose every order is tried.
var kinds = [5]string{"payment.created", "payment.amount_capturable", "payment.succeeded", "payment.refunded", "dispute.created"}

const (
	webhookWorkers = 8
	webhookCopies  = 50 // of each message of one payment, at once
	newsWithin     = 30 * time.Second

	secretNow    = "the secret of today and of this run"
	secretBefore = "the secret of yesterday and no longer"
)

// ProveWebhooks starts Klear and the gateway simulator as two processes and lets n guests begin to pay. The rest of each
// payment happens at the gateway, behind Klear's back: authorised, captured, partly refunded, disputed. Its five messages
// are then delivered in each of their 120 orders, to another payment fifty times at once, and to a third signed with the
// secret before. However they come, all payments end in one state, with one effect; what is forged or stale is refused.
func ProveWebhooks(ctx context.Context, binary string, n int, seed uint64, out io.Writer) error {
	if seed == 0 {
		seed = rand.Uint64()
	}
	fmt.Fprintf(out, "seed: %d\n", seed)
	began := time.Now()
	p, err := newPost(ctx, binary)
	if err != nil {
		return err
	}
	defer p.close()
	paid, err := p.payAll(ctx, n+2)
	if err != nil {
		return err
	}
	orders := permutations(len(kinds))
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(orders), func(i, j int) { orders[i], orders[j] = orders[j], orders[i] })
	fmt.Fprintf(out, "payments: %d\norders: %d\n", n, min(n, len(orders)))
	if err := p.inOrder(ctx, paid[2:], orders); err != nil {
		return err
	}
	atOnce, err := p.copies(ctx, paid[0])
	if err != nil {
		return err
	}
	refused, rotated, err := p.signatures(ctx, paid[1])
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "duplicates_at_once: %d\nbad_signatures_refused: %d of %d\nrotated_secret_accepted: %d of %d\n", atOnce, refused, 3*len(kinds), rotated, len(kinds))
	same, err := p.endings(ctx, paid, out)
	fmt.Fprintf(out, "duration_s: %.1f\n", time.Since(began).Seconds())
	if err == nil && (!same || refused != 3*len(kinds) || rotated != len(kinds) || atOnce != webhookCopies*len(kinds)) {
		err = errors.New("the promise fell short")
	}
	return err
}

// payAll begins n payments at Klear and finishes them at the gateway.
func (p *post) payAll(ctx context.Context, n int) ([]uuid.UUID, error) {
	starts, err := p.starts(ctx, n)
	if err != nil {
		return nil, err
	}
	paid := make([]uuid.UUID, n)
	err = parallel(n, func(i int) (err error) {
		if paid[i], err = p.begin(ctx, starts[i]); err == nil {
			err = p.behindTheBack(ctx, paid[i])
		}
		return err
	})
	return paid, err
}

// begin holds a time and pays with a card whose bank wants to ask: Klear waits for the answer.
func (p *post) begin(ctx context.Context, s planned) (id uuid.UUID, err error) {
	c := NewClient(p.klear.URL(), secret())
	b, err := c.Hold(ctx, s.service, s.start)
	if err != nil {
		return id, err
	}
	var waiting *Problem
	if _, err := c.Pay(ctx, b.ID, sandbox.CardNeedsAction); !errors.As(err, &waiting) || waiting.Code != payment.ErrActionRequired.Code {
		return id, fmt.Errorf("the bank should have asked: %w", err)
	}
	return id, p.pool.QueryRow(ctx, "select id from payment.payment where booking_id = $1", b.ID).Scan(&id)
}

// behindTheBack is what the payer, the gateway's own operator and the payer's bank do.
func (p *post) behindTheBack(ctx context.Context, id uuid.UUID) error {
	i, err := p.gateway.Find(ctx, id)
	if err != nil {
		return err
	}
	if err := p.gateway.CompleteChallenge(ctx, i.Ref, true); err != nil {
		return err
	}
	if _, err := p.gateway.Capture(ctx, payment.CaptureRequest{IdempotencyKey: "lab:capture:" + i.Ref, Reference: id, Ref: i.Ref, AmountMinor: i.Amount.Minor}); err != nil {
		return err
	}
	if _, err := p.gateway.Refund(ctx, payment.RefundRequest{IdempotencyKey: "lab:refund:" + i.Ref, Reference: id, Ref: i.Ref, AmountMinor: 100}); err != nil {
		return err
	}
	if err := p.gateway.OpenDispute(ctx, id, "general"); err != nil {
		return err
	}
	return p.waitFor(ctx, id)
}

// inOrder delivers to each payment in an order of its own; a message is worked off before the next one comes.
func (p *post) inOrder(ctx context.Context, paid []uuid.UUID, orders [][]int) error {
	return parallel(len(paid), func(i int) error {
		for _, k := range orders[i%len(orders)] {
			m := p.message(paid[i], kinds[k])
			if status, err := p.deliver(ctx, m.header, m.body); err != nil || status != http.StatusOK {
				return fmt.Errorf("%s: answered %d, %w", kinds[k], status, err)
			}
			if err := p.workedOff(ctx, paid[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// copies delivers every message of a payment fifty times, all at once.
func (p *post) copies(ctx context.Context, id uuid.UUID) (taken int, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for i := range webhookCopies * len(kinds) {
		m := p.message(id, kinds[i%len(kinds)])
		wg.Go(func() {
			<-gate
			status, failed := p.deliver(ctx, m.header, m.body)
			mu.Lock()
			defer mu.Unlock()
			err = errors.Join(err, failed)
			if status == http.StatusOK {
				taken++
			}
		})
	}
	close(gate)
	wg.Wait()
	return taken, errors.Join(err, p.workedOff(ctx, id))
}

// signatures delivers a payment's messages forged, stale and signed by a stranger, and then signed with the secret before.
func (p *post) signatures(ctx context.Context, id uuid.UUID) (refused, accepted int, err error) {
	for _, kind := range kinds {
		m := p.message(id, kind)
		forged := append([]byte(" "), m.body...)
		for _, bad := range []struct {
			header http.Header
			body   []byte
		}{{m.header, forged}, {signed(secretNow, m.body, time.Now().Add(-301*time.Second)), m.body}, {signed("a secret that nobody gave to Klear", m.body, time.Now()), m.body}} {
			status, err := p.deliver(ctx, bad.header, bad.body)
			if err != nil {
				return refused, accepted, err
			}
			if status == http.StatusUnauthorized {
				refused++
			}
		}
	}
	var stored int
	if err := p.pool.QueryRow(ctx, "select count(*) from payment.webhook where reference = $1", id).Scan(&stored); err != nil || stored != 0 {
		return refused, accepted, errors.Join(err, fmt.Errorf("%d refused messages were stored", stored))
	}
	for _, kind := range kinds {
		m := p.message(id, kind)
		status, err := p.deliver(ctx, signed(secretBefore, m.body, time.Now()), m.body)
		if err != nil {
			return refused, accepted, err
		}
		if status == http.StatusOK {
			accepted++
		}
	}
	return refused, accepted, p.workedOff(ctx, id)
}

func signed(secret string, body []byte, at time.Time) http.Header {
	h := http.Header{"Content-Type": {"application/json"}}
	h.Set(sandbox.SignatureHeader, payment.SignWebhook([]byte(secret), body, at))
	return h
}

// endings counts the different states that the payments ended in, and what must be one per payment or none at all.
func (p *post) endings(ctx context.Context, paid []uuid.UUID, out io.Writer) (same bool, err error) {
	if err := p.workedOff(ctx, paid...); err != nil {
		return false, err
	}
	rows, err := p.pool.Query(ctx, sqlFingerprint, paid)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	states, twice, lost := 0, 0, 0
	for rows.Next() {
		var state string
		var payments, captures, messages int
		if err := rows.Scan(&state, &payments, &captures, &messages); err != nil {
			return false, err
		}
		states++
		twice += captures - payments
		lost += payments*len(kinds) - messages
		fmt.Fprintf(out, "final_state: %s (%d payments)\n", state, payments)
	}
	unbalanced, err := count(ctx, p.pool, sqlUnbalanced)
	fmt.Fprintf(out, "final_states: %d\neffects_too_many_or_few: %d\nmessages_not_handled: %d\nledger_unbalanced: %d\n", states, twice, lost, unbalanced)
	return states == 1 && twice == 0 && lost == 0 && unbalanced == 0, errors.Join(err, rows.Err())
}

// permutations lists every order of n things.
func permutations(n int) (out [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, shorter := range permutations(n - 1) {
		for at := range n {
			order := append(append(append([]int{}, shorter[:at]...), n-1), shorter[at:]...)
			out = append(out, order)
		}
	}
	return out
}

// parallel does n things, several at once, and stops handing out more after a failure.
func parallel(n int, do func(i int) error) error {
	work := make(chan int, n)
	for i := range n {
		work <- i
	}
	close(work)
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	for range webhookWorkers {
		wg.Go(func() {
			for i := range work {
				err := do(i)
				mu.Lock()
				failed = errors.Join(failed, err)
				stop := failed != nil
				mu.Unlock()
				if stop {
					return
				}
			}
		})
	}
	wg.Wait()
	return failed
}
