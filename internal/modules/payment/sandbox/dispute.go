package sandbox

import (
	"context"
	"regexp"
	"strings"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// reasonCode is what a card network's code looks like in plain form.
var reasonCode = regexp.MustCompile(`^[a-z_]{1,60}$`)

// Words in the evidence that decide a dispute at once, where nobody is there to do it.
const (
	WinningEvidence = "winning_evidence"
	LosingEvidence  = "losing_evidence"
)

// OpenDispute is a payer who calls their bank: the bank takes what was captured and not refunded, and a fee. A payment is
// disputed at most once; again changes nothing. Errors: payment.ErrNoIntent, payment.ErrGatewayRefused when there is
// nothing to dispute.
func (g *Gateway) OpenDispute(ctx context.Context, reference uuid.UUID, reason string) error {
	if !reasonCode.MatchString(reason) {
		return payment.ErrGatewayRefused
	}
	row, err := g.q.SandboxByReference(ctx, reference)
	if db.IsNoRows(err) {
		return payment.ErrNoIntent
	}
	if err != nil {
		return err
	}
	now := g.Now()
	return g.o.DB.InTx(ctx, func(tx db.Tx) error { return g.openDisputeTx(ctx, tx, now, row.ID, reason) })
}

// openDisputeTx locks the intent first: of several at once, one opens it.
func (g *Gateway) openDisputeTx(ctx context.Context, tx db.Tx, now time.Time, intent, reason string) error {
	q := paymentdb.New(tx)
	i, err := q.SandboxLockIntent(ctx, intent)
	if err != nil {
		return err
	}
	before, err := q.SandboxDisputeOf(ctx, i.ID)
	if err != nil || len(before) > 0 {
		return err
	}
	amount := i.CapturedMinor - i.RefundedMinor
	if amount <= 0 {
		return payment.ErrGatewayRefused
	}
	d, err := q.SandboxOpenDispute(ctx, paymentdb.SandboxOpenDisputeParams{ID: g.id("sbx_dp_"), IntentID: i.ID, Reason: reason, AmountMinor: amount,
		FeeMinor: disputeFee(i.Currency), EvidenceDue: now.Add(EvidenceWithin), Now: now})
	if err != nil {
		return err
	}
	if err := q.SandboxDisputed(ctx, paymentdb.SandboxDisputedParams{ID: i.ID, DisputedMinor: amount}); err != nil {
		return err
	}
	c := ofIntent(i)
	c.moves = []move{{payment.ReportDispute, -d.AmountMinor}, {payment.ReportFee, -d.FeeMinor}}
	c.timers, c.types = []timer{{d.ID, timerEvidence, d.EvidenceDue}}, []string{"dispute.created"}
	return g.noteTx(ctx, tx, now, c)
}

// submitEvidence is taken once, until the time for it is over.
func (g *Gateway) submitEvidence(ctx context.Context, r payment.EvidenceRequest) (payment.GatewayDispute, error) {
	if r.Text == "" || len(r.Text) > payment.MaxEvidenceText || !filesTaken(r.Files) {
		return payment.GatewayDispute{}, payment.ErrGatewayRefused
	}
	now := g.Now()
	var row paymentdb.SandboxGatewayDispute
	err := g.o.DB.InTx(ctx, func(tx db.Tx) (err error) {
		q := paymentdb.New(tx)
		if row, err = q.SandboxEvidence(ctx, paymentdb.SandboxEvidenceParams{ID: r.Ref, EvidenceKey: r.IdempotencyKey, Evidence: r.Text, Now: now}); err != nil {
			return err
		}
		if err := g.tellDisputeTx(ctx, tx, now, row, "dispute.updated"); err != nil {
			return err
		}
		won := strings.Contains(r.Text, WinningEvidence)
		if !won && !strings.Contains(r.Text, LosingEvidence) {
			return nil
		}
		row, err = g.decideTx(ctx, tx, now, r.Ref, won)
		return err
	})
	if db.IsNoRows(err) {
		return g.replayEvidence(ctx, r)
	}
	return disputeOf(row), err
}

// filesTaken is all that happens to files here: nobody reads them.
func filesTaken(list []payment.EvidenceFile) bool {
	for _, f := range list {
		if len(f.Content) == 0 || len(f.Content) > payment.MaxEvidenceBytes || f.ContentType == "" {
			return false
		}
	}
	return len(list) <= payment.MaxEvidenceFiles
}

// acceptDispute loses a dispute whose evidence nobody sent.
func (g *Gateway) acceptDispute(ctx context.Context, r payment.AcceptRequest) (payment.GatewayDispute, error) {
	now := g.Now()
	err := g.o.DB.InTx(ctx, func(tx db.Tx) error { return g.evidenceOverTx(ctx, tx, now, r.Ref) })
	if err != nil && !db.IsNoRows(err) {
		return payment.GatewayDispute{}, err
	}
	row, err := g.dispute(ctx, r.Ref)
	if err == nil && row.Status != string(payment.DisputeLost) {
		err = payment.ErrGatewayRefused
	}
	if err != nil {
		return payment.GatewayDispute{}, err
	}
	return disputeOf(row), nil
}

func (g *Gateway) replayEvidence(ctx context.Context, r payment.EvidenceRequest) (payment.GatewayDispute, error) {
	row, err := g.dispute(ctx, r.Ref)
	if err == nil && (row.EvidenceKey == nil || *row.EvidenceKey != r.IdempotencyKey || *row.Evidence != r.Text) {
		err = payment.ErrGatewayRefused
	}
	if err != nil {
		return payment.GatewayDispute{}, err
	}
	return disputeOf(row), nil
}

// DecideDispute is the bank's decision: won, the amount comes back; the fee does not. The same decision again changes
// nothing. Errors: payment.ErrNoIntent, payment.ErrGatewayRefused when it was decided otherwise.
func (g *Gateway) DecideDispute(ctx context.Context, ref string, won bool) error {
	now := g.Now()
	err := g.o.DB.InTx(ctx, func(tx db.Tx) error {
		_, err := g.decideTx(ctx, tx, now, ref, won)
		return err
	})
	if !db.IsNoRows(err) {
		return err
	}
	row, err := g.dispute(ctx, ref)
	if err == nil && (row.Status == string(payment.DisputeWon)) != won {
		err = payment.ErrGatewayRefused
	}
	return err
}

// decideTx gives no row when it was decided before.
func (g *Gateway) decideTx(ctx context.Context, tx db.Tx, now time.Time, ref string, won bool) (row paymentdb.SandboxGatewayDispute, err error) {
	q, to := paymentdb.New(tx), payment.DisputeLost
	if won {
		to = payment.DisputeWon
	}
	row, err = q.SandboxDecideDispute(ctx, paymentdb.SandboxDecideDisputeParams{ID: ref, Status: string(to),
		FromStatuses: []string{string(payment.DisputeOpen), string(payment.DisputeReview)}})
	if err != nil {
		return row, err
	}
	if !won {
		return row, g.tellDisputeTx(ctx, tx, now, row, "dispute.closed")
	}
	if err := q.SandboxDisputed(ctx, paymentdb.SandboxDisputedParams{ID: row.IntentID, DisputedMinor: 0}); err != nil {
		return row, err
	}
	return row, g.tellDisputeTx(ctx, tx, now, row, "dispute.closed", move{payment.ReportDisputeWon, row.AmountMinor})
}

func (g *Gateway) tellDisputeTx(ctx context.Context, tx db.Tx, now time.Time, row paymentdb.SandboxGatewayDispute, typ string, moves ...move) error {
	i, err := paymentdb.New(tx).SandboxIntent(ctx, row.IntentID)
	if err != nil {
		return err
	}
	c := ofIntent(i)
	c.moves, c.types = moves, []string{typ}
	return g.noteTx(ctx, tx, now, c)
}

// evidenceOverTx loses a dispute that nobody answered; no row when it was answered or decided.
func (g *Gateway) evidenceOverTx(ctx context.Context, tx db.Tx, now time.Time, ref string) error {
	row, err := paymentdb.New(tx).SandboxDecideDispute(ctx, paymentdb.SandboxDecideDisputeParams{ID: ref, Status: string(payment.DisputeLost),
		FromStatuses: []string{string(payment.DisputeOpen)}})
	if err != nil {
		return err
	}
	return g.tellDisputeTx(ctx, tx, now, row, "dispute.closed")
}

func (g *Gateway) dispute(ctx context.Context, ref string) (paymentdb.SandboxGatewayDispute, error) {
	row, err := g.q.SandboxDispute(ctx, ref)
	if db.IsNoRows(err) {
		return row, payment.ErrNoIntent
	}
	return row, err
}

func disputeOf(r paymentdb.SandboxGatewayDispute) payment.GatewayDispute {
	return payment.GatewayDispute{Ref: r.ID, Status: payment.DisputeStatus(r.Status), Reason: r.Reason, AmountMinor: r.AmountMinor, FeeMinor: r.FeeMinor, EvidenceDue: r.EvidenceDue.UTC()}
}
