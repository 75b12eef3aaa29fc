package simulator

import (
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// What travels. Keys are in the header Idempotency-Key, references of finished things in the path.

type method struct {
	Kind  payment.MethodKind `json:"kind"`
	Value string             `json:"value"` // a test number, or the reference of a kept method
}

// methodOf reads a method; the reference of a kept one is told apart by its kind.
func (m method) methodOf() (payment.Method, error) {
	if m.Kind == payment.Saved {
		return payment.Kept(payment.SavedMethod{Ref: m.Value}), nil
	}
	return payment.NewMethod(m.Kind, m.Value)
}

type authoriseBody struct {
	Reference  uuid.UUID    `json:"reference"`
	Amount     money.Amount `json:"amount"`
	Method     method       `json:"method"`
	Capture    bool         `json:"capture,omitempty"`
	OffSession bool         `json:"offSession,omitempty"`
	ReturnURL  string       `json:"returnUrl,omitempty"`
}

// amountBody is a capture, a void (without an amount) or a refund.
type amountBody struct {
	Reference   uuid.UUID `json:"reference"`
	AmountMinor int64     `json:"amountMinor,omitempty"`
}

type saveBody struct {
	Reference uuid.UUID `json:"reference"`
	Payer     uuid.UUID `json:"payer"`
	Method    method    `json:"method"`
	ReturnURL string    `json:"returnUrl,omitempty"`
}

type payeeBody struct {
	Reference uuid.UUID `json:"reference"`
	Country   string    `json:"country"`
	Currency  string    `json:"currency"`
	ReturnURL string    `json:"returnUrl,omitempty"`
}

type payoutBody struct {
	Reference uuid.UUID    `json:"reference"`
	PayeeRef  string       `json:"payeeRef"`
	Amount    money.Amount `json:"amount"`
}

type evidenceBody struct {
	Reference uuid.UUID      `json:"reference"`
	Text      string         `json:"text"`
	Files     []evidenceFile `json:"files,omitempty"`
}

type evidenceFile struct {
	Name        string `json:"name"`
	ContentType string `json:"contentType"`
	Content     []byte `json:"content"` // base64
}

type acceptBody struct {
	Reference uuid.UUID `json:"reference"`
}

// The answers have the fields of the module's own types, in their order, so that one converts to the other.

type intent struct {
	Ref           string         `json:"ref"`
	Reference     uuid.UUID      `json:"reference"`
	Status        payment.Status `json:"status"`
	Amount        money.Amount   `json:"amount"`
	CapturedMinor int64          `json:"capturedMinor"`
	RefundedMinor int64          `json:"refundedMinor"`
	Method        string         `json:"method"`
	DeclineCode   string         `json:"declineCode,omitempty"`
	ActionURL     string         `json:"actionUrl,omitempty"`
	FeeMinor      int64          `json:"feeMinor,omitempty"`
	ExpiresAt     time.Time      `json:"expiresAt,omitzero"`
	Refunds       []refund       `json:"refunds,omitempty"`
	Disputes      []dispute      `json:"disputes,omitempty"`
}

type refund struct {
	Ref            string               `json:"ref"`
	IdempotencyKey string               `json:"idempotencyKey"`
	AmountMinor    int64                `json:"amountMinor"`
	Status         payment.RefundStatus `json:"status"`
}

type dispute struct {
	Ref         string                `json:"ref"`
	Status      payment.DisputeStatus `json:"status"`
	Reason      string                `json:"reason"`
	AmountMinor int64                 `json:"amountMinor"`
	FeeMinor    int64                 `json:"feeMinor"`
	EvidenceDue time.Time             `json:"evidenceDue"`
}

type savedMethod struct {
	Ref         string         `json:"ref"`
	Reference   uuid.UUID      `json:"reference"`
	Status      payment.Status `json:"status"`
	Method      string         `json:"method"`
	DeclineCode string         `json:"declineCode,omitempty"`
	ActionURL   string         `json:"actionUrl,omitempty"`
}

type payee struct {
	Ref       string    `json:"ref"`
	Reference uuid.UUID `json:"reference"`
	Ready     bool      `json:"ready"`
	Bank      string    `json:"bank,omitempty"`
	URL       string    `json:"url,omitempty"`
}

type payout struct {
	Ref         string               `json:"ref"`
	Reference   uuid.UUID            `json:"reference"`
	Status      payment.PayoutStatus `json:"status"`
	Amount      money.Amount         `json:"amount"`
	FailureCode string               `json:"failureCode,omitempty"`
}

type reportRow struct {
	Ref       string             `json:"ref"`
	Kind      payment.ReportKind `json:"kind"`
	Reference uuid.UUID          `json:"reference,omitzero"`
	Amount    money.Amount       `json:"amount"`
	At        time.Time          `json:"at"`
}

func intentFrom(i payment.Intent) intent {
	out := intent{i.Ref, i.Reference, i.Status, i.Amount, i.CapturedMinor, i.RefundedMinor, i.Method, i.DeclineCode, i.ActionURL, i.FeeMinor, i.ExpiresAt, nil, nil}
	for _, r := range i.Refunds {
		out.Refunds = append(out.Refunds, refund(r))
	}
	for _, d := range i.Disputes {
		out.Disputes = append(out.Disputes, dispute(d))
	}
	return out
}

func (i intent) payment() payment.Intent {
	out := payment.Intent{Ref: i.Ref, Reference: i.Reference, Status: i.Status, Amount: i.Amount, CapturedMinor: i.CapturedMinor, RefundedMinor: i.RefundedMinor,
		Method: i.Method, DeclineCode: i.DeclineCode, ActionURL: i.ActionURL, FeeMinor: i.FeeMinor, ExpiresAt: i.ExpiresAt}
	for _, r := range i.Refunds {
		out.Refunds = append(out.Refunds, payment.GatewayRefund(r))
	}
	for _, d := range i.Disputes {
		out.Disputes = append(out.Disputes, payment.GatewayDispute(d))
	}
	return out
}

// problem is every answer that is not a success.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// The controls.

type switches struct {
	Seed         uint64  `json:"seed"`
	LoseRequest  float64 `json:"loseRequest"`
	LoseAnswer   float64 `json:"loseAnswer"`
	Fail         float64 `json:"fail"`
	LatencyMs    int64   `json:"latencyMs"`
	DelaySeconds int64   `json:"delaySeconds"`
	Duplicate    float64 `json:"duplicate"`
	Lose         float64 `json:"lose"`
	Forge        float64 `json:"forge"`
	Reorder      bool    `json:"reorder"`
}

func (s switches) sandbox() sandbox.Switches {
	return sandbox.Switches{Seed: s.Seed, LoseRequest: s.LoseRequest, LoseAnswer: s.LoseAnswer, Fail: s.Fail, Latency: time.Duration(s.LatencyMs) * time.Millisecond,
		Delay: time.Duration(s.DelaySeconds) * time.Second, Duplicate: s.Duplicate, Lose: s.Lose, Forge: s.Forge, Reorder: s.Reorder}
}

func switchesFrom(s sandbox.Switches) switches {
	return switches{s.Seed, s.LoseRequest, s.LoseAnswer, s.Fail, s.Latency.Milliseconds(), int64(s.Delay / time.Second), s.Duplicate, s.Lose, s.Forge, s.Reorder}
}

type clockBody struct {
	Advance string    `json:"advance,omitempty"` // "168h"
	Now     time.Time `json:"now,omitzero"`
}

type answerBody struct {
	Approve bool `json:"approve"`
}

type disputeBody struct {
	Reference uuid.UUID `json:"reference"`
	Reason    string    `json:"reason"`
}

type decisionBody struct {
	Won bool `json:"won"`
}

type bankBody struct {
	Number string `json:"number"`
}

type balances struct {
	Balances map[string]int64 `json:"balances"`
	Totals   map[string]int64 `json:"totals"`
}
