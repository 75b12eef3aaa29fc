package business

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Profile is what a business says about itself; all of it is written at once.
type Profile struct {
	Slug      string // of the page: a-z, 0-9, single hyphens
	Name      string
	About     string
	Zone      string // IANA
	Address   string
	ShowRooms bool
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// reservedSlug matches what only closing gives, as the constraint business_slug_reserved says: with the address of somebody
// else's closed business it could never be closed.
var reservedSlug = regexp.MustCompile(`^closed-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

func (p *Profile) check() error {
	var v apperr.Validation
	p.Slug, p.Name = strings.ToLower(strings.TrimSpace(p.Slug)), strings.Join(strings.Fields(p.Name), " ")
	p.About, p.Address = strings.TrimSpace(p.About), strings.TrimSpace(p.Address)
	within := func(path, text string, low, high int) {
		n := utf8.RuneCountInString(text)
		v.Check(n >= low && n <= high && utf8.ValidString(text), path, "length", "Write %d to %d characters.", low, high)
	}
	within("name", p.Name, 1, 120)
	within("about", p.About, 0, 2000)
	within("address", p.Address, 0, 500)
	v.Check(len(p.Slug) <= 100 && slugPattern.MatchString(p.Slug), "slug", "slug", "Use small letters, digits and single hyphens, like calm-corner.")
	v.Check(!reservedSlug.MatchString(p.Slug), "slug", "reserved_slug", "This form of address is kept for closed businesses. Choose another one.")
	_, err := clock.Zone(p.Zone)
	v.Check(err == nil, "zone", "zone", "This is not a time zone of the IANA list, like Asia/Kolkata.")
	return v.Err()
}

// Create makes a business that the caller owns. Errors: identity.ErrForbidden (no practitioner), identity.ErrUnverified,
// apperr.ErrValidation, ErrSlugTaken, ErrTooMany.
func (s *Service) Create(ctx context.Context, who identity.Principal, in Profile) (Business, error) {
	if err := identity.RequireVerified(who); err != nil {
		return Business{}, err
	}
	if who.Role != identity.Practitioner {
		return Business{}, identity.ErrForbidden
	}
	if err := in.check(); err != nil {
		return Business{}, err
	}
	b := Business{ID: s.IDs.ID(), Slug: in.Slug, Name: in.Name, About: in.About, Zone: in.Zone, Address: in.Address, OwnerID: who.PersonID,
		ShowRooms: in.ShowRooms, Version: 1}
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) error { return s.createTx(ctx, tx, who, b) })
	return b, taken(err)
}

func (s *Service) createTx(ctx context.Context, tx db.Tx, who identity.Principal, b Business) error {
	now := s.Clock.Now()
	owned, err := on(tx).CountOwned(ctx, who.PersonID)
	if err == nil && owned >= MaxOwned {
		err = ErrTooMany
	}
	if err != nil {
		return err
	}
	err = on(tx).Insert(ctx, businessdb.InsertParams{ID: b.ID, Slug: b.Slug, Name: b.Name, About: b.About, Zone: b.Zone, Address: b.Address,
		OwnerID: b.OwnerID, ShowRooms: b.ShowRooms, CreatedAt: now})
	if err != nil {
		return err
	}
	if _, err := on(tx).Join(ctx, businessdb.JoinParams{BusinessID: b.ID, PersonID: b.OwnerID, Role: string(Owner), JoinedAt: now}); err != nil {
		return err
	}
	return s.publishTx(ctx, tx, who, EventCreated, b.ID, who.PersonID)
}

// Update changes what a business says about itself, for its owner. A new slug leaves a redirect behind. Errors: ErrNotFound, identity.ErrForbidden,
// apperr.ErrValidation, ErrStale, ErrSlugTaken.
func (s *Service) Update(ctx context.Context, who identity.Principal, id uuid.UUID, version int64, in Profile) (Business, error) {
	if err := in.check(); err != nil {
		return Business{}, err
	}
	var out Business
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		b, _, err := s.LockTx(ctx, tx, who, id, Owner)
		if err != nil {
			return err
		}
		if b.Version != version {
			return ErrStale
		}
		row, err := on(tx).Update(ctx, businessdb.UpdateParams{ID: id, Slug: in.Slug, Name: in.Name, About: in.About, Zone: in.Zone,
			Address: in.Address, ShowRooms: in.ShowRooms})
		if err != nil {
			return err
		}
		out = businessOf(row)
		return s.publishTx(ctx, tx, who, EventChanged, id, who.PersonID)
	})
	return out, taken(err)
}

func taken(err error) error {
	if db.Violates(err, keySlug) || db.Violates(err, keySlugHistory) {
		return ErrSlugTaken
	}
	return err
}
