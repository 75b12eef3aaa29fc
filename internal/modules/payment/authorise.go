package payment

import (
	"context"
	"errors"
	"strings"

	"klear/internal/platform/fault"

	"github.com/google/uuid"
)

// The keys under which the gateway knows our calls. They derive from our own ids: a call made again, by whichever
// process, is the same call.
func authoriseKey(payment uuid.UUID) string { return "auth:" + payment.String() }
func keepKey(payment uuid.UUID) string      { return "keep:" + payment.String() }
func captureKey(payment uuid.UUID) string   { return "cap:" + payment.String() }
func voidKey(payment uuid.UUID) string      { return "void:" + payment.String() }
func refundKey(refund uuid.UUID) string     { return "refund:" + refund.String() }

// Authorise asks the gateway for the payment's amount, and with capture takes it at once. It calls the network: never
// call it inside a transaction. Record the outcome with RecordTx, whatever it is; Outcome.Err says what to tell the
// payer. An attempt that was already answered gives that answer again. Of a payment that is charged later the method is
// kept instead; one that has a kept method is charged with it, and m does not count.
// returnURL is a path of this site or a whole address.
//
// Errors mean that nothing happened and there is nothing to record: ErrNotFound, ErrClosed, and the gateway's own
// refusals, such as ErrTestCardOnly; ErrTriedTooOften; ErrMethod for a gateway where people pay on its own pages with anything but Online, and for Venue.
func (s *Service) Authorise(ctx context.Context, id uuid.UUID, m Method, capture bool, returnURL string) (Outcome, error) {
	return s.authorise(ctx, id, AuthoriseRequest{Method: m, Capture: capture, ReturnURL: returnURL})
}

// authorise completes r with what the payment says, and sends it unless the attempt was answered before.
func (s *Service) authorise(ctx context.Context, id uuid.UUID, r AuthoriseRequest) (Outcome, error) {
	if r.Method.Kind == Venue {
		return Outcome{}, ErrMethod
	}
	p, err := s.Get(ctx, s.db, id)
	if err != nil {
		return Outcome{}, err
	}
	switch p.Status {
	case Authorised, Captured, Later:
		return outcomeOfPayment(p), nil
	case Declined, Voided, Returned:
		return Outcome{}, ErrClosed
	case Unknown, Processing, RequiresAction: // the gateway was asked before: read, then retry
		if o, err := s.read(ctx, p); !errors.Is(err, ErrNoIntent) {
			return o, err
		}
	}
	r.ReturnURL = s.whole(r.ReturnURL)
	if p.keeping() {
		return s.keepFor(ctx, p, r)
	}
	if p.MethodID != uuid.Nil {
		if r.Method, err = s.keptMethod(ctx, p); err != nil {
			return Outcome{}, err
		}
	}
	if !r.OffSession {
		if err := s.try(ctx, p.ID, p.PayerID); err != nil {
			return Outcome{}, err
		}
	}
	r.IdempotencyKey, r.Reference, r.Amount = authoriseKey(p.ID), p.ID, p.Amount()
	return s.ask(ctx, p, func(ctx context.Context, g Gateway) (Intent, error) {
		if _, hosted := g.(Hosted); hosted && r.Method.Kind != Online && r.Method.Kind != Saved {
			return Intent{}, ErrMethod // a card number has no business here
		}
		return g.Authorise(ctx, r)
	})
}

// whole makes a path of this site a whole address, which gateways want.
func (s *Service) whole(returnURL string) string {
	if strings.HasPrefix(returnURL, "/") || returnURL == "" {
		return s.baseURL + returnURL
	}
	return returnURL
}

// CaptureAuthorised takes amountMinor of an authorised payment, 0 for all of it; what is not taken is released. Like
// Authorise it calls the network and its outcome is recorded with RecordTx. An attempt that is over gives how it ended.
// Errors: ErrNotFound, ErrState, ErrAmount.
func (s *Service) CaptureAuthorised(ctx context.Context, id uuid.UUID, amountMinor int64) (Outcome, error) {
	p, err := s.Get(ctx, s.db, id)
	if err != nil {
		return Outcome{}, err
	}
	if amountMinor == 0 {
		amountMinor = p.AmountMinor
	}
	if amountMinor < 0 || amountMinor > p.AmountMinor {
		return Outcome{}, ErrAmount
	}
	switch p.Status {
	case Captured, Voided, Declined:
		return outcomeOfPayment(p), nil
	case Unknown:
		o, err := s.read(ctx, p)
		if errors.Is(err, ErrNoIntent) { // nothing was authorised
			return Outcome{}, ErrState
		}
		if err != nil || o.Status != Authorised {
			return o, err
		}
		p.GatewayRef = o.GatewayRef
	case Authorised:
	default:
		return Outcome{}, ErrState
	}
	return s.askOrRead(ctx, p, func(ctx context.Context, g Gateway) (Intent, error) {
		return g.Capture(ctx, CaptureRequest{IdempotencyKey: captureKey(p.ID), Reference: p.ID, Ref: p.GatewayRef, AmountMinor: amountMinor})
	})
}

