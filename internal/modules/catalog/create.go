package catalog

import (
	"context"
	"encoding/binary"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Profile is what practitioners say about themselves; all of it is written at once.
type Profile struct {
	Slug               string // "": made from the name, or kept
	DisplayName        string
	Headline           string
	Bio                string
	ExperienceYears    int
	Languages          []string
	Specializations    []string
	Certifications     []Certification
	RegistrationBody   string
	RegistrationNumber string
	HourlyRateMinor    int64
	Currency           string
	Country            string
	City               string
	Area               string
	Address            string
	Latitude           float64 // 0,0 means no place
	Longitude          float64
	TravelRadiusKm     int
	Zone               string
	Confirmation       Confirmation
	Listed             bool
}

// constraints by which the database refuses what only it can know.
const (
	keyPractitionerPerson = "practitioner_person_id_key"
	keyPractitionerSlug   = "practitioner_slug_key"
	keySlugHistory        = "slug_history_pkey"
)

// CreatePractitioner makes the signed-in person a practitioner with a profile that awaits verification: until then it is
// not found and takes no bookings. Errors: identity.ErrForbidden,
// identity.ErrUnverified, apperr.ErrValidation, ErrHasProfile, ErrSlugTaken.
func (c *Catalog) CreatePractitioner(ctx context.Context, by identity.Principal, in Profile) (Practitioner, error) {
	if err := identity.Authorize(by, identity.Create, identity.ResPractitioner, identity.Subject{Owner: by.PersonID}); err != nil {
		return Practitioner{}, err
	}
	if err := identity.RequireVerified(by); err != nil {
		return Practitioner{}, err
	}
	id := c.IDs.ID()
	p := Practitioner{
		ID: id, PersonID: by.PersonID, PortraitSeed: binary.BigEndian.Uint32(id[12:]), VerificationStatus: Pending, Version: 1,
		CreatedAt: c.Clock.Now(),
	}
	if err := in.apply(&p); err != nil {
		return Practitioner{}, err
	}
	return c.insertWithSlug(ctx, by, p, in.Slug)
}

// insertWithSlug tries slugs until one is free. Names repeat, and two people of one name may register in the same moment:
// then the database lets one have the slug and the other tries the next, at last one that nobody else can have.
func (c *Catalog) insertWithSlug(ctx context.Context, by identity.Principal, p Practitioner, wish string) (Practitioner, error) {
	const tries = 4
	for try := 1; ; try++ {
		var out Practitioner
		err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) (err error) {
			p.Slug = wish
			if wish == "" {
				if p.Slug, err = c.freeSlugTx(ctx, tx, p.DisplayName, try == tries); err != nil {
					return err
				}
			}
			out, err = c.insertTx(ctx, tx, by, p)
			return err
		})
		if !slugRefused(err) {
			return out, explain(err)
		}
		if wish != "" || try == tries {
			return Practitioner{}, ErrSlugTaken
		}
	}
}

func (c *Catalog) insertTx(ctx context.Context, tx db.Tx, by identity.Principal, p Practitioner) (Practitioner, error) {
	if err := c.becomePractitionerTx(ctx, tx, by.Actor(), p.PersonID); err != nil {
		return Practitioner{}, err
	}
	out, err := c.writeTx(ctx, tx, p)
	if err != nil {
		return Practitioner{}, err
	}
	return out, c.publishTx(ctx, tx, by.Actor(), EventCreated, out)
}

// freeSlugTx proposes a slug that is free at this moment.
func (c *Catalog) freeSlugTx(ctx context.Context, tx db.Tx, name string, random bool) (string, error) {
	base, ofName := slugBase(name)
	if random || !ofName {
		return base + "-" + strings.ToLower(c.IDs.Code(6)), nil
	}
	list, err := on(tx).TakenSlugs(ctx, base)
	if err != nil {
		return "", err
	}
	taken := make(map[string]bool, len(list))
	for _, s := range list {
		taken[s] = true
	}
	return slugFor(base, taken), nil
}

// writeTx stores a profile, new or locked by the caller, and returns it as stored, without services.
func (c *Catalog) writeTx(ctx context.Context, tx db.Tx, p Practitioner) (out Practitioner, err error) {
	row, err := rowOf(p)
	if err != nil {
		return Practitioner{}, err
	}
	stored, err := writePractitioners(ctx, tx, []catalogdb.WritePractitionersParams{row})
	if err != nil {
		return Practitioner{}, err
	}
	return practitionerOf(stored[0])
}

// writePractitioners stores profiles in one round trip and returns them as stored.
func writePractitioners(ctx context.Context, tx db.Tx, rows []catalogdb.WritePractitionersParams) ([]catalogdb.CatalogPractitioner, error) {
	out := make([]catalogdb.CatalogPractitioner, len(rows))
	if len(rows) == 0 {
		return out, nil
	}
	var failed error
	on(tx).WritePractitioners(ctx, rows).QueryRow(func(i int, r catalogdb.CatalogPractitioner, err error) {
		out[i], failed = r, orElse(failed, err)
	})
	return out, failed
}

