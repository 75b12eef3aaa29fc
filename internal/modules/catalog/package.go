package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
)

// maxPackages of one service, closed ones too: what was sold once stays.
const maxPackages = 20

// Package is an offer of several sessions of one service at once. The service is what can be booked with it: a heading or
// one of its variants, not both, because they cost different amounts.
type Package struct {
	ID             uuid.UUID
	PractitionerID uuid.UUID
	ServiceID      uuid.UUID
	Sessions       int          // 2 to 100
	Price          money.Amount // of all sessions, tax included
	ValidDays      int          // 7 to 730, from the purchase
	Active         bool
	Version        int64
}

// Step is what the sessions of the package cost a multiple of, in minor units: the step of the currency, unless the price has none
// for each session or is itself no multiple of it, where no gateway asks for that.
func (p Package) Step() int64 {
	if step := money.Step(p.Price.Currency); p.Price.Minor%step == 0 && p.Price.Minor >= step*int64(p.Sessions) {
		return step
	}
	return 1
}

// PerSession is what one session costs with the package, rounded half up to Step; the parts of the price sum to it exactly.
func (p Package) PerSession() money.Amount {
	step := p.Step()
	part, err := money.MulDivRound(p.Price.Minor/step, 1, int64(p.Sessions))
	if err != nil {
		part = 0 // cannot be: both are bounded by the table
	}
	return money.Amount{Minor: part * step, Currency: p.Price.Currency}
}

// UpsertPackage adds a package to a service (zero ID) or replaces one whose Version is still the present one. What was
// sold before keeps its terms. The currency is the profile's. Errors: ErrNoPractitioner, ErrNoService, ErrNoPackage,
// identity.ErrForbidden, apperr.ErrValidation, ErrStale, ErrTooManyPackages.
func (c *Catalog) UpsertPackage(ctx context.Context, by identity.Principal, practitionerID uuid.UUID, in Package) (Package, error) {
	var out Package
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		p, err := c.lockTx(ctx, tx, by, practitionerID)
		if err != nil {
			return err
		}
		row, err := on(tx).LockService(ctx, in.ServiceID)
		if err != nil {
			return noService(err)
		}
		if row.CatalogService.PractitionerID != p.ID {
			return ErrNoService
		}
		in.PractitionerID, in.Price.Currency = p.ID, p.Currency
		if err := in.check(); err != nil {
			return err
		}
		if err := c.payable(in.Price, p.Country); err != nil {
			return err
		}
		out, err = c.writePackageTx(ctx, tx, in)
		return err
	})
	return out, err
}

// ClosePackage takes an offer from sale; UpsertPackage opens it again. What was sold stays. Doing it twice is harmless.
// Errors: ErrNoPractitioner, ErrNoPackage, identity.ErrForbidden.
func (c *Catalog) ClosePackage(ctx context.Context, by identity.Principal, practitionerID, id uuid.UUID) (Package, error) {
	var out Package
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		p, err := c.lockTx(ctx, tx, by, practitionerID)
		if err != nil {
			return err
		}
		row, err := on(tx).ClosePackage(ctx, catalogdb.ClosePackageParams{ID: id, PractitionerID: p.ID})
		if db.IsNoRows(err) {
			return ErrNoPackage
		}
		out = packageOf(row)
		return err
	})
	return out, err
}

func (p Package) check() error {
	var v checker
	v.between("sessions", p.Sessions, 2, 100)
	v.between("valid_days", p.ValidDays, 7, 730)
	v.price("price", p.Price)
	least := money.Amount{Minor: money.Step(p.Price.Currency), Currency: p.Price.Currency}
	v.Check(p.Price.Minor >= least.Minor*int64(p.Sessions), "price", "required", "Give a price of at least %s for each session.", least.Decimal()+" "+least.Currency)
	return v.Err()
}

// writePackageTx stores a package; its profile is locked, so that the limit holds.
func (c *Catalog) writePackageTx(ctx context.Context, tx db.Tx, p Package) (Package, error) {
	q := on(tx)
	if p.ID != uuid.Nil {
		row, err := q.UpdatePackage(ctx, catalogdb.UpdatePackageParams{ID: p.ID, PractitionerID: p.PractitionerID, ServiceID: p.ServiceID,
			Sessions: int16(p.Sessions), PriceMinor: p.Price.Minor, Currency: p.Price.Currency, ValidDays: int16(p.ValidDays), Active: p.Active, Version: p.Version})
		if db.IsNoRows(err) {
			return Package{}, c.whyNoPackage(ctx, tx, p)
		}
		return packageOf(row), err
	}
	n, err := q.CountPackages(ctx, p.ServiceID)
	if err != nil || n >= maxPackages {
		return Package{}, orElse(err, ErrTooManyPackages)
	}
	row, err := q.InsertPackage(ctx, catalogdb.InsertPackageParams{ID: c.IDs.ID(), PractitionerID: p.PractitionerID, ServiceID: p.ServiceID,
		Sessions: int16(p.Sessions), PriceMinor: p.Price.Minor, Currency: p.Price.Currency, ValidDays: int16(p.ValidDays), Active: p.Active, Now: c.Clock.Now()})
	return packageOf(row), err
}

// whyNoPackage tells a package that changed meanwhile from one that is not there.
func (c *Catalog) whyNoPackage(ctx context.Context, tx db.Tx, p Package) error {
	row, err := on(tx).PackageByID(ctx, p.ID)
	switch {
	case db.IsNoRows(err), err == nil && row.ServiceID != p.ServiceID:
		return ErrNoPackage
	case err != nil:
		return err
	}
	return ErrStale
}

// PackageForSale reads an offer with the service it is of, in q. It may be closed: see Package.Active and Bookable.Open.
// Errors: ErrNoPackage.
func (c *Catalog) PackageForSale(ctx context.Context, q db.Querier, id uuid.UUID) (Package, Bookable, error) {
	row, err := on(q).PackageByID(ctx, id)
	if db.IsNoRows(err) {
		return Package{}, Bookable{}, ErrNoPackage
	}
	if err != nil {
		return Package{}, Bookable{}, err
	}
	svc, err := c.ServiceForBooking(ctx, q, row.ServiceID)
	return packageOf(row), svc, err
}

// Packages lists what a practitioner offers and offered, by service; the closed ones too.
func (c *Catalog) Packages(ctx context.Context, practitionerID uuid.UUID) ([]Package, error) {
	rows, err := on(c.DB).PackagesOf(ctx, practitionerID)
	out := make([]Package, len(rows))
	for i, r := range rows {
		out[i] = packageOf(r)
	}
	return out, err
}

// PackagesOnSale is Packages without what cannot be bought, for clients. Errors: none of its own.
func (c *Catalog) PackagesOnSale(ctx context.Context, p Practitioner) ([]Package, error) {
	all, err := c.Packages(ctx, p.ID)
	var out []Package
	for _, one := range all {
		if s, ok := p.Service(one.ServiceID); ok && s.Active && one.Active && one.Price.Currency == s.Price.Currency {
			out = append(out, one)
		}
	}
	return out, err
}

func packageOf(r catalogdb.CatalogPackage) Package {
	return Package{ID: r.ID, PractitionerID: r.PractitionerID, ServiceID: r.ServiceID, Sessions: int(r.Sessions),
		Price: money.Amount{Minor: r.PriceMinor, Currency: r.Currency}, ValidDays: int(r.ValidDays), Active: r.Active, Version: r.Version}
}
