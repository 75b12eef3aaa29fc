package api

import (
	"context"
	"io"
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/flags"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// practitioners serves profiles, their services and papers.
type practitioners struct {
	catalog *catalog.Catalog
	tariff  *tariff.Service
}

// MaxUploadBytes is the largest photo or paper with its form around it.
const MaxUploadBytes = 16 << 20

// Practitioners registers practitioners/*.
func Practitioners(a huma.API, c *catalog.Catalog, t *tariff.Service) {
	h := practitioners{c, t}
	const tag = "practitioners"
	once(a, op(http.MethodPost, "/practitioners", "createPractitioner", "Become a practitioner; the profile awaits verification", tag), h.create)
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}", "getPractitioner", "A public profile with its services; their prices are what clients pay", tag), h.get)
	once(a, op(http.MethodPut, "/practitioners/{id}", "updatePractitioner", "Change one's own profile", tag), h.update)
	h.offer(a)
	h.forms(a)
	huma.Register(a, op(http.MethodGet, "/practitioners/me", "ownProfile", "One's own profile, with what only its owner sees", tag), h.own)
	photo := op(http.MethodPost, "/practitioners/{id}/photo", "uploadPhoto", "Upload a photo: JPEG, PNG or WebP up to 15 MB; it is made anew without its metadata", tag)
	photo.MaxBodyBytes = MaxUploadBytes
	once(a, photo, h.photo)
	once(a, op(http.MethodDelete, "/practitioners/{id}/photo", "removePhoto", "Take the photo away", tag), h.removePhoto)
	paper := op(http.MethodPost, "/practitioners/{id}/documents", "uploadDocument", "Hand in a paper for verification: PDF or picture up to 15 MB; kept encrypted", tag)
	paper.MaxBodyBytes = MaxUploadBytes
	once(a, paper, h.document)
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/documents", "listDocuments", "One's own papers, with what they are said to be", tag), h.documents)
	huma.Register(a, flagged(op(http.MethodGet, "/practitioners/{id}/embed", "getEmbed", "Sites that may show one's booking box", tag), flags.Embed), h.embed)
	once(a, flagged(op(http.MethodPut, "/practitioners/{id}/embed", "setEmbed", "Name the sites that may show one's booking box", tag), flags.Embed), h.setEmbed)
	once(a, op(http.MethodDelete, "/practitioners/{id}/documents/{document}", "removeDocument", "Take a paper back; what was decided on it stays decided", tag), h.removeDocument)
}

func (h practitioners) get(ctx context.Context, in *PractitionerPath) (*Out[PractitionerView], error) {
	p, err := h.catalog.PractitionerByID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	who := identity.PrincipalFrom(ctx)
	if !p.Visible() && !(who.SignedIn() && (who.PersonID == p.PersonID || who.Role == identity.Admin)) {
		return nil, catalog.ErrNoPractitioner
	}
	if err := h.tariff.Show(ctx, &p); err != nil {
		return nil, err
	}
	return OK(ctx, viewPractitioner(p)), nil
}

// OwnProfileView is a profile as its owner sees it: what the public does not, and the version to send with a change.
type OwnProfileView struct {
	PractitionerView
	Address        string `json:"address"`
	TravelRadiusKm int    `json:"travelRadiusKm"`
	Status         string `json:"status" enum:"pending,verified,rejected"`
	Listed         bool   `json:"listed"`
	Suspended      bool   `json:"suspended"`
	LicenceEndsOn  string `json:"licenceEndsOn,omitempty" doc:"last valid day, 2006-01-02; no new bookings after it"`
	LicenceEnded   bool   `json:"licenceEnded"`
	Version        int64  `json:"version"`
}