// VoidAuthorised gives a payment up that was not captured: it releases an authorisation, or stops waiting for the
// payer. When the gateway captured it in the meantime, the outcome says so. Errors: ErrNotFound, ErrState.
func (s *Service) VoidAuthorised(ctx context.Context, id uuid.UUID) (Outcome, error) {
	p, err := s.Get(ctx, s.db, id)
	if err != nil {
		return Outcome{}, err
	}
	switch p.Status {
	case Voided, Declined:
		return outcomeOfPayment(p), nil
	case Captured, Returned:
		return Outcome{}, ErrState
	}
	if p.keeping() { // no money was asked for
		return Outcome{Status: Voided, DeclineCode: neverSent}, nil
	}
	i, err := s.find(ctx, p)
	switch {
	case errors.Is(err, ErrNoIntent):
		return Outcome{Status: Voided, DeclineCode: neverSent}, nil
	case err != nil:
		return s.unanswered(ctx, p, err)
	}
	return s.askOrRead(ctx, p, func(ctx context.Context, g Gateway) (Intent, error) {
		return g.Void(ctx, VoidRequest{IdempotencyKey: voidKey(p.ID), Reference: p.ID, Ref: i.Ref})
	})
}

// neverSent is the code of an attempt that no gateway heard of.
const neverSent = "never_sent"

// ask makes one call. No answer is not the end of it: the gateway is read once, and what it knows is the outcome.
func (s *Service) ask(ctx context.Context, p Payment, call func(context.Context, Gateway) (Intent, error)) (Outcome, error) {
	g, err := s.gateway(p.Gateway)
	if err != nil {
		return Outcome{}, err
	}
	callCtx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	i, err := call(callCtx, g)
	fault.Point("answered_" + string(p.openStep()))
	if err == nil {
		return outcomeOf(i), nil
	}
	if refusal, ok := certain(err); ok {
		return Outcome{}, refusal
	}
	s.log.WarnContext(ctx, "payment: the gateway gave no answer", "payment", p.ID, "gateway", p.Gateway, "error", err)
	s.noteCall(ctx, p.openKey(), err)
	o, err := s.read(ctx, p)
	if errors.Is(err, ErrNoIntent) { // it may yet arrive there
		return Outcome{Status: Unknown}, nil
	}
	return o, err
}

// askOrRead is ask for calls about an intent that exists: when the gateway refuses because the intent moved on, where
// it moved to is the outcome.
func (s *Service) askOrRead(ctx context.Context, p Payment, call func(context.Context, Gateway) (Intent, error)) (Outcome, error) {
	o, err := s.ask(ctx, p, call)
	if !errors.Is(err, ErrGatewayRefused) {
		return o, err
	}
	if o, rerr := s.read(ctx, p); rerr == nil && o.Status != p.Status {
		return o, nil
	}
	return Outcome{}, err
}

// read gives what the gateway knows: Unknown when it cannot be reached. Errors: ErrNoIntent, ErrGateway.
func (s *Service) read(ctx context.Context, p Payment) (Outcome, error) {
	if p.keeping() {
		return s.readKept(ctx, p)
	}
	i, err := s.find(ctx, p)
	if err != nil {
		return s.unanswered(ctx, p, err)
	}
	return outcomeOf(i), nil
}

func (s *Service) find(ctx context.Context, p Payment) (Intent, error) {
	g, err := s.gateway(p.Gateway)
	if err != nil {
		return Intent{}, err
	}
	// The request may have run out of time already; what happened to the money must still be found out.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
	defer cancel()
	return g.Find(ctx, p.ID)
}

func (s *Service) unanswered(ctx context.Context, p Payment, err error) (Outcome, error) {
	if refusal, ok := certain(err); ok {
		return Outcome{}, refusal
	}
	s.log.WarnContext(ctx, "payment: the gateway cannot be read", "payment", p.ID, "gateway", p.Gateway, "error", err)
	s.noteCall(ctx, p.openKey(), err)
	return Outcome{Status: Unknown}, nil
}
