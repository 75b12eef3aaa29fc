package catalog

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/platform/money"
)

// practitionerOf turns a row into the type of the module, without services.
func practitionerOf(r catalogdb.CatalogPractitioner) (Practitioner, error) {
	p := Practitioner{
		ID: r.ID, PersonID: r.PersonID, Slug: r.Slug, DisplayName: r.DisplayName, Headline: r.Headline, Bio: r.Bio,
		ExperienceYears: int(r.ExperienceYears), Languages: r.Languages, Specializations: r.Specializations,
		HourlyRateMinor: r.HourlyRateMinor, Currency: r.Currency,
		Country: r.Country, City: r.City, Area: r.Area, Address: r.Address, TravelRadiusKm: int(r.TravelRadiusKm), Zone: r.Zone,
		PortraitSeed: uint32(r.PortraitSeed), PhotoKey: r.PhotoKey, Confirmation: Confirmation(r.Confirmation),
		VerificationStatus: VerificationStatus(r.VerificationStatus), VerifiedAt: r.VerifiedAt,
		Listed: r.Listed, Suspended: r.Suspended, LicenceExpiresOn: dateOf(r.LicenceExpiresOn), LicenceUntil: r.LicenceUntil, LicenceEnded: r.LicenceEnded,
		RenewalAt: r.RenewalAt, Version: r.Version, CreatedAt: r.CreatedAt.UTC(),
	}
	if r.VerifiedAt != nil {
		at := r.VerifiedAt.UTC()
		p.VerifiedAt = &at
	}
	if r.Latitude != nil && r.Longitude != nil {
		p.Latitude, p.Longitude = *r.Latitude, *r.Longitude
	}
	if err := json.Unmarshal(r.Certifications, &p.Certifications); err != nil {
		return Practitioner{}, fmt.Errorf("certifications of practitioner %s: %w", r.ID, err)
	}
	if err := json.Unmarshal(r.Registration, &p.Registration); err != nil {
		return Practitioner{}, fmt.Errorf("registration of practitioner %s: %w", r.ID, err)
	}
	return p, nil
}

// rowOf is the inverse of practitionerOf.
func rowOf(p Practitioner) (catalogdb.WritePractitionersParams, error) {
	certifications, err := json.Marshal(orEmpty(p.Certifications))
	if err != nil {
		return catalogdb.WritePractitionersParams{}, err
	}
	registration, err := json.Marshal(p.Registration)
	if err != nil {
		return catalogdb.WritePractitionersParams{}, err
	}
	r := catalogdb.WritePractitionersParams{
		ID: p.ID, PersonID: p.PersonID, Slug: p.Slug, DisplayName: p.DisplayName, Headline: p.Headline, Bio: p.Bio,
		ExperienceYears: int32(p.ExperienceYears), Languages: orEmpty(p.Languages), Specializations: orEmpty(p.Specializations),
		Certifications: certifications, Registration: registration, HourlyRateMinor: p.HourlyRateMinor, Currency: p.Currency,
		Country: p.Country, City: p.City, Area: p.Area, Address: p.Address, TravelRadiusKm: int32(p.TravelRadiusKm), Zone: p.Zone,
		PortraitSeed: int64(p.PortraitSeed), PhotoKey: p.PhotoKey, Confirmation: string(p.Confirmation),
		VerificationStatus: string(p.VerificationStatus), VerifiedAt: p.VerifiedAt, Listed: p.Listed, Suspended: p.Suspended,
		CreatedAt: p.CreatedAt, LicenceExpiresOn: date(p.LicenceExpiresOn), LicenceUntil: p.LicenceUntil, LicenceEnded: p.LicenceEnded, RenewalAt: p.RenewalAt,
	}
	if p.HasPlace() {
		r.Latitude, r.Longitude, r.S2Cell = &p.Latitude, &p.Longitude, CellOf(p.Latitude, p.Longitude)
	}
	return r, nil
}

