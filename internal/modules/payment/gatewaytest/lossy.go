package gatewaytest

import (
	"context"
	"sync"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// Fault is what happens to a call.
type Fault int

// The faults. In both the caller sees the same: no answer.
const (
	None        Fault = iota
	LoseRequest       // the gateway never hears of it
	LoseAnswer        // the gateway did it
)

// Op names a call of the gateway.
type Op string

// The calls that can be lost.
const (
	OpAuthorise Op = "authorise"
	OpCapture   Op = "capture"
	OpVoid      Op = "void"
	OpRefund    Op = "refund"
	OpFind      Op = "find"
)

// Lossy is a gateway at the end of a bad wire. Safe for concurrent use.
type Lossy struct {
	payment.Gateway
	mu     sync.Mutex
	faults map[Op][]Fault
	calls  map[Op]int
}

// NewLossy wraps g.
func NewLossy(g payment.Gateway) *Lossy {
	return &Lossy{Gateway: g, faults: map[Op][]Fault{}, calls: map[Op]int{}}
}

// Next queues what happens to the next calls of op, in order; after that all is well.
func (l *Lossy) Next(op Op, faults ...Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults[op] = append(l.faults[op], faults...)
}

// Calls counts the calls of op, lost ones too.
func (l *Lossy) Calls(op Op) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls[op]
}

func (l *Lossy) take(op Op) Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls[op]++
	queue := l.faults[op]
	if len(queue) == 0 {
		return None
	}
	l.faults[op] = queue[1:]
	return queue[0]
}

func lossy[T any](l *Lossy, op Op, call func() (T, error)) (T, error) {
	var none T
	fault := l.take(op)
	if fault == LoseRequest {
		return none, payment.ErrUnknown
	}
	v, err := call()
	if fault == LoseAnswer {
		return none, payment.ErrUnknown
	}
	return v, err
}

// Authorise may be lost.
func (l *Lossy) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	return lossy(l, OpAuthorise, func() (payment.Intent, error) { return l.Gateway.Authorise(ctx, r) })
}

// Capture may be lost.
func (l *Lossy) Capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	return lossy(l, OpCapture, func() (payment.Intent, error) { return l.Gateway.Capture(ctx, r) })
}

// Void may be lost.
func (l *Lossy) Void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	return lossy(l, OpVoid, func() (payment.Intent, error) { return l.Gateway.Void(ctx, r) })
}

// Refund may be lost.
func (l *Lossy) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	return lossy(l, OpRefund, func() (payment.GatewayRefund, error) { return l.Gateway.Refund(ctx, r) })
}

// Find may be lost.
func (l *Lossy) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	return lossy(l, OpFind, func() (payment.Intent, error) { return l.Gateway.Find(ctx, reference) })
}
