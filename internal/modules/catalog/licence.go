package catalog

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"
)

const (
	day          = 24 * time.Hour
	licenceEvery = 10 * time.Minute
	licenceBatch = 500
)

// licenceWarnings are how many days before its end a practitioner hears of it, the last first; 0 is the end itself.
var licenceWarnings = []int{0, 7, 30, 60}

// setLicence notes the last valid day of the licence, or that there is none that ends.
func (p *Practitioner) setLicence(lastDay string) error {
	p.LicenceExpiresOn, p.LicenceUntil, p.LicenceEnded, p.RenewalAt = lastDay, nil, false, nil
	if lastDay == "" {
		return nil
	}
	until, err := endOfDay(lastDay, p.Zone)
	p.LicenceUntil = &until
	return err
}

// endOfDay is the instant at which a date ends in a zone.
func endOfDay(date, zone string) (time.Time, error) {
	loc, err := clock.Zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	d, err := time.Parse(time.DateOnly, date)
	return time.Date(d.Year(), d.Month(), d.Day()+1, 0, 0, 0, 0, loc).UTC(), err
}

// moveLicenceTx lets the licence end on the practitioner's new clock when their zone changed. Warnings that were given are
// not given again, and a licence that has ended stays ended.
func (c *Catalog) moveLicenceTx(ctx context.Context, tx db.Tx, before Practitioner, after *Practitioner) error {
	if after.Zone == before.Zone || after.LicenceUntil == nil || after.LicenceEnded {
		return nil
	}
	until, err := endOfDay(after.LicenceExpiresOn, after.Zone)
	if err != nil {
		return err
	}
	after.LicenceUntil = &until
	return on(tx).CarryNotices(ctx, catalogdb.CarryNoticesParams{PractitionerID: after.ID, Before: *before.LicenceUntil, After: until})
}

// sweepLicences is the job that warns and, at the end, closes.
type sweepLicences struct{}

// Kind names the job.
func (sweepLicences) Kind() string { return "catalog_sweep_licences" }

func (c *Catalog) sweepLicences(ctx context.Context, _ sweepLicences) error {
	return c.SweepLicences(ctx)
}

// SweepLicences warns whoever has not heard yet that their licence ends, and takes pages out of sight whose licence has
// ended. It may run any number of times and in several places at once: each warning is a row that one of them writes.
func (c *Catalog) SweepLicences(ctx context.Context) error {
	now := c.Clock.Now()
	due, err := on(c.DB).LicencesDue(ctx, catalogdb.LicencesDueParams{Before: now.Add(60 * day), RowLimit: licenceBatch})
	if err != nil {
		return err
	}
	var faults []error
	for _, d := range due {
		faults = append(faults, c.DB.InTx(ctx, func(tx db.Tx) error { return c.warnTx(ctx, tx, now, d.ID, d.LicenceUntil) }))
	}
	return errors.Join(faults...)
}

// warnTx gives the one warning that is due: who has seven days left is not also told of the thirty that have passed.
func (c *Catalog) warnTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID, until time.Time) error {
	i := slices.IndexFunc(licenceWarnings, func(days int) bool { return !now.Before(until.Add(-time.Duration(days) * day)) })
	if i < 0 {
		return nil
	}
	n, err := on(tx).NoteLicence(ctx, catalogdb.NoteLicenceParams{PractitionerID: id, LicenceUntil: until, Days: int32(licenceWarnings[i]), Now: now})
	if err != nil || n == 0 {
		return err
	}
	if licenceWarnings[i] == 0 {
		if err := c.endLicenceTx(ctx, tx, id, until); err != nil {
			return err
		}
	}
	return c.Jobs.AddTx(ctx, tx, jobs.Job{Args: licenceLetter{PractitionerID: id, Until: until, Days: licenceWarnings[i]}})
}

// endLicenceTx takes the page out of sight, unless a newer licence was approved meanwhile.
func (c *Catalog) endLicenceTx(ctx context.Context, tx db.Tx, id uuid.UUID, until time.Time) error {
	row, err := on(tx).LockPractitioner(ctx, id)
	if err != nil {
		return err
	}
	if row.ErasedAt != nil || row.LicenceEnded || row.LicenceUntil == nil || !row.LicenceUntil.Equal(until) {
		return nil
	}
	before, err := practitionerOf(row)
	if err != nil {
		return err
	}
	after := before
	after.LicenceEnded = true
	if after.RenewalAt != nil {
		after.withdrawVerification() // the newer one waits like any new application from now on
	}
	out, err := c.writeTx(ctx, tx, after)
	if err != nil {
		return err
	}
	kind := EventUpdated
	if before.Visible() {
		kind = EventUnlisted
	}
	return c.publishTx(ctx, tx, events.System, kind, out)
}

// licenceLetter is the job of one letter.
type licenceLetter struct {
	PractitionerID uuid.UUID `json:"practitioner_id"`
	Until          time.Time `json:"until"`
	Days           int       `json:"days"`
}

// Kind names the job.
func (licenceLetter) Kind() string { return "catalog_licence_letter" }

// writeLicence tells the practitioner, unless a newer licence was approved since.
func (c *Catalog) writeLicence(ctx context.Context, j licenceLetter) error {
	p, err := c.PractitionerByID(ctx, j.PractitionerID)
	if errors.Is(err, ErrNoPractitioner) || err == nil && (p.LicenceUntil == nil || !p.LicenceUntil.Equal(j.Until)) {
		return nil
	}
	if err != nil {
		return err
	}
	who, err := c.Accounts.PersonByID(ctx, c.DB, p.PersonID)
	if err != nil || who.Status != identity.Active {
		return err
	}
	name := "licence_ending"
	if j.Days == 0 {
		name = "licence_ended"
	}
	last, err := time.Parse(time.DateOnly, p.LicenceExpiresOn)
	if err != nil {
		return err
	}
	return c.Letters.Send(ctx, notify.Letter{Name: name, To: who.Email, ToName: who.Name, Locale: who.Locale,
		Fields: notify.Fields{Name: who.Name, When: c.Letters.Localizer(who.Locale).DateYear(last, time.UTC), Link: c.BaseURL + "/pro/documents", Practitioner: true},
		Key:    name + ":" + p.ID.String() + ":" + j.Until.Format(time.RFC3339) + ":" + strconv.Itoa(j.Days)})
}
