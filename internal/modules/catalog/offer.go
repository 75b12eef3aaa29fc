package catalog

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// UpsertService adds a service to a profile (zero ID) or replaces one whose Version is still the present one. Bookings
// made before keep the terms they were made on. CategoryID may be left zero when CategorySlug is given, and the price's
// currency is the profile's. A new service comes last (ReorderServices); a variant has its heading's name, description and
// category, and stays that service's for good. Errors: ErrNoPractitioner, ErrNoService, identity.ErrForbidden,
// apperr.ErrValidation, ErrStale, ErrTooManyServices, ErrVariant.
func (c *Catalog) UpsertService(ctx context.Context, by identity.Principal, practitionerID uuid.UUID, in Service) (Service, error) {
	var out Service
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		if err := on(tx).ShareCategories(ctx); err != nil {
			return err
		}
		tree, err := loadTree(ctx, tx)
		if err != nil {
			return err
		}
		p, err := c.lockTx(ctx, tx, by, practitionerID)
		if err != nil {
			return err
		}
		s := in
		s.PractitionerID = p.ID
		wasActive, err := c.admitTx(ctx, tx, &s)
		if err != nil {
			return err
		}
		if err := c.followTx(ctx, tx, &s); err != nil {
			return err
		}
		if err := s.check(tree, p); err != nil {
			return err
		}
		if err := c.payable(s.Price, p.Country); err != nil {
			return err
		}
		if c.NoHomeVisits && s.Has(AtCustomer) {
			return noHomeVisits("modes")
		}
		if err := c.detailTx(ctx, tx, tree, &s); err != nil {
			return err
		}
		if s.Active && !wasActive {
			if err := c.roomTx(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		if out, err = c.writeServiceTx(ctx, tx, s); err != nil {
			return err
		}
		out.Details = s.Details
		if err := c.writeDetailsTx(ctx, tx, tree, out); err != nil {
			return err
		}
		if err := c.publishServiceTx(ctx, tx, by.Actor(), out); err != nil {
			return err
		}
		return c.leadTx(ctx, tx, by, out)
	})
	return out, err
}

// admitTx gives a new service its id and its place, and locks an old one, which keeps its place and its heading.
func (c *Catalog) admitTx(ctx context.Context, tx db.Tx, s *Service) (wasActive bool, err error) {
	if s.ID == uuid.Nil {
		last, err := on(tx).LastPlace(ctx, s.PractitionerID)
		s.ID, s.SortOrder = c.IDs.ID(), int(last)+1
		return false, err
	}
	row, err := on(tx).LockService(ctx, s.ID)
	if err != nil {
		return false, noService(err)
	}
	old := serviceOf(row.CatalogService, row.CategorySlug)
	switch {
	case old.PractitionerID != s.PractitionerID:
		return false, ErrNoService
	case old.Version != s.Version:
		return false, ErrStale
	case s.VariantOf != uuid.Nil && s.VariantOf != old.VariantOf:
		return false, ErrVariant
	}
	s.SortOrder, s.VariantOf = old.SortOrder, old.VariantOf
	return old.Active, nil
}

// roomTx refuses one active service too many. The profile is locked by the caller, so that the limit holds.
func (c *Catalog) roomTx(ctx context.Context, tx db.Tx, practitionerID uuid.UUID) error {
	n, err := on(tx).CountServices(ctx, practitionerID)
	if err != nil || n >= maxServices {
		return orElse(err, ErrTooManyServices)
	}
	return nil
}

// writeServiceTx stores a service, new or locked by the caller, and returns it as stored.
func (c *Catalog) writeServiceTx(ctx context.Context, tx db.Tx, s Service) (Service, error) {
	stored, err := writeServices(ctx, tx, []catalogdb.WriteServicesParams{serviceRowOf(s, c.Clock.Now())})
	if err != nil {
		return Service{}, err
	}
	return serviceOf(stored[0], s.CategorySlug), nil
}

// writeServices stores services in one round trip and returns them as stored.
func writeServices(ctx context.Context, tx db.Tx, rows []catalogdb.WriteServicesParams) ([]catalogdb.CatalogService, error) {
	out := make([]catalogdb.CatalogService, len(rows))
	if len(rows) == 0 {
		return out, nil
	}
	var failed error
	on(tx).WriteServices(ctx, rows).QueryRow(func(i int, r catalogdb.CatalogService, err error) {
		out[i], failed = r, orElse(failed, err)
	})
	return out, promised(failed)
}

