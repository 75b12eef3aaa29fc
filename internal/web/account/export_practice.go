package account

import (
	"errors"
	"net/http"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/schedule"
	"klear/internal/web/page"

	"github.com/google/uuid"
)

// ownPractice is what a practitioner made here. Their clients are people for whom they answer: the list is theirs to take
// along as they see it themselves, and nothing of anybody's account beyond that.
type ownPractice struct {
	Page      ownPage        `json:"page"`
	Services  []ownService   `json:"services"`
	Hours     schedule.Hours `json:"hours"`
	Clients   []ownClient    `json:"clients"`
	Forms     []ownDraft     `json:"forms"`
	Documents []ownDocument  `json:"documents"`
	Sold      []ownSale      `json:"packages_sold"`
	Answers   []ownContest   `json:"answers"` // to clients who said that a session did not take place
}

type ownPage struct {
	ID              string                  `json:"id"`
	Slug            string                  `json:"slug"`
	Name            string                  `json:"name"`
	Headline        string                  `json:"headline"`
	Bio             string                  `json:"bio"`
	ExperienceYears int                     `json:"experience_years"`
	Languages       []string                `json:"languages"`
	Specializations []string                `json:"specializations"`
	Certifications  []catalog.Certification `json:"certifications"`
	Registration    catalog.Registration    `json:"registration"`
	Country         string                  `json:"country"`
	City            string                  `json:"city"`
	Area            string                  `json:"area"`
	Address         string                  `json:"address"`
	Latitude        float64                 `json:"latitude"`
	Longitude       float64                 `json:"longitude"`
	TravelRadiusKm  int                     `json:"travel_radius_km"`
	Zone            string                  `json:"zone"`
	Status          string                  `json:"status"`
	Listed          bool                    `json:"listed"`
	Created         time.Time               `json:"created"`
}

type ownService struct {
	ID               string         `json:"id"`
	Category         string         `json:"category"`
	Name             string         `json:"name"`
	Variant          string         `json:"variant,omitempty"`
	Description      string         `json:"description"`
	Minutes          int            `json:"minutes"`
	PriceMinor       int64          `json:"price_minor"`
	Currency         string         `json:"currency"`
	Modes            []catalog.Mode `json:"modes"`
	Capacity         int            `json:"capacity"`
	NoticeMinutes    int            `json:"notice_minutes"`
	BufferBefore     int            `json:"buffer_before_minutes"`
	BufferAfter      int            `json:"buffer_after_minutes"`
	FreeCancelHours  int            `json:"free_cancel_hours"`
	LateCancelFeeBps int            `json:"late_cancel_fee_bps"`
	Active           bool           `json:"active"`
}

type ownClient struct {
	Name       string          `json:"name"`
	Email      string          `json:"email,omitempty"`
	Phone      string          `json:"phone,omitempty"`
	Language   string          `json:"language,omitempty"`
	Birthday   string          `json:"birthday,omitempty"`
	ExternalID string          `json:"external_id,omitempty"`
	About      string          `json:"about,omitempty"`
	Notes      []ownClientNote `json:"notes,omitempty"`
}

type ownClientNote struct {
	Words   string    `json:"words"`
	Written time.Time `json:"written"`
}

// ownDraft is a form as the practitioner wrote it.
type ownDraft struct {
	Title   string          `json:"title"`
	Kind    string          `json:"kind"`
	Version int             `json:"version"`
	Active  bool            `json:"active"`
	Fields  []catalog.Field `json:"fields"`
}

// ownDocument names a paper: the papers themselves are opened one by one, at /pro/documents.
type ownDocument struct {
	Kind     string    `json:"kind"`
	Name     string    `json:"name"`
	Number   string    `json:"number,omitempty"`
	Issuer   string    `json:"issuer,omitempty"`
	Country  string    `json:"country,omitempty"`
	Expires  string    `json:"expires,omitempty"`
	Uploaded time.Time `json:"uploaded"`
}

type ownSale struct {
	ownPackage
	Buyer string `json:"buyer"`
}

func (h Handler) ownPractice(r *http.Request, who identity.Principal, to *ownData) error {
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		return nil
	} else if err != nil {
		return err
	}
	out := ownPractice{Page: viewPage(p), Services: viewServices(p.Services)}
	if out.Hours, err = h.Schedule.Hours(r.Context(), p.ID, page.Location(p.Zone)); err != nil {
		return err
	}
	to.Practice = &out
	if who.Role != identity.Practitioner {
		return nil // who practises no more reads the rest no more either
	}
	for _, read := range []func(*http.Request, identity.Principal, catalog.Practitioner, *ownPractice) error{h.ownClients, h.ownForms, h.ownDocuments, h.ownSold, h.ownAnswers} {
		if err := read(r, who, p, &out); err != nil {
			return err
		}
	}
	return nil
}

