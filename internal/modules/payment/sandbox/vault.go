package sandbox

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// save keeps a method. A card that declines is not kept; one that wants the payer's consent waits for it.
func (g *Gateway) save(ctx context.Context, r payment.SaveRequest) (payment.SavedMethod, error) {
	p, err := planFor(r.Method)
	if err != nil {
		return payment.SavedMethod{}, err
	}
	if len(r.ReturnURL) > maxReturnURL {
		return payment.SavedMethod{}, payment.ErrGatewayRefused
	}
	status := payment.Authorised
	if p.status == payment.RequiresAction || p.status == payment.Declined {
		status = p.status
	}
	now := g.Now()
	var row paymentdb.SandboxGatewaySaved
	err = g.o.DB.InTx(ctx, func(tx db.Tx) (err error) {
		row, err = paymentdb.New(tx).SandboxSave(ctx, paymentdb.SandboxSaveParams{ID: g.id("sbx_sm_"), IdempotencyKey: r.IdempotencyKey, Reference: r.Reference,
			Payer: r.Payer, Card: p.card, Status: string(status), Method: p.summary, DeclineCode: p.decline, ReturnUrl: r.ReturnURL, Now: now})
		if err != nil {
			return err
		}
		return g.tellSavedTx(ctx, tx, now, row)
	})
	if db.IsNoRows(err) {
		return g.replaySave(ctx, r)
	}
	return g.savedOf(row), err
}

func (g *Gateway) replaySave(ctx context.Context, r payment.SaveRequest) (payment.SavedMethod, error) {
	row, err := g.q.SandboxSavedByKey(ctx, r.IdempotencyKey)
	if db.IsNoRows(err) || err == nil && (row.Reference != r.Reference || row.Payer != r.Payer) {
		return payment.SavedMethod{}, payment.ErrGatewayRefused
	}
	return g.savedOf(row), err
}

func (g *Gateway) tellSavedTx(ctx context.Context, tx db.Tx, now time.Time, row paymentdb.SandboxGatewaySaved) error {
	return g.noteTx(ctx, tx, now, change{about: payment.AboutSaved, ref: row.ID, reference: row.Reference, types: []string{"saved_method." + row.Status}})
}

// findSaved reads what was kept under one of our references.
func (g *Gateway) findSaved(ctx context.Context, reference uuid.UUID) (payment.SavedMethod, error) {
	row, err := g.q.SandboxSavedByReference(ctx, reference)
	if db.IsNoRows(err) {
		return payment.SavedMethod{}, payment.ErrNoIntent
	}
	return g.savedOf(row), err
}

// forget makes a kept method unusable.
func (g *Gateway) forget(ctx context.Context, ref string) error {
	if _, err := g.saved(ctx, ref); err != nil {
		return err
	}
	_, err := g.moveSaved(ctx, ref, payment.Voided, "", payment.Authorised, payment.RequiresAction, payment.Declined)
	if db.IsNoRows(err) { // forgotten before
		return nil
	}
	return err
}

// moveSaved is compare and set. No row: the method is in none of the statuses.
func (g *Gateway) moveSaved(ctx context.Context, ref string, to payment.Status, decline string, from ...payment.Status) (row paymentdb.SandboxGatewaySaved, err error) {
	now := g.Now()
	err = g.o.DB.InTx(ctx, func(tx db.Tx) (err error) {
		statuses := make([]string, len(from))
		for i, s := range from {
			statuses[i] = string(s)
		}
		if row, err = paymentdb.New(tx).SandboxMoveSaved(ctx, paymentdb.SandboxMoveSavedParams{ID: ref, Status: string(to), DeclineCode: decline, FromStatuses: statuses}); err != nil {
			return err
		}
		return g.tellSavedTx(ctx, tx, now, row)
	})
	return row, err
}

// keptPlan is what a charge of a kept method makes happen: its consent was given, so that nobody is asked again.
func (g *Gateway) keptPlan(ctx context.Context, ref string) (plan, error) {
	row, err := g.saved(ctx, ref)
	if err != nil {
		return plan{}, err
	}
	if row.Status != string(payment.Authorised) {
		return plan{}, payment.ErrGatewayRefused
	}
	p := planByCard[row.Card]
	if p.status == payment.RequiresAction {
		p.status = payment.Captured
	}
	return p, nil
}

func (g *Gateway) saved(ctx context.Context, ref string) (paymentdb.SandboxGatewaySaved, error) {
	row, err := g.q.SandboxSaved(ctx, ref)
	if db.IsNoRows(err) {
		return row, payment.ErrNoIntent
	}
	return row, err
}

func (g *Gateway) savedOf(r paymentdb.SandboxGatewaySaved) payment.SavedMethod {
	out := payment.SavedMethod{Ref: r.ID, Reference: r.Reference, Status: payment.Status(r.Status), Method: r.Method, DeclineCode: r.DeclineCode}
	if out.Status == payment.RequiresAction {
		out.ActionURL = g.o.BaseURL + ChallengePath + r.ID
	}
	return out
}

// HoldsFor is AuthorisedFor.
func (g *Gateway) HoldsFor() time.Duration { return AuthorisedFor }