func (h practitioners) own(ctx context.Context, _ *struct{}) (*Out[OwnProfileView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	p, err := h.catalog.PractitionerByPerson(ctx, who.PersonID)
	if err != nil {
		return nil, err
	}
	v := OwnProfileView{PractitionerView: viewPractitioner(p), Address: p.Address, TravelRadiusKm: p.TravelRadiusKm,
		Status: string(p.VerificationStatus), Listed: p.Listed, Suspended: p.Suspended,
		LicenceEndsOn: p.LicenceExpiresOn, LicenceEnded: p.LicenceEnded, Version: p.Version}
	if p.HasPlace() {
		v.Latitude, v.Longitude = &p.Latitude, &p.Longitude
	}
	return OK(ctx, v), nil
}

// ProfileBody is what a practitioner says about themselves.
type ProfileBody struct {
	Slug               string              `json:"slug,omitempty" maxLength:"100" doc:"address of the page; made from the name when left out"`
	Name               string              `json:"name" maxLength:"120"`
	Headline           string              `json:"headline,omitempty" maxLength:"200"`
	Bio                string              `json:"bio,omitempty" maxLength:"5000"`
	ExperienceYears    int                 `json:"experienceYears,omitempty" minimum:"0" maximum:"80"`
	Languages          []string            `json:"languages,omitempty" maxItems:"20"`
	Specializations    []string            `json:"specializations,omitempty" maxItems:"30"`
	Certifications     []CertificationView `json:"certifications,omitempty" maxItems:"30"`
	RegistrationBody   string              `json:"registrationBody,omitempty" maxLength:"200"`
	RegistrationNumber string              `json:"registrationNumber,omitempty" maxLength:"100"`
	HourlyRate         int64               `json:"hourlyRate,omitempty" minimum:"0" doc:"minor units of currency"`
	Currency           string              `json:"currency" minLength:"3" maxLength:"3"`
	Country            string              `json:"country" minLength:"2" maxLength:"2"`
	City               string              `json:"city,omitempty" maxLength:"120"`
	Area               string              `json:"area,omitempty" maxLength:"120"`
	Address            string              `json:"address,omitempty" maxLength:"500" doc:"shown to people with a confirmed booking only"`
	Latitude           float64             `json:"latitude,omitempty" minimum:"-90" maximum:"90"`
	Longitude          float64             `json:"longitude,omitempty" minimum:"-180" maximum:"180"`
	TravelRadiusKm     int                 `json:"travelRadiusKm,omitempty" minimum:"0" maximum:"500" doc:"how far visits to customers go; 0: not stated"`
	Zone               string              `json:"zone" maxLength:"64"`
	Confirmation       string              `json:"confirmation,omitempty" enum:"instant,approval" default:"instant"`
	Listed             bool                `json:"listed,omitempty" default:"true"`
}

func (b ProfileBody) profile() catalog.Profile {
	p := catalog.Profile{Slug: b.Slug, DisplayName: b.Name, Headline: b.Headline, Bio: b.Bio, ExperienceYears: b.ExperienceYears, Languages: b.Languages,
		Specializations: b.Specializations, RegistrationBody: b.RegistrationBody, RegistrationNumber: b.RegistrationNumber, HourlyRateMinor: b.HourlyRate,
		Currency: b.Currency, Country: b.Country, City: b.City, Area: b.Area, Address: b.Address, Latitude: b.Latitude, Longitude: b.Longitude, TravelRadiusKm: b.TravelRadiusKm, Zone: b.Zone,
		Confirmation: catalog.Confirmation(b.Confirmation), Listed: b.Listed}
	for _, c := range b.Certifications {
		p.Certifications = append(p.Certifications, catalog.Certification{Name: c.Name, Issuer: c.Issuer, Number: c.Number, Year: c.Year})
	}
	return p
}

type createPractitionerInput struct {
	IdempotencyHeader
	Body ProfileBody
}

func (h practitioners) create(ctx context.Context, in *createPractitionerInput) (*Out[PractitionerView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return practitioner(ctx)(h.catalog.CreatePractitioner(ctx, who, in.Body.profile()))
}

// practitioner presents a profile.
func practitioner(ctx context.Context) func(catalog.Practitioner, error) (*Out[PractitionerView], error) {
	return func(p catalog.Practitioner, err error) (*Out[PractitionerView], error) {
		if err != nil {
			return nil, err
		}
		return OK(ctx, viewPractitioner(p)), nil
	}
}

type updatePractitionerInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		Versioned
		ProfileBody
	}
}

