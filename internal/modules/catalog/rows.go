package catalog

import (
	"encoding/json"
	"fmt"
	"time"

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
		Listed: r.Listed, Suspended: r.SuspendedAt != nil, Version: r.Version, CreatedAt: r.CreatedAt.UTC(),
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

func serviceOf(r catalogdb.CatalogService, categorySlug string) Service {
	s := Service{
		ID: r.ID, PractitionerID: r.PractitionerID, CategoryID: r.CategoryID, CategorySlug: categorySlug,
		Name: r.Name, Description: r.Description, DurationMin: int(r.DurationMin),
		Price: money.Amount{Minor: r.PriceMinor, Currency: r.Currency}, Modes: make([]Mode, len(r.Modes)),
		BufferBeforeMin: int(r.BufferBeforeMin), BufferAfterMin: int(r.BufferAfterMin), NoticeMin: int(r.NoticeMin),
		Window:   Window{Kind: WindowKind(r.WindowKind), Days: whole(r.WindowDays), From: dateOf(r.WindowFrom), To: dateOf(r.WindowTo)},
		Capacity: int(r.Capacity), PerDay: whole(r.PerDay), PerWeek: whole(r.PerWeek), PendingBlocks: r.PendingBlocks,
		FreeCancelHours: int(r.FreeCancelHours), LateCancelFeeBps: int(r.LateCancelFeeBps),
		Active: r.Active, SortOrder: int(r.SortOrder), Version: r.Version,
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
