package catalog

import (
	"context"
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// importer is one import on its way.
type importer struct {
	c      *Catalog
	tx     db.Tx
	now    time.Time
	tree   *Tree
	report Report
	faults faults

	answers []catalogdb.WriteAnswersParams // of the services of this batch that are written
	changed []catalogdb.DropAnswersParams  // what those keep
}

// faults are contradictions between file and catalogue, which only the database can know.
type faults struct {
	apperr.Validation
}

func (f *faults) list() []apperr.Field {
	if e, ok := apperr.As(f.Err()); ok {
		return e.Fields
	}
	return nil
}

// entry is a practitioner of the file next to what the catalogue has.
type entry struct {
	in       importfile.Practitioner
	path     string // in the file: practitioners[3]
	known    bool
	verified bool // by this import
	p        Practitioner
}

// batch imports some practitioners with services and hours; first is the index of the first in the file.
func (im *importer) batch(ctx context.Context, list []importfile.Practitioner, first int) error {
	entries := make([]*entry, len(list))
	for i, in := range list {
		entries[i] = &entry{in: in, path: fmt.Sprintf("practitioners[%d]", first+i)}
	}
	before, err := im.match(ctx, entries)
	if err != nil {
		return err
	}
	if im.faults.Err() != nil {
		return nil // the rest of the file is still judged, nothing more is written
	}
	if err := im.profiles(ctx, entries, before); err != nil {
		return err
	}
	if err := im.services(ctx, entries); err != nil {
		return err
	}
	hours := make([]PractitionerHours, len(entries))
	for i, e := range entries {
		hours[i] = PractitionerHours{PractitionerID: e.p.ID, Zone: e.p.Zone, Weekly: e.in.Hours, Overrides: e.in.Overrides, TimeOff: e.in.TimeOff}
	}
	return im.c.Hours.ReplaceAllTx(ctx, im.tx, hours)
}

// match finds the profiles of known keys, makes accounts and new profiles for the others, and returns the rows that are
// stored now.
func (im *importer) match(ctx context.Context, entries []*entry) (map[uuid.UUID]catalogdb.WritePractitionersParams, error) {
	keys, byKey := make([]string, len(entries)), make(map[string]*entry, len(entries))
	var ids []uuid.UUID
	for i, e := range entries {
		keys[i], byKey[e.in.Key] = e.in.Key, e
		if id, ok := ownID(e.in.Key); ok {
			ids = append(ids, id)
		}
	}
	rows, err := on(im.tx).LockImported(ctx, catalogdb.LockImportedParams{Keys: keys, Ids: ids})
	if err != nil {
		return nil, err
	}
	before := make(map[uuid.UUID]catalogdb.WritePractitionersParams, len(rows))
	for _, r := range rows {
		e := byKey[keyOf(r.ExternalKey, r.ID)]
		if e.p, err = practitionerOf(r); err != nil {
			return nil, err
		}
		if before[r.ID], err = rowOf(e.p); err != nil {
			return nil, err
		}
		e.known = true
	}
	var fresh []*entry
	for _, e := range entries {
		if !e.known {
			fresh = append(fresh, e)
		}
	}
	return before, im.open(ctx, fresh)
}

// open makes accounts and empty profiles for practitioners whose key is new.
func (im *importer) open(ctx context.Context, fresh []*entry) error {
	if len(fresh) == 0 {
		return nil
	}
	people, bases := make([]uuid.UUID, len(fresh)), make([]string, len(fresh))
	for i, e := range fresh {
		var err error
		if people[i], err = im.c.accountTx(ctx, im.tx, e.in); err != nil {
			return err
		}
		bases[i], _ = slugBase(e.in.Name)
	}
	owners, err := on(im.tx).ProfilesOfPeople(ctx, people)
	if err != nil {
		return err
	}
	hasProfile, taken := make(map[uuid.UUID]bool), make(map[string]bool)
	for _, id := range owners {
		hasProfile[id] = true
	}
	slugs, err := on(im.tx).TakenSlugsLike(ctx, bases)
	if err != nil {
		return err
	}
	for _, s := range slugs {
		taken[s] = true
	}
	for i, e := range fresh {
		if hasProfile[people[i]] {
			im.faults.Add(e.path+".email", "profile_exists", "The account with this address has a profile already, under another key or made by hand.")
			continue
		}
		hasProfile[people[i]] = true
		id, slug := im.c.IDs.ID(), slugFor(bases[i], taken)
		taken[slug] = true
		e.p = Practitioner{
			ID: id, PersonID: people[i], Slug: slug, PortraitSeed: binary.BigEndian.Uint32(id[12:]),
			VerificationStatus: Pending, Listed: true, CreatedAt: im.now,
		}
	}
	return nil
}

// profiles writes what is new or different.
func (im *importer) profiles(ctx context.Context, entries []*entry, before map[uuid.UUID]catalogdb.WritePractitionersParams) error {
	var rows []catalogdb.WritePractitionersParams
	var decisions []catalogdb.InsertDecisionsParams
	for _, e := range entries {
		was := e.p
		e.fill(im.now)
		if err := im.c.moveLicenceTx(ctx, im.tx, was, &e.p); err != nil {
			return err
		}
		row, err := rowOf(e.p)
		if err != nil {
			return err
		}
		switch {
		case !e.known:
			row.ExternalKey = &e.in.Key
			im.report.Practitioners.Created++
		case reflect.DeepEqual(before[e.p.ID], row):
			im.report.Practitioners.Unchanged++
			continue
		default:
			im.report.Practitioners.Updated++
		}
		rows = append(rows, row)
		if e.verified {
			decisions = append(decisions, catalogdb.InsertDecisionsParams{
				ID: im.c.IDs.ID(), PractitionerID: e.p.ID, Decision: string(Verified), Method: e.p.Registration.Method,
				Reason: "The operator's import file states the check.", DecidedAt: im.now,
			})
		}
	}
	if _, err := writePractitioners(ctx, im.tx, rows); err != nil {
		return err
	}
	return insertDecisions(ctx, im.tx, decisions)
}

// fill moves the file's words into the profile.
func (e *entry) fill(now time.Time) {
	p, in := &e.p, e.in
	p.DisplayName, p.Headline, p.Bio, p.ExperienceYears = in.Name, in.Headline, in.Bio, in.ExperienceYears
	p.Languages, p.Specializations = in.Languages, in.Specializations
	p.Certifications = make([]Certification, len(in.Certifications))
	for i, c := range in.Certifications {
		p.Certifications[i] = Certification(c)
	}
	p.HourlyRateMinor, p.Currency, p.Country, p.City, p.Area, p.Address = in.HourlyRateMinor, in.Currency, in.Country, in.City, in.Area, in.Address
	p.Latitude, p.Longitude, p.Zone, p.Confirmation = in.Latitude, in.Longitude, in.Zone, Confirmation(in.Confirmation)
	if in.PortraitSeed != 0 {
		p.PortraitSeed = in.PortraitSeed
	}
	if in.Registration != nil && p.VerificationStatus == Pending { // a claim; the badge of a verified profile vouches for what was seen
		p.Registration.Body, p.Registration.Number = in.Registration.Body, in.Registration.Number
	}
	if !in.Verified || p.VerificationStatus == Rejected {
		return
	}
	if in.Registration != nil {
		p.Registration = Registration(*in.Registration)
	}
	if p.VerificationStatus == Pending {
		p.VerificationStatus, p.VerifiedAt, e.verified = Verified, &now, true
	}
}

// services brings each practitioner's services in line with the file.
func (im *importer) services(ctx context.Context, entries []*entry) error {
	ids := make([]uuid.UUID, len(entries))
	for i, e := range entries {
		ids[i] = e.p.ID
	}
	stored, err := on(im.tx).LockServicesOf(ctx, ids)
	if err != nil {
		return err
	}
	have, known := make(map[uuid.UUID][]catalogdb.CatalogService, len(entries)), make([]uuid.UUID, len(stored))
	for i, r := range stored {
		have[r.PractitionerID], known[i] = append(have[r.PractitionerID], r), r.ID
	}
	details, err := readDetails(ctx, im.tx, known)
	if err != nil {
		return err
	}
	var rows []catalogdb.WriteServicesParams
	for _, e := range entries {
		rows = im.offers(e, have[e.p.ID], details, rows)
	}
	if _, err = writeServices(ctx, im.tx, rows); err != nil || im.faults.Err() != nil {
		return err
	}
	return im.writeDetails(ctx)
}

// offers appends the services of one practitioner that have to be written.
func (im *importer) offers(e *entry, have []catalogdb.CatalogService, details map[uuid.UUID]Details, rows []catalogdb.WriteServicesParams) []catalogdb.WriteServicesParams {
	byKey, imported := make(map[string]Service, len(have)), make(map[uuid.UUID]bool, len(have))
	for _, r := range have {
		byKey[keyOf(r.ExternalKey, r.ID)], imported[r.ID] = serviceOf(r, ""), r.ExternalKey != nil
	}
	ids, ordered := im.serviceIDs(e.in.Services, byKey)
	for i, in := range e.in.Services {
		category, _, ok := im.tree.BySlug(in.CategorySlug)
		if !ok {
			im.faults.Add(fmt.Sprintf("%s.services[%d].category", e.path, i), "unknown_category", "There is no category “%s”.", in.CategorySlug)
			continue
		}
		if im.c.NoHomeVisits && slices.Contains(in.Modes, importfile.ModeAtCustomer) {
			im.faults.Add(fmt.Sprintf("%s.services[%d].modes", e.path, i), "unknown_value", "There are no visits here: remove at_customer.")
		}
		old, known := byKey[in.Key]
		delete(byKey, in.Key)
		want := e.service(in, old, category.ID)
		if !known {
			want.ID, want.PendingBlocks = ids[in.Key], true
		}
		if !ordered {
			want.SortOrder = i
		}
		want.VariantOf, want.VariantLabel = ids[in.VariantOf], in.VariantLabel
		same := im.detail(fmt.Sprintf("%s.services[%d].attributes", e.path, i), in, &want, details[old.ID])
		row := serviceRowOf(want, im.now)
		switch {
		case !known:
			row.ExternalKey = &e.in.Services[i].Key
			im.report.Services.Created++
		case same && reflect.DeepEqual(serviceRowOf(old, im.now), row):
			im.report.Services.Unchanged++
			continue
		default:
			im.report.Services.Updated++
		}
		rows = append(rows, row)
	}
	for _, gone := range byKey {
		switch {
		case gone.Active && !imported[gone.ID] && gone.Price.Currency != e.p.Currency:
			im.faults.Add(e.path+".currency", "currency_in_use", "A service made by hand, “%s”, is priced in %s.", gone.Name, gone.Price.Currency)
		case gone.Active && imported[gone.ID]:
			gone.Active = false
			im.report.Services.Deactivated++
			rows = append(rows, serviceRowOf(gone, im.now))
		}
	}
	return rows
}

// serviceIDs names the services of a file: those that are known, and new ones. ordered says that the known ones stand in the
// file's order already and nothing is new, so that their positions, which may have gaps, need not change.
func (im *importer) serviceIDs(list []importfile.Service, known map[string]Service) (ids map[string]uuid.UUID, ordered bool) {
	ids, ordered = make(map[string]uuid.UUID, len(list)), true
	last := -1
	for _, in := range list {
		s, ok := known[in.Key]
		if !ok {
			s.ID = im.c.IDs.ID()
		}
		ids[in.Key] = s.ID
		ordered = ordered && ok && s.SortOrder >= last
		last = s.SortOrder
	}
	return ids, ordered
}

// service is what the file says about a service, over what is stored.
func (e *entry) service(in importfile.Service, s Service, category uuid.UUID) Service {
	s.PractitionerID, s.CategoryID, s.Name, s.Description = e.p.ID, category, in.Name, in.Description
	s.DurationMin, s.IntervalMin = in.DurationMin, nil
	if in.IntervalMin > 0 {
		s.IntervalMin = &in.IntervalMin
	}
	s.Price = money.Amount{Minor: in.PriceMinor, Currency: e.p.Currency}
	s.Modes = make([]Mode, len(in.Modes))
	for i, m := range in.Modes {
		s.Modes[i] = Mode(m)
	}
	s.BufferBeforeMin, s.BufferAfterMin, s.NoticeMin = in.BufferBeforeMin, in.BufferAfterMin, in.NoticeMin
	s.Window = windowOf(in)
	s.Capacity, s.PerDay, s.PerWeek = in.Capacity, in.PerDay, in.PerWeek
	s.FreeCancelHours, s.Active = in.FreeCancelHours, true
	if in.FreeCancelHours > 0 { // without these hours nothing is late: whatever fee is stored says nothing
		s.LateCancelFeeBps = in.LateCancelFeeBps
	}
	return s
}
