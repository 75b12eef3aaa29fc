package api

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/platform/httpx"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// forms registers practitioners/{id}/forms and services/{id}/forms.
func (h practitioners) forms(a huma.API) {
	const tag = "forms"
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/forms", "listForms", "One's own forms and waivers, those in use first", tag), h.listForms)
	once(a, op(http.MethodPost, "/practitioners/{id}/forms", "addForm", "Write a form or a waiver", tag), h.addForm)
	once(a, op(http.MethodPut, "/practitioners/{id}/forms/{form}", "updateForm", "Change a form; other words become a new version, for holds from now on", tag), h.updateForm)
	once(a, op(http.MethodDelete, "/practitioners/{id}/forms/{form}", "retireForm", "Ask for a form no more; what was answered stays", tag), h.retireForm)
	huma.Register(a, op(http.MethodGet, "/services/{id}/forms", "serviceForms", "What has to be answered to book a service at this moment", tag), h.serviceForms)
}

// FormFieldBody is a question of a form, or a statement in it.
type FormFieldBody struct {
	Kind     string   `json:"kind" enum:"short,long,choice,choices,yesno,date,number,statement"`
	Label    string   `json:"label" maxLength:"4000" doc:"the question, at most 500 characters, or the whole statement"`
	Options  []string `json:"options,omitempty" maxItems:"20" doc:"of choice and choices"`
	Required bool     `json:"required,omitempty"`
}

// FormBody is a form as its practitioner states it.
type FormBody struct {
	Title    string          `json:"title" maxLength:"160"`
	Intro    string          `json:"intro,omitempty" maxLength:"4000"`
	Fields   []FormFieldBody `json:"fields" maxItems:"40"`
	Services []uuid.UUID     `json:"services,omitempty" maxItems:"100" doc:"which services ask for it; options ask what their service asks"`
}

func (b FormBody) draft(kind string) catalog.FormDraft {
	d := catalog.FormDraft{Kind: catalog.FormKind(kind), Document: catalog.FormDocument{Title: b.Title, Intro: b.Intro}, Services: b.Services}
	for _, f := range b.Fields {
		d.Document.Fields = append(d.Document.Fields, catalog.Field{Kind: catalog.FieldKind(f.Kind), Label: f.Label, Options: f.Options, Required: f.Required})
	}
	return d
}

// FormFieldView is a field with the key of its answer.
type FormFieldView struct {
	Key string `json:"key"`
	FormFieldBody
}

// DocumentVersionView is a form as somebody sees and answers it.
type DocumentVersionView struct {
	FormID  uuid.UUID       `json:"formId"`
	Kind    string          `json:"kind" enum:"intake,waiver" doc:"a waiver is signed"`
	Version int             `json:"version"`
	Title   string          `json:"title"`
	Intro   string          `json:"intro"`
	Fields  []FormFieldView `json:"fields"`
	Text    string          `json:"text" doc:"the document as one text, word for word"`
	SHA256  string          `json:"sha256" doc:"of text, hexadecimal: what a signature stands for"`
}

// FormView is a form as its practitioner sees it.
type FormView struct {
	DocumentVersionView
	Active   bool        `json:"active"`
	Services []uuid.UUID `json:"services"`
}

func viewVersion(f catalog.FormVersion) DocumentVersionView {
	v := DocumentVersionView{FormID: f.FormID, Kind: string(f.Kind), Version: f.Version, Title: f.Document.Title, Intro: f.Document.Intro, Fields: []FormFieldView{},
		Text: f.Text, SHA256: hex.EncodeToString(f.SHA256[:])}
	for _, q := range f.Document.Fields {
		v.Fields = append(v.Fields, FormFieldView{q.Key, FormFieldBody{Kind: string(q.Kind), Label: q.Label, Options: q.Options, Required: q.Required}})
	}
	return v
}

func viewForm(f catalog.Form) FormView {
	v := FormView{DocumentVersionView: viewVersion(f.FormVersion), Active: f.Active, Services: f.Services}
	if v.Services == nil {
		v.Services = []uuid.UUID{}
	}
	return v
}

func (h practitioners) listForms(ctx context.Context, in *PractitionerPath) (*Out[[]FormView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	list, err := h.catalog.FormsOf(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	out := make([]FormView, len(list))
	for i, f := range list {
		out[i] = viewForm(f)
	}
	return OK(ctx, out), nil
}

type addFormInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		Kind string `json:"kind" enum:"intake,waiver"`
		FormBody
	}
}

