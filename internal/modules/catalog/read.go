package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/platform/db"
)

// PractitionerBySlug is the public page of a practitioner. When slug is one that the practitioner had before, movedTo is
// the present one and the caller redirects for good. What the public may not see is ErrNoPractitioner; the result is
// Public already.
func (c *Catalog) PractitionerBySlug(ctx context.Context, slug string) (p Practitioner, movedTo string, err error) {
	row, err := on(c.DB).PractitionerBySlug(ctx, slug)
	if err != nil {
		return Practitioner{}, "", noPractitioner(err)
	}
	p, err = c.complete(ctx, c.DB, row, false)
	if err != nil {
		return Practitioner{}, "", err
	}
	if !p.Visible() {
		return Practitioner{}, "", ErrNoPractitioner
	}
	if p.Slug != slug {
		movedTo = p.Slug
	}
	return p.Public(), movedTo, nil
}

// PractitionerByID reads a profile with its active services, whatever its state. ErrNoPractitioner.
func (c *Catalog) PractitionerByID(ctx context.Context, id uuid.UUID) (Practitioner, error) {
	row, err := on(c.DB).PractitionerByID(ctx, id)
	if err != nil {
		return Practitioner{}, noPractitioner(err)
	}
	return c.complete(ctx, c.DB, row, false)
}

// PractitionerByPerson reads the profile of an account, inactive services included: it is the owner's own view.
// ErrNoPractitioner when the account has none.
func (c *Catalog) PractitionerByPerson(ctx context.Context, personID uuid.UUID) (Practitioner, error) {
	row, err := on(c.DB).PractitionerByPerson(ctx, personID)
	if err != nil {
		return Practitioner{}, noPractitioner(err)
	}
	return c.complete(ctx, c.DB, row, true)
}

// PractitionersByIDs reads many profiles with their active services in two queries. They come in the order of ids;
// unknown ids are left out.
func (c *Catalog) PractitionersByIDs(ctx context.Context, ids []uuid.UUID) ([]Practitioner, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := on(c.DB).PractitionersByIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[uuid.UUID]catalogdb.CatalogPractitioner, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	services, err := c.servicesOf(ctx, c.DB, ids, false)
	if err != nil {
		return nil, err
	}
	out := make([]Practitioner, 0, len(rows))
	for _, id := range ids {
		row, ok := byID[id]
		if !ok {
			continue
		}
		p, err := practitionerOf(row)
		if err != nil {
			return nil, err
		}
		p.Services = services[id]
		out = append(out, p)
	}
	return out, nil
}

// ServiceByID reads a service, inactive ones too. ErrNoService.
func (c *Catalog) ServiceByID(ctx context.Context, id uuid.UUID) (Service, error) {
	row, err := on(c.DB).ServiceByID(ctx, id)
	if err != nil {
		return Service{}, noService(err)
	}
	list := []Service{c.offered(serviceOf(row.CatalogService, row.CategorySlug).in(row.Rooms))}
	err = c.detailsOf(ctx, c.DB, list)
	return list[0], err
}

// ServiceForBooking reads a service and what its practitioner contributes to a booking, in one statement on q: the pool,
// or the transaction of a booking. It does not judge: callers that take new bookings look at Open. ErrNoService.
func (c *Catalog) ServiceForBooking(ctx context.Context, q db.Querier, serviceID uuid.UUID) (Bookable, error) {
	r, err := on(q).ServiceForBooking(ctx, serviceID)
	if err != nil {
		return Bookable{}, noService(err)
	}
	return c.bookableOf(r), nil
}

func (c *Catalog) bookableOf(r catalogdb.ServiceForBookingRow) Bookable {
	return Bookable{
		Service:  c.offered(serviceOf(r.CatalogService, r.CategorySlug).in(r.Rooms)),
		PersonID: r.PersonID, Zone: r.Zone, Country: r.Country, Confirmation: Confirmation(r.Confirmation),
		Verified: VerificationStatus(r.VerificationStatus) == Verified, Listed: r.Listed && !r.Suspended,
		Barred:       VerificationStatus(r.VerificationStatus) == Rejected || r.Suspended,
		LicenceUntil: r.LicenceUntil, LicenceEnded: r.LicenceEnded,
		DisplayName: r.DisplayName, Slug: r.Slug, City: r.City, Area: r.Area, Address: r.Address,
	}
}

// complete turns a row into a profile with its services.
func (c *Catalog) complete(ctx context.Context, q db.Querier, row catalogdb.CatalogPractitioner, withInactive bool) (Practitioner, error) {
	p, err := practitionerOf(row)
	if err != nil {
		return Practitioner{}, err
	}
	services, err := c.servicesOf(ctx, q, []uuid.UUID{row.ID}, withInactive)
	if err != nil {
		return Practitioner{}, err
	}
	p.Services = services[row.ID]
	return p, nil
}

func (c *Catalog) servicesOf(ctx context.Context, q db.Querier, ids []uuid.UUID, withInactive bool) (map[uuid.UUID][]Service, error) {
	rows, err := on(q).ServicesOf(ctx, catalogdb.ServicesOfParams{PractitionerIds: ids, WithInactive: withInactive})
	if err != nil {
		return nil, err
	}
	list := make([]Service, len(rows))
	for i, r := range rows {
		list[i] = c.offered(serviceOf(r.CatalogService, r.CategorySlug).in(r.Rooms))
	}
	if err := c.detailsOf(ctx, q, list); err != nil {
		return nil, err
	}
	out := make(map[uuid.UUID][]Service, len(ids))
	for _, s := range list {
		out[s.PractitionerID] = append(out[s.PractitionerID], s)
	}
	return out, nil
}

func noPractitioner(err error) error {
	if db.IsNoRows(err) {
		return ErrNoPractitioner
	}
	return err
}

func noService(err error) error {
	if db.IsNoRows(err) {
		return ErrNoService
	}
	return err
}