func viewPage(p catalog.Practitioner) ownPage {
	return ownPage{ID: p.ID.String(), Slug: p.Slug, Name: p.DisplayName, Headline: p.Headline, Bio: p.Bio, ExperienceYears: p.ExperienceYears, Languages: p.Languages,
		Specializations: p.Specializations, Certifications: p.Certifications, Registration: p.Registration, Country: p.Country, City: p.City, Area: p.Area, Address: p.Address,
		Latitude: p.Latitude, Longitude: p.Longitude, TravelRadiusKm: p.TravelRadiusKm, Zone: p.Zone, Status: string(p.VerificationStatus), Listed: p.Listed, Created: p.CreatedAt}
}

func viewServices(list []catalog.Service) []ownService {
	out := make([]ownService, len(list))
	for i, s := range list {
		out[i] = ownService{ID: s.ID.String(), Category: s.CategorySlug, Name: s.Name, Variant: s.VariantLabel, Description: s.Description, Minutes: s.DurationMin,
			PriceMinor: s.Price.Minor, Currency: s.Price.Currency, Modes: s.Modes, Capacity: s.Capacity, NoticeMinutes: s.NoticeMin, BufferBefore: s.BufferBeforeMin,
			BufferAfter: s.BufferAfterMin, FreeCancelHours: s.FreeCancelHours, LateCancelFeeBps: s.LateCancelFeeBps, Active: s.Active}
	}
	return out
}

// ownAnswers are what the practitioner said to clients who contested a session, in their own words alone.
func (h Handler) ownAnswers(r *http.Request, _ identity.Principal, _ catalog.Practitioner, to *ownPractice) error {
	list, err := h.Bookings.Answers(r.Context(), h.Kit.Caller(r))
	for _, k := range list {
		own := viewContest(k.Contest)
		own.Code, own.Words = k.Code, k.Reply
		to.Answers = append(to.Answers, own)
	}
	return err
}

func (h Handler) ownClients(r *http.Request, who identity.Principal, _ catalog.Practitioner, to *ownPractice) error {
	list, err := h.Clients.Takeout(r.Context(), who)
	for _, c := range list {
		to.Clients = append(to.Clients, viewOwnClient(c))
	}
	return err
}

func viewOwnClient(c client.Own) ownClient {
	out := ownClient{Name: c.Name, Email: c.Email, Phone: c.Phone, Language: c.Language, Birthday: c.Birthday, ExternalID: c.ExternalID, About: c.About}
	for _, n := range c.Notes {
		out.Notes = append(out.Notes, ownClientNote{n.Words, n.WrittenAt})
	}
	return out
}

func (h Handler) ownForms(r *http.Request, who identity.Principal, p catalog.Practitioner, to *ownPractice) error {
	list, err := h.Catalog.FormsOf(r.Context(), who, p.ID)
	for _, f := range list {
		to.Forms = append(to.Forms, ownDraft{Title: f.Document.Title, Kind: string(f.Kind), Version: f.Version, Active: f.Active, Fields: f.Document.Fields})
	}
	return err
}

func (h Handler) ownDocuments(r *http.Request, who identity.Principal, p catalog.Practitioner, to *ownPractice) error {
	names, err := h.Catalog.DocumentNames(r.Context(), who, p.ID)
	if err != nil {
		return err
	}
	list, claims, err := h.Catalog.Documents(r.Context(), who, p.ID)
	for _, d := range list {
		to.Documents = append(to.Documents, ownDocument{Kind: d.Kind, Name: names[d.ID], Number: claims[d.ID].Number, Issuer: claims[d.ID].Issuer, Country: d.Country, Expires: d.ExpiresOn, Uploaded: d.UploadedAt})
	}
	return err
}

func (h Handler) ownSold(r *http.Request, who identity.Principal, p catalog.Practitioner, to *ownPractice) error {
	for n := 1; ; n++ {
		list, total, err := h.Packs.SoldBy(r.Context(), who, p, uuid.Nil, pack.Page{Number: n, Limit: exportPage})
		if err != nil {
			return err
		}
		for _, s := range list {
			to.Sold = append(to.Sold, ownSale{viewPackage(s.Pack), s.Buyer})
		}
		if n*exportPage >= total {
			return nil
		}
	}
}

// ownBusiness is a business to which the person belongs, and as what.
type ownBusiness struct {
	Name string `json:"name"`
	Slug string `json:"slug"`
	Role string `json:"role"`
}

func (h Handler) ownBusinesses(r *http.Request, who identity.Principal, to *ownData) error {
	list, err := h.Businesses.Mine(r.Context(), who)
	for _, b := range list {
		to.Businesses = append(to.Businesses, ownBusiness{b.Name, b.Slug, string(b.Role)})
	}
	return err
}

// ownReport is a report that the person sent.
type ownReport struct {
	About  string    `json:"about"`
	Kind   string    `json:"kind"`
	Words  string    `json:"words"`
	Closed bool      `json:"closed"`
	Sent   time.Time `json:"sent"`
}

func (h Handler) ownReports(r *http.Request, who identity.Principal, to *ownData) error {
	list, err := h.Desk.SentBy(r.Context(), who)
	for _, s := range list {
		to.Reports = append(to.Reports, ownReport{s.Name, s.Kind, s.Words, s.Closed, s.At})
	}
	return err
}
