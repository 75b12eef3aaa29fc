package sandbox

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
)

// Fault is what happens to a call.
type Fault int

// The faults. In all of them the caller learns nothing of what happened.
const (
	None        Fault = iota
	LoseRequest       // the gateway never hears of it
	LoseAnswer        // the gateway did it
	Fail              // the gateway answers 500 and did nothing; the same call again may succeed
)

// Why a call gave no answer, inside payment.ErrUnknown: a server drops the connection for the first, and answers 500 for the second.
var (
	ErrNoAnswer = errors.New("sandbox: no answer, by switch")
	ErrFailed   = errors.New("sandbox: failed, by switch")
)

// Op names a call of the gateway.
type Op string

// The calls that can go wrong.
const (
	OpAuthorise  Op = "authorise"
	OpCapture    Op = "capture"
	OpVoid       Op = "void"
	OpRefund     Op = "refund"
	OpFind       Op = "find"
	OpSave       Op = "save"
	OpFindSaved  Op = "find_saved"
	OpForget     Op = "forget"
	OpOpenPayee  Op = "open_payee"
	OpFindPayee  Op = "find_payee"
	OpPayout     Op = "payout"
	OpFindPayout Op = "find_payout"
	OpEvidence   Op = "evidence"
	OpAccept     Op = "accept_dispute"
	OpReport     Op = "report"
)

// Switches make calls and webhooks go wrong at random, from a seed. Chances are between 0 and 1; times are upper limits,
// of calls in real time and of webhooks by the virtual clock.
type Switches struct {
	Seed        uint64
	LoseRequest float64
	LoseAnswer  float64
	Fail        float64
	Latency     time.Duration
	Delay       time.Duration
	Duplicate   float64
	Lose        float64
	Forge       float64
	Reorder     bool
}

// maxWait limits what switches may add to a call or to a webhook.
const (
	maxLatency = 30 * time.Second
	maxDelay   = 24 * time.Hour
)

// check refuses what is no chance and no time to wait.
func (s Switches) check() error {
	for _, p := range []float64{s.LoseRequest, s.LoseAnswer, s.Fail, s.Duplicate, s.Lose, s.Forge, s.LoseRequest + s.LoseAnswer + s.Fail} {
		if !(p >= 0 && p <= 1) {
			return payment.ErrGatewayRefused
		}
	}
	if s.Latency < 0 || s.Latency > maxLatency || s.Delay < 0 || s.Delay > maxDelay {
		return payment.ErrGatewayRefused
	}
	return nil
}

// Faults is the bad wire before the gateway: what was queued for a call by Next, and chances by Set. Safe for concurrent use.
type Faults struct {
	mu    sync.Mutex
	queue map[Op][]Fault
	calls map[Op]int
	set   Switches
	rng   *rand.Rand
}

func newFaults() *Faults {
	return &Faults{queue: map[Op][]Fault{}, calls: map[Op]int{}, rng: rand.New(rand.NewPCG(0, 0))}
}

// Next queues what happens to the next calls of op, in order; after that the switches decide.
func (f *Faults) Next(op Op, faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queue[op] = append(f.queue[op], faults...)
}

// Calls counts the calls of op, lost ones too.
func (f *Faults) Calls(op Op) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[op]
}

// Set replaces the switches and begins their chances anew from the seed. Errors: payment.ErrGatewayRefused.
func (f *Faults) Set(s Switches) error {
	if err := s.check(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.set, f.rng = s, rand.New(rand.NewPCG(s.Seed, 0))
	return nil
}

// Switches are those of the last Set.
func (f *Faults) Switches() Switches {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.set
}

// take is what happens to this call, and how long that takes.
func (f *Faults) take(op Op) (Fault, time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[op]++
	if queue := f.queue[op]; len(queue) > 0 {
		f.queue[op] = queue[1:]
		return queue[0], 0
	}
	wait := f.upTo(f.set.Latency)
	switch p := f.rng.Float64(); {
	case p < f.set.LoseRequest:
		return LoseRequest, wait
	case p < f.set.LoseRequest+f.set.LoseAnswer:
		return LoseAnswer, wait
	case p < f.set.LoseRequest+f.set.LoseAnswer+f.set.Fail:
		return Fail, wait
	}
	return None, wait
}

// fate is what happens to a webhook.
type fate struct {
	delay        time.Duration
	copies       int
	lost, forged bool
}

func (f *Faults) fate() fate {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := fate{delay: f.upTo(f.set.Delay), copies: 1, lost: f.rng.Float64() < f.set.Lose, forged: f.rng.Float64() < f.set.Forge}
	if f.rng.Float64() < f.set.Duplicate {
		out.copies = 2
	}
	return out
}

func (f *Faults) upTo(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return time.Duration(f.rng.Int64N(int64(d))) + 1
}

// order is that of the messages' making, or any.
func (f *Faults) order(due []paymentdb.SandboxGatewayOutbox) []paymentdb.SandboxGatewayOutbox {
	slices.SortFunc(due, func(a, b paymentdb.SandboxGatewayOutbox) int {
		if c := a.CreatedAt.Compare(b.CreatedAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.set.Reorder {
		f.rng.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
	}
	return due
}

// over makes a call over the bad wire.
func over[T any](ctx context.Context, f *Faults, op Op, call func() (T, error)) (T, error) {
	var none T
	fault, wait := f.take(op)
	if wait > 0 {
		select {
		case <-ctx.Done():
			return none, payment.ErrUnknown.With(ctx.Err())
		case <-time.After(wait):
		}
	}
	switch fault {
	case LoseRequest:
		return none, payment.ErrUnknown.With(ErrNoAnswer)
	case Fail:
		return none, payment.ErrUnknown.With(ErrFailed)
	}
	v, err := call()
	if fault == LoseAnswer {
		return none, payment.ErrUnknown.With(ErrNoAnswer)
	}
	return v, err
}
