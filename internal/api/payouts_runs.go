package api

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// PayoutRunView is one pass over everybody who is due.
type PayoutRunView struct {
	ID         uuid.UUID  `json:"id" format:"uuid"`
	Kind       string     `json:"kind" enum:"scheduled,operator,asked"`
	Day        string     `json:"day" format:"date"`
	StartedAt  time.Time  `json:"startedAt"`
	FinishedAt *time.Time `json:"finishedAt,omitempty" doc:"missing while it works"`
	Items      int        `json:"items"`
	Decided    int        `json:"decided"`
	Sent       int        `json:"sent"`
}

func viewRun(r payout.Run) PayoutRunView {
	return PayoutRunView{r.ID, r.Kind, r.Day.Format(time.DateOnly), r.StartedAt, r.FinishedAt, r.Items, r.Decided, r.Sent}
}

// PayoutDecisionView is what was, or would be, decided about one practitioner.
type PayoutDecisionView struct {
	PractitionerID uuid.UUID      `json:"practitionerId" format:"uuid"`
	Practitioner   string         `json:"practitioner,omitempty"`
	Outcome        payout.Outcome `json:"outcome,omitempty" doc:"missing: not decided yet; sent, nothing, below_minimum, no_account, account_not_ready, account_held, not_verified, suspended, open_payout"`
	Available      money.Amount   `json:"available"`
	PayoutID       *uuid.UUID     `json:"payoutId,omitempty" format:"uuid"`
	Status         payout.Status  `json:"status,omitempty" doc:"of the payout"`
}

func viewDecisions(list []payout.Verdict) []PayoutDecisionView {
	out := make([]PayoutDecisionView, len(list))
	for i, v := range list {
		out[i] = PayoutDecisionView{PractitionerID: v.PractitionerID, Practitioner: v.Name, Outcome: v.Outcome, Available: v.Amount, Status: v.Status}
		if v.PayoutID != uuid.Nil {
			out[i].PayoutID = &v.PayoutID
		}
	}
	return out
}

func (h payouts) runs(ctx context.Context, in *PageQuery) (*Out[[]PayoutRunView], error) {
	list, total, err := h.service.Runs(ctx, identity.PrincipalFrom(ctx), payout.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := make([]PayoutRunView, len(list))
	for i, r := range list {
		out[i] = viewRun(r)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

// PayoutPreviewView is a dry run.
type PayoutPreviewView struct {
	Decisions      []PayoutDecisionView `json:"decisions" doc:"at most 500"`
	WithoutAccount int                  `json:"withoutAccount" doc:"others who earned something and named no account"`
}

func (h payouts) preview(ctx context.Context, _ *struct{}) (*Out[PayoutPreviewView], error) {
	list, without, err := h.service.DryRun(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	return OK(ctx, PayoutPreviewView{viewDecisions(list), without}), nil
}

type startRunInput struct{ MoneyKeyHeader }

func (h payouts) start(ctx context.Context, _ *startRunInput) (*Out[PayoutRunView], error) {
	r, err := h.service.StartRun(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewRun(r)), nil
}

type runInput struct {
	PageQuery
	Run uuid.UUID `path:"run" format:"uuid"`
}

// PayoutRunDetailView is a run with a page of its decisions.
type PayoutRunDetailView struct {
	PayoutRunView
	Decisions []PayoutDecisionView `json:"decisions"`
}

func (h payouts) run(ctx context.Context, in *runInput) (*Out[PayoutRunDetailView], error) {
	r, list, err := h.service.Run(ctx, identity.PrincipalFrom(ctx), in.Run, payout.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, PayoutRunDetailView{viewRun(r), viewDecisions(list)}, in.Page, in.Limit, r.Items), nil
}

type payoutStatusInput struct {
	PageQuery
	Status payout.Status `query:"status" enum:"sending,in_transit,paid,returned" default:"returned"`
}

func (h payouts) list(ctx context.Context, in *payoutStatusInput) (*Out[[]PayoutView], error) {
	list, total, err := h.service.ByStatus(ctx, identity.PrincipalFrom(ctx), in.Status, payout.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, viewPayouts(list), in.Page, in.Limit, total), nil
}
