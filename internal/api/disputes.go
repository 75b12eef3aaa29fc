package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"klear/internal/modules/dispute"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// disputes serves both who work on a dispute: its practitioner and the operators.
type disputes struct{ service *dispute.Service }

// Disputes registers disputes/* and admin/disputes/*.
func Disputes(a huma.API, s *dispute.Service) {
	h := disputes{s}
	const tag = "disputes"
	huma.Register(a, op(http.MethodGet, "/disputes", "listOwnDisputes", "Disputes of your clients' banks, what is due first first", tag), h.mine)
	huma.Register(a, op(http.MethodGet, "/disputes/{dispute}", "getDispute", "One dispute, with what its practitioner adds", tag), h.get)
	once(a, op(http.MethodPut, "/disputes/{dispute}/note", "setDisputeNote", "Say what happened; the bank reads it with our answer", tag), h.note)
	once(a, op(http.MethodPost, "/disputes/{dispute}/files", "addDisputeFile", "Add a file for the bank: PDF, JPEG or PNG up to 1 MB, four at most; kept encrypted", tag), h.add)
	once(a, op(http.MethodDelete, "/disputes/{dispute}/files/{file}", "removeDisputeFile", "Take a file back before the answer", tag), h.remove)
	huma.Register(a, op(http.MethodGet, "/admin/disputes", "listDisputes", "Disputes in a state, what is due first first (operators)", tag), h.list)
	huma.Register(a, op(http.MethodGet, "/admin/disputes/{dispute}/evidence", "getDisputeEvidence", "The evidence as data, and as the document that the bank reads (operators)", tag), h.evidence)
	once(a, op(http.MethodPost, "/admin/disputes/{dispute}/answer", "answerDispute", "Send the evidence, or accept the loss; once (operators)", tag), h.answer)
}

// DisputeView is a payer's bank taking money back.
type DisputeView struct {
	ID           uuid.UUID          `json:"id" format:"uuid"`
	State        dispute.State      `json:"state" enum:"waiting,answered,won,lost,expired" doc:"waiting: nobody answered; expired: lost without an answer"`
	Booking      string             `json:"booking,omitempty" doc:"its code"`
	Practitioner string             `json:"practitioner,omitempty"`
	Reason       string             `json:"reason" doc:"the card network's code"`
	Amount       money.Amount       `json:"amount" doc:"what the bank took"`
	Fee          money.Amount       `json:"fee" doc:"of the payment service; the platform's"`
	Frozen       money.Amount       `json:"frozen" doc:"what the booking earned and is not paid out while the dispute is open"`
	Due          *time.Time         `json:"due,omitempty" doc:"until when evidence is taken"`
	OpenedAt     time.Time          `json:"openedAt"`
	DecidedAt    *time.Time         `json:"decidedAt,omitempty"`
	BorneBy      payment.Bearer     `json:"borneBy,omitempty" doc:"of a lost one: practitioner or platform"`
	Answer       *DisputeAnswerView `json:"answer,omitempty"`
}

// DisputeAnswerView is what the platform answered.
type DisputeAnswerView struct {
	Kind       dispute.Kind         `json:"kind" enum:"evidence,accepted"`
	Status     dispute.AnswerStatus `json:"status" enum:"sending,sent,refused"`
	Reason     string               `json:"reason,omitempty" doc:"operators only"`
	AnsweredAt time.Time            `json:"answeredAt"`
}

func viewDispute(d dispute.Dispute) DisputeView {
	out := DisputeView{ID: d.ID, State: d.State(), Booking: d.Code, Practitioner: d.Practitioner, Reason: d.Reason, Amount: d.Amount, Fee: d.Fee, Frozen: d.Frozen,
		Due: d.Due, OpenedAt: d.OpenedAt, DecidedAt: d.DecidedAt, BorneBy: d.BorneBy}
	if d.Answer != nil {
		out.Answer = &DisputeAnswerView{d.Answer.Kind, d.Answer.Status, d.Answer.Reason, d.Answer.AnsweredAt}
	}
	return out
}

func viewDisputes(list []dispute.Dispute) []DisputeView {
	out := make([]DisputeView, len(list))
	for i, d := range list {
		out[i] = viewDispute(d)
	}
	return out
}