func (h practitioners) update(ctx context.Context, in *updatePractitionerInput) (*Out[PractitionerView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return practitioner(ctx)(h.catalog.UpdatePractitioner(ctx, who, in.ID, in.Body.Version, in.Body.profile()))
}

type photoInput struct {
	PractitionerPath
	IdempotencyHeader
	RawBody huma.MultipartFormFiles[struct {
		Photo huma.FormFile `form:"photo" required:"true"`
	}]
}

func (in photoInput) meaning() (any, error) {
	sum, err := digest(in.RawBody.Data().Photo)
	return []any{in.ID, sum}, err
}

func (h practitioners) photo(ctx context.Context, in *photoInput) (*Out[PractitionerView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(in.RawBody.Data().Photo, MaxUploadBytes))
	if err != nil {
		return nil, err
	}
	return practitioner(ctx)(h.catalog.SetPhoto(ctx, who, in.ID, content))
}

type removePhotoInput struct {
	PractitionerPath
	IdempotencyHeader
}

func (h practitioners) removePhoto(ctx context.Context, in *removePhotoInput) (*Out[PractitionerView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return practitioner(ctx)(h.catalog.RemovePhoto(ctx, who, in.ID))
}

type documentInput struct {
	PractitionerPath
	IdempotencyHeader
	RawBody huma.MultipartFormFiles[struct {
		Kind      string        `form:"kind" required:"true"`
		Number    string        `form:"number" required:"false" maxLength:"80"`
		Issuer    string        `form:"issuer" required:"false" maxLength:"160"`
		Country   string        `form:"country" required:"false" maxLength:"2"`
		ExpiresOn string        `form:"expiresOn" required:"false" maxLength:"10" doc:"last valid day, 2006-01-02; left out: it does not end"`
		Document  huma.FormFile `form:"document" required:"true"`
	}]
}

func (in documentInput) meaning() (any, error) {
	form := in.RawBody.Data()
	sum, err := digest(form.Document)
	return []any{in.ID, form.Kind, form.Number, form.Issuer, form.Country, form.ExpiresOn, form.Document.Filename, sum}, err
}

func (h practitioners) document(ctx context.Context, in *documentInput) (*Out[DocumentView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	form := in.RawBody.Data()
	content, err := io.ReadAll(io.LimitReader(form.Document, MaxUploadBytes))
	if err != nil {
		return nil, err
	}
	d, err := h.catalog.AddDocument(ctx, who, in.ID, catalog.Paper{Kind: form.Kind, Name: form.Document.Filename, Content: content,
		Number: form.Number, Issuer: form.Issuer, Country: form.Country, ExpiresOn: form.ExpiresOn})
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewDocument(d)), nil
}

// OwnDocumentView is a paper as its owner sees it.
type OwnDocumentView struct {
	DocumentView
	Number string `json:"number,omitempty"`
	Issuer string `json:"issuer,omitempty"`
}

func (h practitioners) documents(ctx context.Context, in *PractitionerPath) (*Out[[]OwnDocumentView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	list, claims, err := h.catalog.Documents(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	out := make([]OwnDocumentView, len(list))
	for i, d := range list {
		out[i] = OwnDocumentView{viewDocument(d), claims[d.ID].Number, claims[d.ID].Issuer}
	}
	return OK(ctx, out), nil
}

type removeDocumentInput struct {
	PractitionerPath
	IdempotencyHeader
	Document uuid.UUID `path:"document" format:"uuid"`
}

func (h practitioners) removeDocument(ctx context.Context, in *removeDocumentInput) (*Out[Empty], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	return answer(ctx, h.catalog.RemoveDocument(ctx, who, in.ID, in.Document))
}
