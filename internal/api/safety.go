package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/brand"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// onCall serves the lines of help to anybody, and the on-call team's work to operators.
type onCall struct{ safety *safety.Service }

// Safety registers safety/resources and admin/on-call.
func Safety(a huma.API, s *safety.Service) {
	h := onCall{s}
	const tag = "safety"
	huma.Register(a, op(http.MethodGet, "/safety/resources", "safetyResources", "Help lines for a country; open to anybody and never limited", tag), h.resources)
	huma.Register(a, op(http.MethodGet, "/safety/card", "safetyCard", "The help that stays in your sight: lines, and who could see you soonest", tag), h.card)
	once(a, op(http.MethodPost, "/safety/check-in", "checkIn", "Answer the question of your next visit; the card stays", tag), h.checkIn)
	huma.Register(a, op(http.MethodGet, "/safety/contact", "getContact", "Whom you named as the person to write to in immediate danger", tag), h.contact)
	once(a, op(http.MethodPut, "/safety/contact", "nameContact", "Name somebody and agree that they are written to; an earlier one is over", tag), h.nameContact)
	once(a, op(http.MethodDelete, "/safety/contact", "endContact", "Take your consent back: name and address are deleted", tag), h.endContact)
	huma.Register(a, op(http.MethodGet, "/admin/on-call", "listOnCall", "People who may be in danger: those nobody looks after first (operators)", tag), h.list)
	huma.Register(a, op(http.MethodGet, "/admin/on-call/counts", "countOnCall", "What a year came to, in numbers of nobody in particular (operators)", tag), h.counts)
	once(a, op(http.MethodPut, "/admin/on-call/me", "setOnCall", "Be called when somebody may be in danger, or no longer (operators)", tag), h.set)
	once(a, op(http.MethodPost, "/admin/on-call/{case}/acknowledge", "acknowledgeCase", "Look after a case: calls to the team end (operators)", tag), h.acknowledge)
	once(a, op(http.MethodPost, "/admin/on-call/{case}/resolve", "resolveCase", "End a case that was acknowledged, with what came of it (operators)", tag), h.resolve)
}

// ResourcesView are the lines to show, the most fitting country first. There is always one.
type ResourcesView struct {
	Countries []LinesView `json:"countries"`
	// TeamOnCall is whether anybody of this installation is called at urgent levels; say it before first use when not.
	TeamOnCall bool `json:"teamOnCall" doc:"somebody of this installation is called when a message is urgent"`
}

// LinesView are the lines of one country.
type LinesView struct {
	Country   string     `json:"country" doc:"ISO 3166-1 alpha-2, EU, or ZZ for the international list"`
	Checked   string     `json:"checked" format:"date" doc:"when every number was last checked"`
	Emergency string     `json:"emergency,omitempty" doc:"left out of the international list: no number is right everywhere (often 112, 911 or 999)"`
	Lines     []LineView `json:"lines"`
}

// LineView is one line of help. At least one of call, text and chat is there.
type LineView struct {
	Name      string `json:"name"`
	Call      string `json:"call,omitempty"`
	Text      string `json:"text,omitempty"`
	Chat      string `json:"chat,omitempty"`
	Hours     string `json:"hours,omitempty"`
	Free      bool   `json:"free"`
	Languages int    `json:"languages,omitempty" doc:"how many are spoken there"`
	Source    string `json:"source"`
}

type resourcesInput struct {
	Country string `query:"country" pattern:"^[A-Z]{2}$" doc:"before the profile's country and the language's"`
}

func (h onCall) resources(ctx context.Context, in *resourcesInput) (*Out[ResourcesView], error) {
	v := ResourcesView{TeamOnCall: h.safety.TeamExists(ctx)}
	for _, of := range h.safety.LinesFor(identity.PrincipalFrom(ctx), in.Country) {
		v.Countries = append(v.Countries, viewHelpLines(of.Country, of.Pack))
	}
	return OK(ctx, v), nil
}

