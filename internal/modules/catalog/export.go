package catalog

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
)

// Exported is a catalogue as a file, and who is not in it.
type Exported struct {
	importfile.File
	LeftOut []LeftOut
}

// LeftOut is a practitioner whom the format cannot hold as they are stored: a file with them would be refused.
type LeftOut struct {
	PractitionerID uuid.UUID
	Name           string
	Why            importfile.Fault // Field is within the practitioner
}

// maxExported is how many practitioners an export holds: it is made in memory, and a file holds no more rows.
const maxExported = 50_000

// Export writes out categories, practitioners, their active services and hours such that importing the file here changes
// nothing. What was made by hand gets a key of ours. Inactive services, photos, papers and what businesses offer are not in
// it. Operators only. Errors: identity's, ErrExportSize.
func (c *Catalog) Export(ctx context.Context, by identity.Principal) (Exported, error) {
	if err := mayTransfer(by, identity.Read); err != nil {
		return Exported{}, err
	}
	return c.ExportAll(ctx)
}

// ExportAll is Export for who has the machine. Errors: ErrExportSize.
func (c *Catalog) ExportAll(ctx context.Context) (Exported, error) {
	tree, err := loadTree(ctx, c.DB)
	if err != nil {
		return Exported{}, err
	}
	out := Exported{File: importfile.File{Categories: filedCategories(tree)}}
	var ids []uuid.UUID
	for after := uuid.Nil; ; after = ids[len(ids)-1] {
		part, list, err := c.exportBatch(ctx, after)
		if err != nil {
			return Exported{}, err
		}
		ids, out.Practitioners = append(ids, part...), append(out.Practitioners, list...)
		if len(ids) > maxExported {
			return Exported{}, ErrExportSize
		}
		if len(part) < importBatch {
			break
		}
	}
	return out.checked(ids)
}

// exportBatch reads the next practitioners by id with all that a file says of them.
func (c *Catalog) exportBatch(ctx context.Context, after uuid.UUID) ([]uuid.UUID, []importfile.Practitioner, error) {
	rows, err := on(c.DB).ExportPractitioners(ctx, catalogdb.ExportPractitionersParams{After: after, RowLimit: importBatch})
	if err != nil {
		return nil, nil, err
	}
	ids, at := make([]uuid.UUID, len(rows)), make(map[uuid.UUID]int, len(rows))
	list := make([]importfile.Practitioner, len(rows))
	for i, r := range rows {
		p, err := practitionerOf(r.CatalogPractitioner)
		if err != nil {
			return nil, nil, err
		}
		ids[i], at[p.ID] = p.ID, i
		list[i] = filedPractitioner(p, keyOf(r.CatalogPractitioner.ExternalKey, p.ID), r.Email)
	}
	services, err := on(c.DB).ExportServices(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	keys := make(map[uuid.UUID]string, len(services))
	for _, r := range services {
		keys[r.CatalogService.ID] = keyOf(r.CatalogService.ExternalKey, r.CatalogService.ID)
	}
	offered := make([]Service, len(services))
	for i, r := range services {
		offered[i] = serviceOf(r.CatalogService, r.CategorySlug)
	}
	if err := c.detailsOf(ctx, c.DB, offered); err != nil {
		return nil, nil, err
	}
	for _, s := range offered {
		p := &list[at[s.PractitionerID]]
		p.Services = append(p.Services, filedService(s, keys))
	}
	hours, err := c.Hours.AllOf(ctx, ids)
	for _, h := range hours {
		p := &list[at[h.PractitionerID]]
		p.Hours, p.Overrides, p.TimeOff = h.Weekly, h.Overrides, h.TimeOff
	}
	return ids, list, err
}

// checked reads the file as an import would, and leaves out whoever would be refused.
func (e Exported) checked(ids []uuid.UUID) (Exported, error) {
	var text bytes.Buffer
	if err := importfile.Write(&text, e.File, importfile.JSON); err != nil {
		return Exported{}, err
	}
	_, faults := importfile.Parse(&text, importfile.JSON)
	wrong := map[int]importfile.Fault{}
	for _, f := range faults {
		var i int
		if _, err := fmt.Sscanf(f.Field, "practitioners[%d]", &i); err != nil || i >= len(ids) {
			return Exported{}, errors.Join(ErrExportSize, fmt.Errorf("the export cannot be read back: %s", f))
		}
		if _, known := wrong[i]; !known {
			_, f.Field, _ = strings.Cut(f.Field, "].")
			wrong[i] = f
		}
	}
	kept := make([]importfile.Practitioner, 0, len(e.Practitioners))
	for i, p := range e.Practitioners {
		if why, bad := wrong[i]; bad {
			e.LeftOut = append(e.LeftOut, LeftOut{ids[i], p.Name, why})
			continue
		}
		kept = append(kept, p)
	}
	e.Practitioners = kept
	return e, nil
}

func filedCategories(tree *Tree) []importfile.Category {
	var out []importfile.Category
	for _, c := range tree.All() {
		f := importfile.Category{Slug: c.Slug, Name: c.Name, Icon: c.Icon, SortOrder: c.SortOrder}
		if parent, ok := tree.ByID(parentOf(c)); ok {
			f.Parent = parent.Slug
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b importfile.Category) int { return cmp.Compare(a.Slug, b.Slug) })
	return out
}

// filedPractitioner says verified only of a check that the file can describe: who, when and how.
func filedPractitioner(p Practitioner, key, email string) importfile.Practitioner {
	out := importfile.Practitioner{
		Key: key, Email: email, Name: p.DisplayName, Headline: p.Headline, Bio: p.Bio, ExperienceYears: p.ExperienceYears,
		Languages: p.Languages, Specializations: p.Specializations, HourlyRateMinor: p.HourlyRateMinor, Currency: p.Currency, Zone: p.Zone,
		Country: p.Country, City: p.City, Area: p.Area, Address: p.Address, Latitude: p.Latitude, Longitude: p.Longitude,
		PortraitSeed: p.PortraitSeed, Confirmation: string(p.Confirmation),
	}
	for _, c := range p.Certifications {
		out.Certifications = append(out.Certifications, importfile.Certification(c))
	}
	if r := importfile.Registration(p.Registration); r.Body != "" {
		out.Registration = &r
		out.Verified = p.VerificationStatus == Verified && r.CheckedOn != "" && r.Method != ""
	}
	return out
}

func filedService(s Service, keys map[uuid.UUID]string) importfile.Service {
	out := importfile.Service{
		Key: keys[s.ID], CategorySlug: s.CategorySlug, Name: s.Name, Description: s.Description, DurationMin: s.DurationMin, PriceMinor: s.Price.Minor,
		BufferBeforeMin: s.BufferBeforeMin, BufferAfterMin: s.BufferAfterMin, NoticeMin: s.NoticeMin, Capacity: s.Capacity, PerDay: s.PerDay,
		PerWeek: s.PerWeek, FreeCancelHours: s.FreeCancelHours, VariantOf: keys[s.VariantOf], VariantLabel: s.VariantLabel,
	}
	if s.FreeCancelHours > 0 {
		out.LateCancelFeeBps = s.LateCancelFeeBps
	}
	if s.IntervalMin != nil {
		out.IntervalMin = *s.IntervalMin
	}
	for _, m := range s.Modes {
		out.Modes = append(out.Modes, string(m))
	}
	if s.VariantOf == uuid.Nil {
		out.Attributes = s.Details.filed()
	}
	filedWindow(s.Window, &out)
	return out
}