// apply checks the form and moves it into p; the slug is the caller's business.
func (in Profile) apply(p *Practitioner) error {
	var v checker
	v.Check(in.Slug == "" || len(in.Slug) <= maxSlug && slugPattern.MatchString(in.Slug), "slug", "bad_slug", "Use lower-case letters, digits and single hyphens, at most %d.", maxSlug)
	v.Check(!reservedSlug.MatchString(in.Slug), "slug", "reserved_slug", "This form of address is kept for deleted accounts. Choose another one.")
	p.DisplayName, p.Headline, p.Bio = words(in.DisplayName), words(in.Headline), text(in.Bio)
	v.length("display_name", p.DisplayName, 1, 120)
	v.length("headline", p.Headline, 0, 200)
	v.length("bio", p.Bio, 0, 5000)
	v.between("experience_years", in.ExperienceYears, 0, 80)
	p.ExperienceYears = in.ExperienceYears
	p.Languages = v.languages("languages", in.Languages)
	p.Specializations = v.list("specializations", in.Specializations, 80)
	p.Certifications = v.certifications(in.Certifications)
	p.Registration.Body, p.Registration.Number = words(in.RegistrationBody), words(in.RegistrationNumber)
	v.length("registration.body", p.Registration.Body, 0, 160)
	v.length("registration.number", p.Registration.Number, 0, 80)
	p.HourlyRateMinor, p.Currency = in.HourlyRateMinor, in.Currency
	v.price("hourly_rate", p.rate())
	p.Country, p.City, p.Area, p.Address = in.Country, words(in.City), words(in.Area), text(in.Address)
	v.country("country", p.Country)
	v.length("city", p.City, 0, 80)
	v.length("area", p.Area, 0, 80)
	v.length("address", p.Address, 0, 500)
	p.Latitude, p.Longitude, p.TravelRadiusKm, p.Zone = in.Latitude, in.Longitude, in.TravelRadiusKm, in.Zone
	v.place(p.Latitude, p.Longitude)
	v.between("travel_radius_km", p.TravelRadiusKm, 0, 500)
	v.zone("zone", p.Zone)
	p.Confirmation, p.Listed = in.Confirmation, in.Listed
	v.Check(p.Confirmation == Instant || p.Confirmation == Approval, "confirmation", "unknown_value", "Choose instant or approval.")
	return v.Err()
}

func (v *checker) certifications(in []Certification) []Certification {
	v.Check(len(in) <= maxCertifications, "certifications", "too_many", "List at most %d.", maxCertifications)
	out := make([]Certification, 0, len(in))
	for _, c := range in {
		c = Certification{Name: words(c.Name), Issuer: words(c.Issuer), Number: words(c.Number), Year: c.Year}
		v.length("certifications.name", c.Name, 1, 160)
		v.length("certifications.issuer", c.Issuer, 0, 160)
		v.length("certifications.number", c.Number, 0, 80)
		v.Check(c.Year == 0 || c.Year >= 1900 && c.Year <= 2100, "certifications.year", "out_of_range", "Give a year from 1900 to 2100.")
		out = append(out, c)
	}
	return out
}

func slugRefused(err error) bool {
	return db.Violates(err, keyPractitionerSlug) || db.Violates(err, keySlugHistory)
}

// explain turns the database's refusals into errors for people.
func explain(err error) error {
	switch {
	case slugRefused(err):
		return ErrSlugTaken.With(err)
	case db.Violates(err, keyPractitionerPerson):
		return ErrHasProfile.With(err)
	}
	return err
}

// lockTx reads a profile for change and checks that the caller may change it. To people who may not, somebody else's
// hidden profile looks missing.
func (c *Catalog) lockTx(ctx context.Context, tx db.Tx, by identity.Principal, id uuid.UUID) (Practitioner, error) {
	return c.mine(by, func() (catalogdb.CatalogPractitioner, error) { return on(tx).LockPractitioner(ctx, id) })
}

// shareTx is lockTx for changes to what hangs below the profile.
func (c *Catalog) shareTx(ctx context.Context, tx db.Tx, by identity.Principal, id uuid.UUID) (Practitioner, error) {
	return c.mine(by, func() (catalogdb.CatalogPractitioner, error) { return on(tx).SharePractitioner(ctx, id) })
}

func (c *Catalog) mine(by identity.Principal, read func() (catalogdb.CatalogPractitioner, error)) (Practitioner, error) {
	if by.Anonymous() {
		return Practitioner{}, identity.ErrUnauthenticated
	}
	row, err := read()
	if err != nil {
		return Practitioner{}, noPractitioner(err)
	}
	if row.ErasedAt != nil {
		return Practitioner{}, ErrNoPractitioner
	}
	p, err := practitionerOf(row)
	if err != nil {
		return Practitioner{}, err
	}
	if !identity.Allowed(by, identity.Update, identity.ResPractitioner, identity.Subject{Owner: p.PersonID}) {
		if !p.Visible() {
			return Practitioner{}, ErrNoPractitioner
		}
		return Practitioner{}, identity.ErrForbidden
	}
	return p, nil
}
