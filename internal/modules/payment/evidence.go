package payment

import (
	"context"
	"slices"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// SubmitEvidence sends the platform's answer to a dispute. The gateway is read first: when it has evidence already, because
// its answer to an earlier call was lost, or the bank has decided, nothing is sent, and what it says is recorded. It calls
// the network; call it from a job until it gives no error. Errors: ErrNoDispute, ErrGatewayRefused for good, also where
// the gateway takes no evidence; those of the gateway.
func (s *Service) SubmitEvidence(ctx context.Context, id uuid.UUID, text string, files []EvidenceFile) error {
	return s.answerDispute(ctx, id, func(ctx context.Context, g Gateway, d Dispute) (GatewayDispute, error) {
		taker, ok := g.(DisputeGateway)
		if !ok {
			return GatewayDispute{}, ErrGatewayRefused
		}
		return taker.SubmitEvidence(ctx, EvidenceRequest{IdempotencyKey: "evidence:" + d.ID.String(), Reference: d.PaymentID, Ref: d.Ref, Text: text, Files: files})
	})
}

// AcceptDispute gives a dispute up. Where the gateway has no word for that nothing is sent: the bank takes the silence until
// the evidence is due for the same. Errors and the rest: as SubmitEvidence.
func (s *Service) AcceptDispute(ctx context.Context, id uuid.UUID) error {
	return s.answerDispute(ctx, id, func(ctx context.Context, g Gateway, d Dispute) (GatewayDispute, error) {
		accepter, ok := g.(DisputeAccepter)
		if !ok {
			return GatewayDispute{}, nil
		}
		return accepter.AcceptDispute(ctx, AcceptRequest{IdempotencyKey: "accept:" + d.ID.String(), Reference: d.PaymentID, Ref: d.Ref})
	})
}

// answerDispute is the frame of both: read, ask only while the dispute is open there, record.
func (s *Service) answerDispute(ctx context.Context, id uuid.UUID, ask func(context.Context, Gateway, Dispute) (GatewayDispute, error)) error {
	row, err := paymentdb.New(s.db).Dispute(ctx, id)
	if db.IsNoRows(err) {
		return ErrNoDispute
	} else if err != nil {
		return err
	}
	d := disputeOf(row)
	p, err := s.Get(ctx, s.db, d.PaymentID)
	if err != nil {
		return err
	}
	g, err := s.gateway(p.Gateway)
	if err != nil {
		return err
	}
	i, err := s.find(ctx, p)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(i.Disputes, func(t GatewayDispute) bool { return t.Ref == d.Ref })
	if at < 0 {
		return ErrNoIntent
	}
	told := i.Disputes[at]
	if told.Status == DisputeOpen {
		if told, err = s.askWithin(ctx, g, d, ask); err != nil {
			return err
		}
	}
	if told.Ref == "" {
		return nil // nothing was sent
	}
	return s.db.InTx(ctx, func(tx db.Tx) error { return s.recordDisputeTx(ctx, tx, s.clock.Now(), p.ID, told) })
}

func (s *Service) askWithin(ctx context.Context, g Gateway, d Dispute, ask func(context.Context, Gateway, Dispute) (GatewayDispute, error)) (GatewayDispute, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return ask(ctx, g, d)
}
