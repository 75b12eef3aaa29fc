package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

func registerReconciliation(a huma.API, h bookWork) {
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/reconciliation", "listReconciledDays", "Days of gateways beside the books, newest first (operators)", tag), h.days)
	huma.Register(a, op(http.MethodGet, "/admin/reconciliation/differences", "listDifferences", "Movements without a counterpart for too long, the oldest first (operators)", tag), h.differences)
	huma.Register(a, op(http.MethodGet, "/admin/reconciliation/{gateway}/{day}", "getReconciledDay", "What moved on a day, on both sides, open movements first (operators)", tag), h.day)
	huma.Register(a, op(http.MethodPost, "/admin/reconciliation/preview", "previewExplanation", "The posting that an explanation would make; nothing is changed (operators)", tag), h.preview)
	once(a, op(http.MethodPost, "/admin/reconciliation/explain", "explainDifference", "Explain a difference with a posting, for good (operators)", tag), h.explain)
}

// ReconciledDayView is what a gateway and the books say of a day.
type ReconciledDayView struct {
	Gateway   string       `json:"gateway"`
	Day       string       `json:"day" format:"date" doc:"UTC"`
	FetchedAt time.Time    `json:"fetchedAt"`
	Movements int          `json:"movements" doc:"of the gateway"`
	Open      int          `json:"open" doc:"without a counterpart so far, on both sides"`
	Sums      []DaySumView `json:"sums"`
}

// DaySumView compares a day in one currency.
type DaySumView struct {
	Gateway money.Amount `json:"gateway"`
	Books   money.Amount `json:"books"`
}

func (h bookWork) days(ctx context.Context, in *PageQuery) (*Out[[]ReconciledDayView], error) {
	list, total, err := h.reconcile.Days(ctx, identity.PrincipalFrom(ctx), "", in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]ReconciledDayView, len(list))
	for i, d := range list {
		out[i] = ReconciledDayView{d.Gateway, d.Day.Format(time.DateOnly), d.FetchedAt, d.Rows, d.Open, make([]DaySumView, len(d.Sums))}
		for j, s := range d.Sums {
			out[i].Sums[j] = DaySumView{s.Gateway, s.Books}
		}
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

// ReconciledMovementView is a movement on one side.
type ReconciledMovementView struct {
	Side      reconcile.Side `json:"side" enum:"row,line,restated" doc:"row: the gateway's; line: the books'; restated: the gateway says something else than before"`
	Gateway   string         `json:"gateway"`
	Subject   string         `json:"subject" doc:"the gateway's reference, or the event key of the books"`
	Kind      string         `json:"kind"`
	Reference *uuid.UUID     `json:"reference,omitempty" format:"uuid" doc:"our payment or payout"`
	Amount    money.Amount   `json:"amount" doc:"positive: it came"`
	At        time.Time      `json:"at"`
	Paired    bool           `json:"paired"`
	TakenBack bool           `json:"takenBack" doc:"paired with a movement of its own side that undid it, or with its correction"`
	With      string         `json:"with,omitempty" doc:"the subject of what it is paired with"`
}

func movementViews(list []reconcile.Item) []ReconciledMovementView {
	out := make([]ReconciledMovementView, len(list))
	for i, x := range list {
		out[i] = ReconciledMovementView{x.Side, x.Gateway, x.Subject, x.Kind, idOf(x.Reference), x.Amount, x.At, x.Paired, x.TakenBack, x.With}
	}
	return out
}

func (h bookWork) differences(ctx context.Context, in *PageQuery) (*Out[[]ReconciledMovementView], error) {
	list, total, err := h.reconcile.Late(ctx, identity.PrincipalFrom(ctx), in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, movementViews(list), in.Page, in.Limit, total), nil
}

type reconciledDayInput struct {
	PageQuery
	Gateway string `path:"gateway" maxLength:"40"`
	Day     string `path:"day" maxLength:"40" doc:"UTC, like 2026-03-14"`
}

func (h bookWork) day(ctx context.Context, in *reconciledDayInput) (*Out[[]ReconciledMovementView], error) {
	day, _ := time.Parse(time.DateOnly, in.Day) // what is no date is a day that nobody reconciled
	list, total, err := h.reconcile.Items(ctx, identity.PrincipalFrom(ctx), in.Gateway, day, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, movementViews(list), in.Page, in.Limit, total), nil
}

// ExplainBody says what a difference was.
type ExplainBody struct {
	Side    reconcile.Side    `json:"side" enum:"row,line,restated"`
	Gateway string            `json:"gateway" pattern:"^[a-z_]{1,40}$"`
	Subject string            `json:"subject" pattern:"^[!-~]{1,250}$" doc:"the gateway's reference of a row, the event key of a line"`
	Against reconcile.Against `json:"against" enum:"psp_fees,bank,goodwill,dispute_loss,revenue" doc:"where the amount belongs"`
	Words   string            `json:"words" minLength:"1" maxLength:"500" doc:"kept on record for good"`
}

func (b ExplainBody) explain() reconcile.Explain {
	return reconcile.Explain{Side: b.Side, Gateway: b.Gateway, Subject: b.Subject, Against: b.Against, Words: b.Words}
}

// ExplanationView is the posting of an explanation.
type ExplanationView struct {
	EventKey string            `json:"eventKey,omitempty" doc:"of a posting that was made"`
	Corrects string            `json:"corrects,omitempty"`
	Lines    []PostingLineView `json:"lines"`
}

type explanationInput struct{ Body ExplainBody }

func (h bookWork) preview(ctx context.Context, in *explanationInput) (*Out[ExplanationView], error) {
	p, err := h.reconcile.Preview(ctx, identity.PrincipalFrom(ctx), in.Body.explain())
	if err != nil {
		return nil, err
	}
	return OK(ctx, ExplanationView{Corrects: p.Corrects, Lines: postingLines(p.Lines)}), nil
}

type explainInput struct {
	IdempotencyHeader
	Body ExplainBody
}

func (h bookWork) explain(ctx context.Context, in *explainInput) (*Out[ExplanationView], error) {
	p, err := h.reconcile.Explain(ctx, identity.PrincipalFrom(ctx), in.Body.explain())
	if err != nil {
		return nil, err
	}
	return OK(ctx, explanationView(p)), nil
}

func explanationView(p ledger.Posting) ExplanationView {
	return ExplanationView{p.EventKey, p.Corrects, postingLines(p.Lines)}
}