func serviceOf(r catalogdb.CatalogService, categorySlug string) Service {
	s := Service{
		ID: r.ID, PractitionerID: r.PractitionerID, CategoryID: r.CategoryID, CategorySlug: categorySlug,
		Name: r.Name, Description: r.Description, DurationMin: int(r.DurationMin),
		Price: money.Amount{Minor: r.PriceMinor, Currency: r.Currency}, Modes: make([]Mode, len(r.Modes)),
		BufferBeforeMin: int(r.BufferBeforeMin), BufferAfterMin: int(r.BufferAfterMin), NoticeMin: int(r.NoticeMin),
		Window:   Window{Kind: WindowKind(r.WindowKind), Days: whole(r.WindowDays), From: dateOf(r.WindowFrom), To: dateOf(r.WindowTo)},
		Capacity: int(r.Capacity), PerDay: whole(r.PerDay), PerWeek: whole(r.PerWeek), PendingBlocks: r.PendingBlocks, PayAtVenue: r.PayAtVenue,
		FreeCancelHours: int(r.FreeCancelHours), LateCancelFeeBps: int(r.LateCancelFeeBps),
		Active: r.Active, SortOrder: int(r.SortOrder), Version: r.Version, VariantLabel: r.VariantLabel,
	}
	if r.VariantOf != nil {
		s.VariantOf = *r.VariantOf
	}
	for i, m := range r.Modes {
		s.Modes[i] = Mode(m)
	}
	if r.IntervalMin != nil {
		n := int(*r.IntervalMin)
		s.IntervalMin = &n
	}
	return s
}

// serviceRowOf is the inverse of serviceOf.
func serviceRowOf(s Service, now time.Time) catalogdb.WriteServicesParams {
	r := catalogdb.WriteServicesParams{
		ID: s.ID, PractitionerID: s.PractitionerID, CategoryID: s.CategoryID, Name: s.Name, Description: s.Description,
		DurationMin: int32(s.DurationMin), PriceMinor: s.Price.Minor, Currency: s.Price.Currency, Modes: make([]string, len(s.Modes)),
		BufferBeforeMin: int32(s.BufferBeforeMin), BufferAfterMin: int32(s.BufferAfterMin), NoticeMin: int32(s.NoticeMin),
		WindowKind: string(s.Window.Kind), WindowFrom: date(s.Window.From), WindowTo: date(s.Window.To),
		Capacity: int32(s.Capacity), PerDay: limit(s.PerDay), PerWeek: limit(s.PerWeek), PendingBlocks: s.PendingBlocks, PayAtVenue: s.PayAtVenue,
		FreeCancelHours: int32(s.FreeCancelHours), LateCancelFeeBps: int32(s.LateCancelFeeBps),
		Active: s.Active, SortOrder: int32(s.SortOrder), VariantLabel: s.VariantLabel, CreatedAt: now,
	}
	if s.VariantOf != uuid.Nil {
		r.VariantOf = &s.VariantOf
	}
	for i, m := range s.Modes {
		r.Modes[i] = string(m)
	}
	if s.IntervalMin != nil {
		n := int32(*s.IntervalMin)
		r.IntervalMin = &n
	}
	switch s.Window.Kind {
	case WindowRolling, WindowBusinessDays, WindowAvailable:
		n := int32(s.Window.Days)
		r.WindowDays = &n
	}
	return r
}

func whole(n *int32) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// limit is the inverse of whole: no limit is stored as null.
func limit(n int) *int32 {
	if n == 0 {
		return nil
	}
	v := int32(n)
	return &v
}

func dateOf(d pgtype.Date) string {
	if !d.Valid {
		return ""
	}
	return d.Time.Format(time.DateOnly)
}

// date is the inverse of dateOf, for dates that were checked.
func date(s string) pgtype.Date {
	t, err := time.Parse(time.DateOnly, s)
	return pgtype.Date{Time: t, Valid: err == nil}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