func (h practitioners) addForm(ctx context.Context, in *addFormInput) (*Out[FormView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	f, err := h.catalog.AddForm(ctx, who, in.ID, in.Body.draft(in.Body.Kind))
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewForm(f)), nil
}

// FormPath names a form of a practitioner.
type FormPath struct {
	PractitionerPath
	Form uuid.UUID `path:"form" format:"uuid"`
}

type updateFormInput struct {
	FormPath
	IdempotencyHeader
	Body struct {
		Version int `json:"version" minimum:"1" doc:"the one that this changes"`
		FormBody
	}
}

func (h practitioners) updateForm(ctx context.Context, in *updateFormInput) (*Out[FormView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	f, err := h.catalog.UpdateForm(ctx, who, in.ID, in.Form, in.Body.Version, in.Body.draft(""))
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewForm(f)), nil
}

type retireFormInput struct {
	FormPath
	IdempotencyHeader
}

func (h practitioners) retireForm(ctx context.Context, in *retireFormInput) (*Out[FormView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	f, err := h.catalog.RetireForm(ctx, who, in.ID, in.Form)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewForm(f)), nil
}

type serviceFormsInput struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h practitioners) serviceForms(ctx context.Context, in *serviceFormsInput) (*Out[[]DocumentVersionView], error) {
	if _, err := h.catalog.ServiceByID(ctx, in.ID); err != nil {
		return nil, err
	}
	list, err := h.catalog.FormsOfService(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := make([]DocumentVersionView, len(list))
	for i, f := range list {
		out[i] = viewVersion(f)
	}
	return OK(ctx, out), nil
}

// FormAnswerBody is what somebody says to one form of a booking.
type FormAnswerBody struct {
	FormID    uuid.UUID    `json:"formId" format:"uuid"`
	Answers   []AnswerBody `json:"answers,omitempty" maxItems:"40"`
	Signature string       `json:"signature,omitempty" maxLength:"120" doc:"of a waiver: the name as typed"`
	Agreed    bool         `json:"agreed,omitempty" doc:"of a waiver: true, or it is not signed"`
}

// AnswerBody is the answer to one question.
type AnswerBody struct {
	Key    string   `json:"key" maxLength:"20"`
	Values []string `json:"values" maxItems:"20" doc:"several for choices; yes or no; dates as YYYY-MM-DD"`
}

// answersOf reads the forms of a body.
func answersOf(list []FormAnswerBody) []booking.FormAnswer {
	var out []booking.FormAnswer
	for _, b := range list {
		a := booking.FormAnswer{FormID: b.FormID, Answers: catalog.Answers{}, Signature: b.Signature, Agreed: b.Agreed}
		for _, x := range b.Answers {
			a.Answers[x.Key] = x.Values
		}
		out = append(out, a)
	}
	return out
}

// clientIP is where a request came from; "" when it is not known.
func clientIP(ctx context.Context) string {
	if ip := httpx.ClientIP(ctx); ip.IsValid() {
		return ip.String()
	}
	return ""
}

// AskedFormView is a form of a booking with its answers. Only the two sides of the booking read it.
type AskedFormView struct {
	DocumentVersionView
	Answers    []AnswerBody `json:"answers"`
	Signature  string       `json:"signature,omitempty"`
	Address    string       `json:"ipAddress,omitempty" doc:"where the answer came from"`
	AnsweredAt *time.Time   `json:"answeredAt,omitempty" doc:"absent: not answered yet"`
	Forgotten  bool         `json:"forgotten,omitempty" doc:"the words went with the client's account"`
}

func (h bookings) forms(ctx context.Context, in *BookingRef) (*Out[[]AskedFormView], error) {
	caller := in.caller(ctx)
	b, err := h.service.ByID(ctx, caller, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := h.service.FormsOf(ctx, caller, b)
	if err != nil {
		return nil, err
	}
	out := make([]AskedFormView, len(list))
	for i, f := range list {
		out[i] = AskedFormView{DocumentVersionView: viewVersion(f.FormVersion), Answers: []AnswerBody{}, Signature: f.Signature, Address: f.Address, Forgotten: f.Forgotten}
		if !f.AnsweredAt.IsZero() {
			out[i].AnsweredAt = &list[i].AnsweredAt
		}
		for _, q := range f.Document.Fields {
			if given := f.Answers[q.Key]; len(given) > 0 {
				out[i].Answers = append(out[i].Answers, AnswerBody{q.Key, given})
			}
		}
	}
	return OK(ctx, out), nil
}
