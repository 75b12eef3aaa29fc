package sandbox

import (
	"context"
	"time"

	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// The gateway's calls, as they arrive over a wire that Faults makes bad. Beside what is said here each may give
// payment.ErrUnknown.

// Authorise does what the test method says. The same key gives the same intent, whatever the method is now. Errors:
// payment.ErrTestCardOnly; payment.ErrGatewayRefused for a used key or reference with other terms, and for a kept method
// that cannot be charged; payment.ErrNoIntent when there is no such kept method.
func (g *Gateway) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	return over(ctx, g.Faults, OpAuthorise, func() (payment.Intent, error) { return g.authorise(ctx, r) })
}

// Capture takes an authorised amount, in part or whole, once. The same capture again gives the intent. Errors:
// payment.ErrNoIntent, payment.ErrGatewayRefused.
func (g *Gateway) Capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	return over(ctx, g.Faults, OpCapture, func() (payment.Intent, error) { return g.capture(ctx, r) })
}

// Void releases an authorisation, or an intent that waits for the payer. Voiding again gives the intent. Errors:
// payment.ErrNoIntent, payment.ErrGatewayRefused.
func (g *Gateway) Void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	return over(ctx, g.Faults, OpVoid, func() (payment.Intent, error) { return g.void(ctx, r) })
}

// Refund gives money back. The same key gives the same refund. Errors: payment.ErrNoIntent; payment.ErrGatewayRefused when
// it is more than what is left and not disputed, or the key was used for another refund.
func (g *Gateway) Refund(ctx context.Context, r payment.RefundRequest) (payment.GatewayRefund, error) {
	return over(ctx, g.Faults, OpRefund, func() (payment.GatewayRefund, error) { return g.refund(ctx, r) })
}

// Find reads the intent of one of our payments, with its refunds and disputes. Errors: payment.ErrNoIntent.
func (g *Gateway) Find(ctx context.Context, reference uuid.UUID) (payment.Intent, error) {
	return over(ctx, g.Faults, OpFind, func() (payment.Intent, error) { return g.find(ctx, reference) })
}

// Save keeps a method. The same key gives the same one. Errors: payment.ErrTestCardOnly, payment.ErrGatewayRefused.
func (g *Gateway) Save(ctx context.Context, r payment.SaveRequest) (payment.SavedMethod, error) {
	return over(ctx, g.Faults, OpSave, func() (payment.SavedMethod, error) { return g.save(ctx, r) })
}

// FindSaved reads what was kept under one of our references. Errors: payment.ErrNoIntent.
func (g *Gateway) FindSaved(ctx context.Context, reference uuid.UUID) (payment.SavedMethod, error) {
	return over(ctx, g.Faults, OpFindSaved, func() (payment.SavedMethod, error) { return g.findSaved(ctx, reference) })
}

// Forget makes a kept method unusable; again changes nothing. Errors: payment.ErrNoIntent.
func (g *Gateway) Forget(ctx context.Context, ref string) error {
	_, err := over(ctx, g.Faults, OpForget, func() (struct{}, error) { return struct{}{}, g.forget(ctx, ref) })
	return err
}

// OpenPayee registers a practitioner. The same key gives the same payee. Errors: payment.ErrGatewayRefused.
func (g *Gateway) OpenPayee(ctx context.Context, r payment.PayeeRequest) (payment.GatewayPayee, error) {
	return over(ctx, g.Faults, OpOpenPayee, func() (payment.GatewayPayee, error) { return g.openPayee(ctx, r) })
}

// FindPayee reads a payee by our practitioner's id. Errors: payment.ErrNoIntent.
func (g *Gateway) FindPayee(ctx context.Context, reference uuid.UUID) (payment.GatewayPayee, error) {
	return over(ctx, g.Faults, OpFindPayee, func() (payment.GatewayPayee, error) { return g.findPayee(ctx, reference) })
}

// Payout sends an amount to a payee. The same key gives the same payout. Errors: payment.ErrGatewayRefused when the payee
// has no bank account or another currency, or the balance does not hold the amount.
func (g *Gateway) Payout(ctx context.Context, r payment.PayoutRequest) (payment.GatewayPayout, error) {
	return over(ctx, g.Faults, OpPayout, func() (payment.GatewayPayout, error) { return g.payout(ctx, r) })
}

// FindPayout reads a payout by our id. Errors: payment.ErrNoIntent.
func (g *Gateway) FindPayout(ctx context.Context, reference uuid.UUID) (payment.GatewayPayout, error) {
	return over(ctx, g.Faults, OpFindPayout, func() (payment.GatewayPayout, error) { return g.findPayout(ctx, reference) })
}

// SubmitEvidence is taken once per dispute, while it is open. The same key and text again give the dispute as it is.
// Errors: payment.ErrNoIntent, payment.ErrGatewayRefused.
func (g *Gateway) SubmitEvidence(ctx context.Context, r payment.EvidenceRequest) (payment.GatewayDispute, error) {
	return over(ctx, g.Faults, OpEvidence, func() (payment.GatewayDispute, error) { return g.submitEvidence(ctx, r) })
}

// AcceptDispute loses a dispute whose evidence was not sent. Again changes nothing. Errors: payment.ErrNoIntent,
// payment.ErrGatewayRefused.
func (g *Gateway) AcceptDispute(ctx context.Context, r payment.AcceptRequest) (payment.GatewayDispute, error) {
	return over(ctx, g.Faults, OpAccept, func() (payment.GatewayDispute, error) { return g.acceptDispute(ctx, r) })
}

// BankNews lists disputed payments and those with a refund that came back; see payment.BankReader.
func (g *Gateway) BankNews(ctx context.Context, since time.Time) ([]uuid.UUID, error) {
	return over(ctx, g.Faults, OpReport, func() ([]uuid.UUID, error) { return g.bankNews(ctx, since) })
}

// Report reads a day's movements by the virtual clock (UTC), oldest first.
func (g *Gateway) Report(ctx context.Context, day time.Time) ([]payment.ReportRow, error) {
	return over(ctx, g.Faults, OpReport, func() ([]payment.ReportRow, error) { return g.report(ctx, day) })
}