// check tidies and judges a service of p.
func (s *Service) check(tree *Tree, p Practitioner) error {
	var v checker
	s.Name, s.Description = words(s.Name), text(s.Description)
	v.length("name", s.Name, 1, 160)
	v.length("description", s.Description, 0, 2000)
	s.VariantLabel = words(s.VariantLabel)
	v.length("variant_label", s.VariantLabel, least(s.VariantOf != uuid.Nil), 60)
	cat, ok := tree.ByID(s.CategoryID)
	if s.CategoryID == uuid.Nil {
		cat, _, ok = tree.BySlug(s.CategorySlug)
	}
	v.Check(ok, "category", "unknown_category", "Choose one of the categories.")
	s.CategoryID, s.CategorySlug = cat.ID, cat.Slug
	v.between("duration_min", s.DurationMin, 5, 1440)
	if s.IntervalMin != nil {
		v.between("interval_min", *s.IntervalMin, 5, 1440)
	}
	if s.Price.Currency == "" {
		s.Price.Currency = p.Currency
	}
	v.price("price", s.Price)
	v.Check(s.Price.Currency == p.Currency, "price.currency", "currency", "Your profile is priced in %s.", p.Currency)
	s.checkModes(&v, p)
	v.between("buffer_before_min", s.BufferBeforeMin, 0, 480)
	v.between("buffer_after_min", s.BufferAfterMin, 0, 480)
	v.between("notice_min", s.NoticeMin, 0, 129_600)
	s.Window.check(&v)
	v.between("capacity", s.Capacity, 1, 1000)
	v.between("per_day", s.PerDay, 0, 1000)
	v.between("per_week", s.PerWeek, 0, 7000)
	v.Check(s.PerDay == 0 || s.PerWeek == 0 || s.PerWeek >= s.PerDay, "per_week", "limits", "The weekly limit is below the daily one.")
	v.between("free_cancel_hours", s.FreeCancelHours, 0, 720)
	v.between("late_cancel_fee_bps", s.LateCancelFeeBps, 0, 10_000)
	return v.Err()
}

func (s *Service) checkModes(v *checker, p Practitioner) {
	modes := slices.Clone(s.Modes)
	slices.Sort(modes)
	s.Modes = slices.Compact(modes)
	v.Check(len(s.Modes) > 0, "modes", "required", "Say where it happens.")
	for _, m := range s.Modes {
		v.Check(m == Online || m == AtPractitioner || m == AtCustomer, "modes", "unknown_value", "Choose from online, at_practitioner and at_customer.")
		v.Check(m == Online || p.HasPlace() && p.City != "", "modes", "place_required", "Add the city and the place on the map to your profile first: search and travel time depend on them.")
	}
}

// noHomeVisits refuses a place of a session that this brand does not have.
func noHomeVisits(field string) error {
	var v checker
	v.Add(field, "unknown_value", "There are no visits here. Choose online or at_practitioner.")
	return v.Err()
}

// offered is the service as it can be booked here.
func (c *Catalog) offered(s Service) Service {
	if c.NoHomeVisits {
		s.Modes = slices.DeleteFunc(s.Modes, func(m Mode) bool { return m == AtCustomer })
	}
	return s
}

func (w *Window) check(v *checker) {
	switch w.Kind {
	case WindowNone:
		*w = Window{Kind: WindowNone}
	case WindowRolling, WindowBusinessDays, WindowAvailable:
		*w = Window{Kind: w.Kind, Days: w.Days}
		v.between("window.days", w.Days, 0, MaxWindowDays)
	case WindowRange:
		*w = Window{Kind: WindowRange, From: w.From, To: w.To}
		v.Check(isDate(w.From) && isDate(w.To) && w.From <= w.To, "window", "bad_date", "Give two dates, YYYY-MM-DD, the first not after the second.")
	default:
		v.Add("window.kind", "unknown_value", "Choose none, rolling_days, rolling_business_days, available_days or range.")
	}
}
