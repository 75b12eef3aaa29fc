package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// deskWork serves what waits for operators, and takes reports from anybody.
type deskWork struct{ desk *desk.Service }

// Desk registers admin/queues, admin/jobs, admin/payments, admin/refunds, admin/reports and practitioners/{id}/reports.
func Desk(a huma.API, s *desk.Service) {
	h := deskWork{s}
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/queues", "listQueues", "How much waits in each queue (operators)", tag), h.queues)
	huma.Register(a, op(http.MethodGet, "/admin/queues/{queue}", "listQueue", "What waits in a queue, longest first (operators)", tag), h.queue)
	once(a, op(http.MethodPost, "/admin/jobs/{job}/retry", "retryJob", "Run a failed job again (operators)", tag), h.retry)
	once(a, op(http.MethodPost, "/admin/jobs/{job}/discard", "discardJob", "Delete a failed job: what it should have done stays undone (operators)", tag), h.discard)
	once(a, op(http.MethodPost, "/admin/payments/{step}/retry", "retryPaymentStep", "Do a stuck step of a payment now; the gateway is read first (operators)", tag), h.tryStep)
	once(a, op(http.MethodPost, "/admin/payments/{step}/give-up", "giveUpPayment", "End a stuck attempt to pay; what was taken goes back (operators)", tag), h.giveUp)
	once(a, op(http.MethodPost, "/admin/refunds/{refund}/handled", "handleRefund", "Note that a failed refund was taken care of by other means (operators)", tag), h.refund)
	huma.Register(a, op(http.MethodGet, "/admin/reports", "listReports", "Reports of pages, longest waiting first, without their words (operators)", tag), h.reports)
	huma.Register(a, op(http.MethodGet, "/admin/reports/{report}", "getReport", "A report with its words and context (operators)", tag), h.report)
	once(a, op(http.MethodPost, "/admin/reports/{report}/decide", "decideReport", "Dismiss a report, hide the page or suspend the account (operators)", tag), h.decide)
	once(a, op(http.MethodPost, "/practitioners/{id}/reports", "reportPage", "Tell the operators that something is wrong with a page; no account is needed", "practitioners"), h.tell)
}

// QueueCountView is how much waits in a queue.
type QueueCountView struct {
	Queue   desk.Queue `json:"queue" enum:"verification,licences,reports,contests,requests,payments,refunds,differences,calendars,jobs"`
	Waiting int        `json:"waiting"`
	Oldest  *time.Time `json:"oldest,omitempty" doc:"since when the longest waits"`
}

func (h deskWork) queues(ctx context.Context, _ *struct{}) (*Out[[]QueueCountView], error) {
	list, err := h.desk.Counts(ctx, identity.PrincipalFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]QueueCountView, len(list))
	for i, c := range list {
		out[i] = QueueCountView{c.Queue, c.Waiting, instant(c.Oldest)}
	}
	return OK(ctx, out), nil
}

// instant leaves out the zero time.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// QueueRowView is one thing that waits. Which fields are there depends on the queue.
type QueueRowView struct {
	ID      string        `json:"id"`
	Booking string        `json:"booking,omitempty" doc:"code of the booking it is about"`
	Package string        `json:"package,omitempty" doc:"code of the package it is about"`
	For     string        `json:"for,omitempty" enum:"booking,package,subscription,debt,gift,payout" doc:"of a refund and of a step at a gateway: what it is for"`
	Payer   *uuid.UUID    `json:"payer,omitempty" format:"uuid" doc:"of the same: the account that paid; of a payout: that is paid"`
	Name    string        `json:"practitioner,omitempty"`
	Gateway string        `json:"gateway,omitempty" doc:"of a difference"`
	Why     string        `json:"why" doc:"a stable code"`
	Since   time.Time     `json:"since"`
	Until   *time.Time    `json:"until,omitempty" doc:"when it runs out, or is tried again"`
	Amount  *money.Amount `json:"amount,omitempty"`
	Job     *JobView      `json:"job,omitempty"`
	Calls   *CallsView    `json:"calls,omitempty" doc:"of a payment's step: what was tried"`
}

// CallsView is what was tried for a payment's step.
type CallsView struct {
	Tries int    `json:"tries" doc:"calls to the gateway that were begun"`
	Code  string `json:"code,omitempty" doc:"what the last one came to"`
}

// JobView is a failed job, without its payload and without the text of its fault.
type JobView struct {
	Kind    string `json:"kind"`
	Tries   int    `json:"tries"`
	Of      int    `json:"of"`
	GivenUp bool   `json:"givenUp"`
}

type deskQueueInput struct {
	PageQuery
	Queue desk.Queue `path:"queue" enum:"licences,requests,payments,refunds,differences,calendars,jobs"`
}

func (h deskWork) queue(ctx context.Context, in *deskQueueInput) (*Out[[]QueueRowView], error) {
	rows, total, err := h.desk.List(ctx, identity.PrincipalFrom(ctx), in.Queue, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]QueueRowView, len(rows))
	for i, r := range rows {
		out[i] = QueueRowView{ID: r.ID, Booking: r.Code, Name: r.Name, For: string(r.For), Why: r.Why, Since: r.Since, Until: instant(r.Until)}
		if r.For != "" {
			out[i].Payer = &r.Person
		}
		if r.For == payment.ForPackage {
			out[i].Booking, out[i].Package = "", r.Code
		}
		if r.Amount.Currency != "" {
			out[i].Amount = &r.Amount
		}
		if in.Queue == desk.Differences {
			out[i].Name, out[i].Gateway = "", r.Name
		} else if r.Kind != "" {
			out[i].Job = &JobView{r.Kind, r.Tries, r.MaxTry, r.GivenUp}
		}
		if in.Queue == desk.Payments {
			out[i].Calls = &CallsView{r.Tries, r.Fault}
		}
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

// ReasonBody is why an operator does something; it is kept for good.
type ReasonBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"kept on record for good"`
}

type jobInput struct {
	IdempotencyHeader
	Job  int64 `path:"job" minimum:"1"`
	Body ReasonBody
}

func (h deskWork) retry(ctx context.Context, in *jobInput) (*Out[Empty], error) {
	return answer(ctx, h.desk.RetryJob(ctx, identity.PrincipalFrom(ctx), in.Job, in.Body.Reason))
}

func (h deskWork) discard(ctx context.Context, in *jobInput) (*Out[Empty], error) {
	return answer(ctx, h.desk.DiscardJob(ctx, identity.PrincipalFrom(ctx), in.Job, in.Body.Reason))
}

type stepInput struct {
	MoneyKeyHeader
	Step string `path:"step" maxLength:"200" pattern:"^[0-9a-z:-]+$" doc:"id of the row in the queue"`
	Body ReasonBody
}

func (h deskWork) tryStep(ctx context.Context, in *stepInput) (*Out[Empty], error) {
	return answer(ctx, h.desk.TryStep(ctx, identity.PrincipalFrom(ctx), in.Step, in.Body.Reason))
}

func (h deskWork) giveUp(ctx context.Context, in *stepInput) (*Out[Empty], error) {
	return answer(ctx, h.desk.GiveUpStep(ctx, identity.PrincipalFrom(ctx), in.Step, in.Body.Reason))
}

type handledInput struct {
	MoneyKeyHeader
	Refund uuid.UUID `path:"refund" format:"uuid"`
	Body   ReasonBody
}

func (h deskWork) refund(ctx context.Context, in *handledInput) (*Out[Empty], error) {
	return answer(ctx, h.desk.HandleRefund(ctx, identity.PrincipalFrom(ctx), in.Refund, in.Body.Reason))
}
