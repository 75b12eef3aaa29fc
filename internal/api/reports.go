package api

import (
	"context"
	"time"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"

	"github.com/google/uuid"
)

// ReportView is a report of a page as operators see it.
type ReportView struct {
	ID           uuid.UUID         `json:"id" format:"uuid"`
	Practitioner ReportedView      `json:"practitioner"`
	Kind         string            `json:"kind" enum:"wrong,unqualified,conduct,money,danger,other"`
	Words        string            `json:"words,omitempty" doc:"of one report only; gone with the account it was about"`
	ByAccount    bool              `json:"byAccount" doc:"somebody signed in"`
	Status       desk.ReportStatus `json:"status" enum:"open,dismissed,hidden,suspended"`
	OtherOpen    int               `json:"otherOpen"`
	Upheld       int               `json:"upheld"`
	Since        time.Time         `json:"since"`
	DecidedAt    *time.Time        `json:"decidedAt,omitempty"`
	Reason       string            `json:"reason,omitempty"`
}

// ReportedView is whose page it is.
type ReportedView struct {
	ID    uuid.UUID `json:"id" format:"uuid"`
	Name  string    `json:"name"`
	Slug  string    `json:"slug"`
	State string    `json:"state" enum:"shown,hidden,suspended"`
}

func viewReport(r desk.Report) ReportView {
	return ReportView{ID: r.ID, Practitioner: ReportedView{r.PractitionerID, r.Name, r.Slug, r.PageState}, Kind: r.Kind, Words: r.Words, ByAccount: r.ByAccount,
		Status: r.Status, OtherOpen: r.OtherOpen, Upheld: r.Upheld, Since: r.Since, DecidedAt: instant(r.DecidedAt), Reason: r.Reason}
}

type reportsInput struct {
	PageQuery
	Status desk.ReportStatus `query:"status" enum:"open,dismissed,hidden,suspended" default:"open"`
}

func (h deskWork) reports(ctx context.Context, in *reportsInput) (*Out[[]ReportView], error) {
	list, total, err := h.desk.ReportQueue(ctx, identity.PrincipalFrom(ctx), in.Status, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]ReportView, len(list))
	for i, r := range list {
		out[i] = viewReport(r)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

// ReportPath names a report.
type ReportPath struct {
	Report uuid.UUID `path:"report" format:"uuid"`
}

func (h deskWork) report(ctx context.Context, in *ReportPath) (*Out[ReportView], error) {
	r, err := h.desk.Report(ctx, identity.PrincipalFrom(ctx), in.Report)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewReport(r)), nil
}

type decideReportInput struct {
	ReportPath
	IdempotencyHeader
	Body struct {
		ReasonBody
		Decision desk.ReportStatus `json:"decision" enum:"dismissed,hidden,suspended" doc:"hidden and suspended settle every open report of the page"`
	}
}

func (h deskWork) decide(ctx context.Context, in *decideReportInput) (*Out[Empty], error) {
	return answer(ctx, h.desk.DecideReport(ctx, identity.PrincipalFrom(ctx), in.Report, in.Body.Decision, in.Body.Reason))
}

type tellInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		Kind  string `json:"kind" enum:"wrong,unqualified,conduct,money,danger,other"`
		Words string `json:"words" minLength:"10" maxLength:"2000"`
	}
}

// ReportedAnswer is what a reporter gets to know.
type ReportedAnswer struct {
	ReportID uuid.UUID `json:"reportId" format:"uuid"`
}

func (h deskWork) tell(ctx context.Context, in *tellInput) (*Out[ReportedAnswer], error) {
	r, err := h.desk.ReportPage(ctx, identity.PrincipalFrom(ctx), in.ID, desk.Complaint{Kind: in.Body.Kind, Words: in.Body.Words})
	if err != nil {
		return nil, err
	}
	return OK(ctx, ReportedAnswer{r.ReportID}), nil
}
