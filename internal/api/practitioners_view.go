package api

import (
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// PractitionerView is a public profile: never an address, never an e-mail. Coordinates are cut to about a kilometre.
type PractitionerView struct {
	ID              uuid.UUID           `json:"id"`
	Slug            string              `json:"slug"`
	Name            string              `json:"name"`
	Headline        string              `json:"headline"`
	Bio             string              `json:"bio"`
	ExperienceYears int                 `json:"experienceYears"`
	Languages       []string            `json:"languages" doc:"BCP 47"`
	Specializations []string            `json:"specializations"`
	Certifications  []CertificationView `json:"certifications"`
	Registration    *RegistrationView   `json:"registration,omitempty"`
	HourlyRate      *money.Amount       `json:"hourlyRate,omitempty"`
	Country         string              `json:"country"`
	City            string              `json:"city"`
	Area            string              `json:"area"`
	Latitude        *float64            `json:"latitude,omitempty"`
	Longitude       *float64            `json:"longitude,omitempty"`
	Zone            string              `json:"zone" doc:"IANA; the wall clock of the working hours"`
	Confirmation    string              `json:"confirmation" enum:"instant,approval"`
	Verified        bool                `json:"verified"`
	Services        []ServiceView       `json:"services"`
	Version         int64               `json:"version" doc:"send it with a change of the profile: an older one is refused"`
}

// CertificationView is a qualification as stated.
type CertificationView struct {
	Name   string `json:"name" maxLength:"200"`
	Issuer string `json:"issuer,omitempty" maxLength:"200"`
	Number string `json:"number,omitempty" maxLength:"100"`
	Year   int    `json:"year,omitempty"`
}

// RegistrationView is the dated badge.
type RegistrationView struct {
	Body      string `json:"body"`
	Number    string `json:"number,omitempty"`
	CheckedOn string `json:"checkedOn,omitempty"`
	Method    string `json:"method,omitempty"`
}

// ServiceView is something that can be booked.
type ServiceView struct {
	ID              uuid.UUID           `json:"id"`
	Category        string              `json:"category"`
	Name            string              `json:"name"`
	Description     string              `json:"description"`
	DurationMin     int                 `json:"durationMin"`
	IntervalMin     int                 `json:"intervalMin" doc:"between possible starts"`
	Price           money.Amount        `json:"price" doc:"tax included"`
	Modes           []string            `json:"modes"`
	BufferBeforeMin int                 `json:"bufferBeforeMin"`
	BufferAfterMin  int                 `json:"bufferAfterMin"`
	NoticeMin       int                 `json:"noticeMin"`
	WindowDays      int                 `json:"windowDays"`
	Capacity        int                 `json:"capacity"`
	FreeCancelHours int                 `json:"freeCancelHours"`
	LateCancelBps   int                 `json:"lateCancelFeeBps" doc:"of the price, 1/10,000"`
	Active          bool                `json:"active"`
	Window          WindowView          `json:"window"`
	PerDay          int                 `json:"perDay" doc:"bookings per local date; 0: no limit"`
	PerWeek         int                 `json:"perWeek" doc:"0: no limit"`
	PendingBlocks   bool                `json:"pendingBlocks" doc:"a request keeps its time from others until it is answered"`
	PayAtVenue      bool                `json:"payAtVenue" doc:"may be paid when you meet"`
	VariantOf       *uuid.UUID          `json:"variantOf,omitempty" doc:"the service that this one is an option of"`
	Label           string              `json:"label,omitempty" doc:"what tells it from the other options"`
	Options         []OptionView        `json:"options" doc:"all ways to book this service, the first among them; each has an id of its own for times and holds"`
	Version         int64               `json:"version"`
	Attributes      map[string][]string `json:"attributes" doc:"what it answers, by the key of an attribute (listAttributes): yes or no, keys of options, a number, words"`
}

// WindowView is how far ahead a service can be booked.
type WindowView struct {
	Kind string `json:"kind" enum:"none,rolling_days,rolling_business_days,available_days,range"`
	Days int    `json:"days,omitempty" minimum:"0" maximum:"730"`
	From string `json:"from,omitempty" maxLength:"10" doc:"date, of a range"`
	To   string `json:"to,omitempty" maxLength:"10" doc:"date, inclusive"`
}

// OptionView is one way to book a service.
type OptionView struct {
	ID          uuid.UUID    `json:"id"`
	Label       string       `json:"label"`
	DurationMin int          `json:"durationMin"`
	Price       money.Amount `json:"price" doc:"tax included"`
	Capacity    int          `json:"capacity"`
	Active      bool         `json:"active"`
	Version     int64        `json:"version"`
}

func viewPractitioner(p catalog.Practitioner) PractitionerView {
	p = p.Public()
	v := PractitionerView{ID: p.ID, Slug: p.Slug, Name: p.DisplayName, Headline: p.Headline, Bio: p.Bio, ExperienceYears: p.ExperienceYears,
		Languages: list(p.Languages), Specializations: list(p.Specializations), Certifications: []CertificationView{}, Country: p.Country, City: p.City,
		Area: p.Area, Zone: p.Zone, Confirmation: string(p.Confirmation), Verified: p.VerificationStatus == catalog.Verified && !p.ClaimsWait(), Services: []ServiceView{}, Version: p.Version}
	for _, c := range p.Certifications {
		v.Certifications = append(v.Certifications, CertificationView{c.Name, c.Issuer, c.Number, c.Year})
	}
	if r := p.Registration; r.Body != "" {
		v.Registration = &RegistrationView{r.Body, r.Number, r.CheckedOn, r.Method}
	}
	if p.HourlyRateMinor > 0 {
		v.HourlyRate = &money.Amount{Minor: p.HourlyRateMinor, Currency: p.Currency}
	}
	if p.HasPlace() {
		v.Latitude, v.Longitude = &p.Latitude, &p.Longitude
	}
	for _, group := range catalog.Grouped(p.Services) {
		v.Services = append(v.Services, viewOptions(group))
	}
	return v
}

// viewOptions is a service with its variants; list has one at least.
func viewOptions(list []catalog.Service) ServiceView {
	v := viewService(list[0])
	for _, s := range list[1:] {
		v.Options = append(v.Options, viewOption(s))
	}
	return v
}

func viewOption(s catalog.Service) OptionView {
	return OptionView{ID: s.ID, Label: s.VariantLabel, DurationMin: s.DurationMin, Price: s.Price, Capacity: s.Capacity, Active: s.Active, Version: s.Version}
}

func viewService(s catalog.Service) ServiceView {
	v := ServiceView{ID: s.ID, Category: s.CategorySlug, Name: s.Name, Description: s.Description, DurationMin: s.DurationMin, IntervalMin: s.DurationMin,
		Price: s.Price, Modes: []string{}, BufferBeforeMin: s.BufferBeforeMin, BufferAfterMin: s.BufferAfterMin, NoticeMin: s.NoticeMin, WindowDays: s.Window.Days,
		Capacity: s.Capacity, FreeCancelHours: s.FreeCancelHours, LateCancelBps: s.LateCancelFeeBps, Active: s.Active, Version: s.Version,
		Window: WindowView{Kind: string(s.Window.Kind), Days: s.Window.Days, From: s.Window.From, To: s.Window.To}, PerDay: s.PerDay, PerWeek: s.PerWeek,
		PendingBlocks: s.PendingBlocks, PayAtVenue: s.PayAtVenue, Label: s.VariantLabel, Options: []OptionView{viewOption(s)}, Attributes: s.Details}
	if s.Details == nil {
		v.Attributes = map[string][]string{}
	}
	if s.VariantOf != uuid.Nil {
		v.VariantOf = &s.VariantOf
	}
	if s.IntervalMin != nil {
		v.IntervalMin = *s.IntervalMin
	}
	for _, m := range s.Modes {
		v.Modes = append(v.Modes, string(m))
	}
	return v
}

// list keeps an empty list from becoming null.
func list(in []string) []string {
	if in == nil {
		return []string{}
	}
	return in
}

// QueueView is a profile that waits for the operator, with its history.
type QueueView struct {
	Practitioner PractitionerView `json:"practitioner"`
	Status       string           `json:"status"`
	Version      int64            `json:"version"`
	Documents    []DocumentView   `json:"documents"`
	Decisions    []DecisionView   `json:"decisions"`
}

// DocumentView is a paper that was handed in; its content is downloaded on the operator's page.
type DocumentView struct {
	ID          uuid.UUID `json:"id"`
	Kind        string    `json:"kind"`
	ContentType string    `json:"contentType"`
	SizeBytes   int64     `json:"sizeBytes"`
	Country     string    `json:"country,omitempty"`
	ExpiresOn   string    `json:"expiresOn,omitempty" doc:"last valid day, as its owner read it"`
	UploadedAt  time.Time `json:"uploadedAt"`
}

// DecisionView is a decision of the past.
type DecisionView struct {
	Status    string    `json:"status"`
	Method    string    `json:"method"`
	Reason    string    `json:"reason"`
	DecidedAt time.Time `json:"decidedAt"`
}

func viewDocument(d catalog.Document) DocumentView {
	return DocumentView{d.ID, d.Kind, d.ContentType, d.SizeBytes, d.Country, d.ExpiresOn, d.UploadedAt}
}

func viewQueue(e catalog.QueueEntry) QueueView {
	v := QueueView{Practitioner: viewPractitioner(e.Practitioner), Status: string(e.Practitioner.VerificationStatus), Version: e.Practitioner.Version,
		Documents: []DocumentView{}, Decisions: []DecisionView{}}
	for _, d := range e.Documents {
		v.Documents = append(v.Documents, viewDocument(d))
	}
	for _, d := range e.Decisions {
		v.Decisions = append(v.Decisions, DecisionView{string(d.Status), d.Method, d.Reason, d.DecidedAt})
	}
	return v
}