func viewHelpLines(country string, pack brand.CrisisPack) LinesView {
	v := LinesView{Country: country, Checked: pack.Checked, Emergency: pack.Emergency, Lines: make([]LineView, len(pack.Lines))}
	if country == brand.AnyCountry {
		v.Emergency = ""
	}
	for i, l := range pack.Lines {
		v.Lines[i] = LineView{l.Name, l.Call, l.Text, l.Chat, l.Hours, l.Free, l.Languages, l.Source}
	}
	return v
}

// CaseView is one person whom the team looks after. What they wrote is not in it.
type CaseView struct {
	ID             uuid.UUID  `json:"id" format:"uuid"`
	PersonID       uuid.UUID  `json:"personId" format:"uuid"`
	Name           string     `json:"name"`
	Email          string     `json:"email"`
	Phone          string     `json:"phone,omitempty"`
	Level          string     `json:"level" enum:"high,critical"`
	Messages       int        `json:"messages" doc:"urgent ones"`
	Calls          int        `json:"calls" doc:"times the team was written to"`
	Since          time.Time  `json:"since"`
	Latest         time.Time  `json:"latest"`
	AcknowledgedAt *time.Time `json:"acknowledgedAt,omitempty"`
	AcknowledgedBy string     `json:"acknowledgedBy,omitempty"`
}

func (h onCall) list(ctx context.Context, in *PageQuery) (*Out[[]CaseView], error) {
	list, total, err := h.safety.Cases(ctx, identity.PrincipalFrom(ctx), in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]CaseView, len(list))
	for i, c := range list {
		out[i] = CaseView{c.ID, c.PersonID, c.Name, c.Email, c.Phone, c.Level.String(), c.Messages, c.Pages, c.OpenedAt, c.LatestAt, instant(c.AcknowledgedAt), c.AcknowledgedBy}
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

// YearView are the numbers of a calendar year (UTC).
type YearView struct {
	Year     int                    `json:"year"`
	Messages map[string]int         `json:"messages" doc:"by level: moderate, high, critical"`
	Cases    int                    `json:"cases"`
	Soon     int                    `json:"soon" doc:"of the cases, taken within 15 minutes"`
	Open     int                    `json:"open" doc:"of the cases, without an outcome yet"`
	Outcomes map[safety.Outcome]int `json:"outcomes" doc:"of the cases: reached, not_reached, emergency, no_danger"`
	Contacts int                    `json:"contacts" doc:"letters to emergency contacts about danger"`
}

type countsInput struct {
	Year int `query:"year" minimum:"0" maximum:"9999" doc:"without it, the current one"`
}

func (h onCall) counts(ctx context.Context, in *countsInput) (*Out[YearView], error) {
	y, err := h.safety.CountYear(ctx, identity.PrincipalFrom(ctx), in.Year)
	if err != nil {
		return nil, err
	}
	v := YearView{Year: y.Year, Messages: map[string]int{}, Cases: y.Cases, Soon: y.Soon, Open: y.Open, Outcomes: y.Outcomes, Contacts: y.Told}
	for level, n := range y.Messages {
		v.Messages[level.String()] = n
	}
	return OK(ctx, v), nil
}

type onCallInput struct {
	IdempotencyHeader
	Body struct {
		OnCall bool `json:"onCall"`
	}
}

func (h onCall) set(ctx context.Context, in *onCallInput) (*Out[Empty], error) {
	return answer(ctx, h.safety.SetOnCall(ctx, identity.PrincipalFrom(ctx), in.Body.OnCall))
}

type caseInput struct {
	IdempotencyHeader
	Case uuid.UUID `path:"case" format:"uuid"`
}

func (h onCall) acknowledge(ctx context.Context, in *caseInput) (*Out[Empty], error) {
	return answer(ctx, h.safety.Acknowledge(ctx, identity.PrincipalFrom(ctx), in.Case))
}

type resolveInput struct {
	IdempotencyHeader
	Case uuid.UUID `path:"case" format:"uuid"`
	Body struct {
		Outcome safety.Outcome `json:"outcome" enum:"reached,not_reached,emergency,no_danger"`
	}
}

func (h onCall) resolve(ctx context.Context, in *resolveInput) (*Out[Empty], error) {
	return answer(ctx, h.safety.Resolve(ctx, identity.PrincipalFrom(ctx), in.Case, in.Body.Outcome))
}
