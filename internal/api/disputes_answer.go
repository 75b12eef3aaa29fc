package api

import (
	"context"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/dispute"
	"klear/internal/modules/identity"
	"klear/internal/platform/money"
)

// DisputeEvidenceView is what the platform knows of what was paid for, without what was said or is about health.
type DisputeEvidenceView struct {
	DisputeCaseView
	Paid     money.Amount        `json:"paid"`
	PaidAt   time.Time           `json:"paidAt"`
	Method   string              `json:"method"`
	Refunds  []RefundView        `json:"refunds"`
	Session  *DisputeSessionView `json:"session,omitempty" doc:"missing: a package or a plan was paid for"`
	Document string              `json:"document" doc:"as one text in English: as it was sent, or would be"`
}

// DisputeSessionView is the booking without its words.
type DisputeSessionView struct {
	MadeAt    time.Time         `json:"madeAt"`
	Start     time.Time         `json:"start"`
	End       time.Time         `json:"end"`
	Zone      string            `json:"zone"`
	Mode      string            `json:"mode"`
	Status    booking.Status    `json:"status"`
	FreeUntil time.Time         `json:"freeUntil" doc:"of the terms that were accepted by paying"`
	LateFee   money.Amount      `json:"lateFee"`
	StartedAt *time.Time        `json:"startedAt,omitempty" doc:"marked by the practitioner"`
	EndedAt   *time.Time        `json:"endedAt,omitempty"`
	Forms     []DisputeFormView `json:"forms"`
}

// DisputeFormView says whether a form was answered, or signed.
type DisputeFormView struct {
	Kind       string     `json:"kind" enum:"intake,waiver"`
	AnsweredAt *time.Time `json:"answeredAt,omitempty" doc:"missing: it was not"`
}

func (h disputes) evidence(ctx context.Context, in *DisputePath) (*Out[DisputeEvidenceView], error) {
	who := identity.PrincipalFrom(ctx)
	p, err := h.service.Preview(ctx, who, in.Dispute)
	if err != nil {
		return nil, err
	}
	text, err := h.service.Document(ctx, who, in.Dispute)
	if err != nil {
		return nil, err
	}
	out := DisputeEvidenceView{DisputeCaseView: viewCase(p.Case), Paid: p.Paid.Amount, PaidAt: p.Paid.At, Method: p.Paid.Method, Refunds: make([]RefundView, len(p.Paid.Refunds)), Document: text}
	for i, r := range p.Paid.Refunds {
		out.Refunds[i] = viewRefund(r)
	}
	if s := p.Booking; s != nil {
		out.Session = viewDisputeSession(*s)
	}
	return OK(ctx, out), nil
}

func viewDisputeSession(s dispute.Session) *DisputeSessionView {
	out := &DisputeSessionView{MadeAt: s.MadeAt, Start: s.Start, End: s.End, Zone: s.Zone, Mode: s.Mode, Status: s.Status, FreeUntil: s.Terms.FreeUntil, LateFee: s.Terms.Fee,
		StartedAt: instant(s.Started), EndedAt: instant(s.Ended), Forms: make([]DisputeFormView, len(s.Forms))}
	for i, f := range s.Forms {
		out.Forms[i] = DisputeFormView{string(f.Kind), instant(f.AnsweredAt)}
	}
	return out
}

type answerDisputeInput struct {
	DisputePath
	IdempotencyHeader
	Body struct {
		Decision dispute.Kind `json:"decision" enum:"evidence,accepted"`
		Reason   string       `json:"reason" minLength:"1" maxLength:"500" doc:"for the record"`
		Confirm  bool         `json:"confirm" doc:"true: it is known that there is no second answer"`
	}
}

func (h disputes) answer(ctx context.Context, in *answerDisputeInput) (*Out[DisputeView], error) {
	d, err := h.service.Decide(ctx, identity.PrincipalFrom(ctx), in.Dispute, dispute.Decision{Kind: in.Body.Decision, Reason: in.Body.Reason, Confirmed: in.Body.Confirm})
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewDispute(d)), nil
}