// DisputeCaseView is a dispute with what its practitioner adds.
type DisputeCaseView struct {
	DisputeView
	Note    string            `json:"note" doc:"the practitioner's words"`
	Version int64             `json:"version" doc:"of the note; 0: nothing was ever written"`
	Files   []DisputeFileView `json:"files"`
}

// DisputeFileView is a paper of the practitioner.
type DisputeFileView struct {
	ID          uuid.UUID `json:"id" format:"uuid"`
	Name        string    `json:"name"`
	ContentType string    `json:"contentType"`
	Bytes       int       `json:"bytes"`
	SHA256      string    `json:"sha256"`
	AddedAt     time.Time `json:"addedAt"`
}

func viewDisputeFile(f dispute.File) DisputeFileView {
	return DisputeFileView{f.ID, f.Name, f.ContentType, f.Bytes, f.SHA256, f.AddedAt}
}

func viewCase(c dispute.Case) DisputeCaseView {
	out := DisputeCaseView{DisputeView: viewDispute(c.Dispute), Note: c.Note, Version: c.Version, Files: make([]DisputeFileView, len(c.Files))}
	for i, f := range c.Files {
		out.Files[i] = viewDisputeFile(f)
	}
	return out
}

type disputesInput struct {
	PageQuery
	State dispute.State `query:"state" enum:"waiting,answered,closed" default:"waiting"`
}

func (h disputes) mine(ctx context.Context, in *disputesInput) (*Out[[]DisputeView], error) {
	list, total, err := h.service.Mine(ctx, identity.PrincipalFrom(ctx), in.State, dispute.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, viewDisputes(list), in.Page, in.Limit, total), nil
}

func (h disputes) list(ctx context.Context, in *disputesInput) (*Out[[]DisputeView], error) {
	list, total, err := h.service.Queue(ctx, identity.PrincipalFrom(ctx), in.State, dispute.Page{Number: in.Page, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return OKPage(ctx, viewDisputes(list), in.Page, in.Limit, total), nil
}

// DisputePath names a dispute.
type DisputePath struct {
	Dispute uuid.UUID `path:"dispute" format:"uuid"`
}

func (h disputes) get(ctx context.Context, in *DisputePath) (*Out[DisputeCaseView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	c, err := h.service.Open(ctx, who, in.Dispute)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewCase(c)), nil
}

type disputeNoteInput struct {
	DisputePath
	IdempotencyHeader
	Body struct {
		Note    string `json:"note" maxLength:"2000" doc:"empty takes it back; nothing about the client's health"`
		Version int64  `json:"version" doc:"of the note that was seen; 0 for the first"`
	}
}

func (h disputes) note(ctx context.Context, in *disputeNoteInput) (*Out[DisputeCaseView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := h.service.Say(ctx, who, in.Dispute, in.Body.Note, in.Body.Version); err != nil {
		return nil, err
	}
	return h.get(ctx, &in.DisputePath)
}

type disputeFileInput struct {
	DisputePath
	IdempotencyHeader
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true"`
	}]
}

func (in disputeFileInput) meaning() (any, error) {
	form := in.RawBody.Data()
	sum, err := digest(form.File)
	return []any{in.Dispute, form.File.Filename, sum}, err
}

func (h disputes) add(ctx context.Context, in *disputeFileInput) (*Out[DisputeFileView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	form := in.RawBody.Data()
	content, err := io.ReadAll(io.LimitReader(form.File, payment.MaxEvidenceBytes+1))
	if err != nil {
		return nil, err
	}
	f, err := h.service.AddFile(ctx, who, in.Dispute, form.File.Filename, content)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewDisputeFile(f)), nil
}

type removeDisputeFileInput struct {
	DisputePath
	IdempotencyHeader
	File uuid.UUID `path:"file" format:"uuid"`
}

func (h disputes) remove(ctx context.Context, in *removeDisputeFileInput) (*Out[DisputeCaseView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.service.RemoveFile(ctx, who, in.Dispute, in.File); err != nil {
		return nil, err
	}
	return h.get(ctx, &in.DisputePath)
}
