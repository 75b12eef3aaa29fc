package sandbox

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// timer is something that happens by itself, to the row ref.
type timer struct {
	ref, what string
	at        time.Time
}

// What timers do.
const (
	timerAnswer     = "answer"      // a late card gets its answer
	timerExpire     = "expire"      // an authorisation ends
	timerFee        = "fee"         // the fee of a capture becomes known
	timerDispute    = "dispute"     // a capture is disputed
	timerEvidence   = "evidence"    // the time for evidence is over
	timerRefundDone = "refund_done" // a pending refund succeeds
	timerRefundBack = "refund_back" // a bank sends a refund back
	timerPay        = "pay"         // a payout arrives, or fails
	timerReturn     = "return"      // a bank sends a payout back
)

// move is a movement on the platform's balance, signed from its side.
type move struct {
	kind  payment.ReportKind
	minor int64
}

// change is what an operation means beside its row: for the report, for later, and for whoever listens.
type change struct {
	about     payment.Subject
	ref       string
	reference uuid.UUID
	currency  string
	moves     []move
	timers    []timer
	types     []string // of messages, in order
}

// ofIntent begins the change of a payment.
func ofIntent(row paymentdb.SandboxGatewayIntent) change {
	return change{about: payment.AboutPayment, ref: row.ID, reference: row.Reference, currency: row.Currency}
}

// noteTx writes a change in the transaction of the operation itself.
func (g *Gateway) noteTx(ctx context.Context, tx db.Tx, now time.Time, c change) error {
	arg := paymentdb.SandboxNoteParams{About: string(c.about), Ref: c.ref, Reference: c.reference, Currency: c.currency, Now: now, Types: c.types}
	for _, m := range c.moves {
		if m.minor == 0 {
			continue
		}
		arg.MovementIds = append(arg.MovementIds, g.id("sbx_mv_"))
		arg.Kinds = append(arg.Kinds, string(m.kind))
		arg.Amounts = append(arg.Amounts, m.minor)
	}
	for _, t := range c.timers {
		arg.TimerRefs, arg.Whats, arg.Dues = append(arg.TimerRefs, t.ref), append(arg.Whats, t.what), append(arg.Dues, t.at)
	}
	for range c.types {
		arg.EventIds = append(arg.EventIds, g.id("sbx_ev_"))
	}
	return paymentdb.New(tx).SandboxNote(ctx, arg)
}
