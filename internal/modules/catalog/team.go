package catalog

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/business"
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// Team says who of the members holds a session of a team service.
type Team string

// The teams.
const (
	TeamAny Team = "any" // one of them: whoever is next and free
	TeamAll Team = "all" // everybody together
)

// TeamService is what a business offers through several of its members. Each takes part with a service of their own,
// whose booking rules hold; name, price and terms of cancelling are the team's.
type TeamService struct {
	ID               uuid.UUID
	BusinessID       uuid.UUID
	Name             string
	Description      string
	Team             Team
	Mode             Mode // where it takes place: each member's service offers it
	DurationMin      int  // that of every member's service
	Price            money.Amount
	FreeCancelHours  int
	LateCancelFeeBps int
	Size             int // members as agreed
	Active           bool
	Version          int64
	Members          []TeamMember // by practitioner
}

// TeamMember is somebody's part in a team service.
type TeamMember struct {
	PractitionerID uuid.UUID
	PersonID       uuid.UUID
	ServiceID      uuid.UUID
}

// TeamBookable is a team service with all that a booking needs of its business and members.
type TeamBookable struct {
	TeamService
	BusinessName string
	BusinessSlug string
	Zone         string // IANA, of the business
	Address      string // give it only to those with a confirmed booking
	ShowRooms    bool
	Services     []Bookable // of the members who can be booked now, by practitioner
	open         bool
}

// Open reports whether new bookings may be made: of one who can come, or of everybody who was agreed on.
func (t *TeamBookable) Open() bool {
	if !t.open || !t.Active || len(t.Services) == 0 {
		return false
	}
	return t.Team == TeamAny || len(t.Services) == t.Size
}

// With is a member's service on the team's terms.
func (t *TeamBookable) With(b Bookable) Bookable {
	b.Name, b.Price, b.FreeCancelHours, b.LateCancelFeeBps = t.Name, t.Price, t.FreeCancelHours, t.LateCancelFeeBps
	return b
}

// Businesses decides what members of a business may do.
type Businesses interface {
	May(ctx context.Context, q db.Querier, who identity.Principal, business uuid.UUID, need business.Role) (business.Role, error)
	LockTx(ctx context.Context, tx db.Tx, who identity.Principal, business uuid.UUID, need business.Role) (business.Business, business.Role, error)
}

// TeamServices lists what a business offers together, with the members: two queries. It asks nobody for permission:
// callers show the public page, or have asked business.May.
func (c *Catalog) TeamServices(ctx context.Context, businessID uuid.UUID, withInactive bool) ([]TeamService, error) {
	rows, err := on(c.DB).TeamServices(ctx, catalogdb.TeamServicesParams{BusinessID: businessID, WithInactive: withInactive})
	if err != nil {
		return nil, err
	}
	out, ids := make([]TeamService, len(rows)), make([]uuid.UUID, len(rows))
	for i, r := range rows {
		out[i], ids[i] = teamOf(r), r.ID
	}
	members, err := on(c.DB).TeamMembers(ctx, ids)
	for _, m := range members {
		t := &out[slices.Index(ids, m.TeamServiceID)]
		t.Members = append(t.Members, memberOf(m))
	}
	return out, err
}

// TeamForBooking reads a team service with what its business and its bookable members contribute, in three statements.
// ErrNoTeam.
func (c *Catalog) TeamForBooking(ctx context.Context, q db.Querier, id uuid.UUID) (TeamBookable, error) {
	r, err := on(q).TeamForBooking(ctx, id)
	if db.IsNoRows(err) {
		return TeamBookable{}, ErrNoTeam
	} else if err != nil {
		return TeamBookable{}, err
	}
	t := TeamBookable{TeamService: teamOf(r.CatalogTeamService), BusinessName: r.BusinessName, BusinessSlug: r.Slug, Zone: r.Zone,
		Address: r.Address, ShowRooms: r.ShowRooms, open: r.Open}
	members, err := on(q).TeamMembers(ctx, []uuid.UUID{id})
	if err != nil {
		return TeamBookable{}, err
	}
	services := make([]uuid.UUID, len(members))
	for i, m := range members {
		t.Members, services[i] = append(t.Members, memberOf(m)), m.ServiceID
	}
	now := c.Clock.Now()
	all, err := c.ServicesForBooking(ctx, q, services)
	for _, s := range all {
		if s.Open(now) && s.Has(t.Mode) {
			t.Services = append(t.Services, s)
		}
	}
	return t, err
}

// ServicesForBooking is ServiceForBooking for several services at once, by practitioner; unknown ids are left out.
func (c *Catalog) ServicesForBooking(ctx context.Context, q db.Querier, ids []uuid.UUID) ([]Bookable, error) {
	rows, err := on(q).ServicesForBooking(ctx, ids)
	out := make([]Bookable, len(rows))
	for i, r := range rows {
		out[i] = c.bookableOf(catalogdb.ServiceForBookingRow(r))
	}
	return out, err
}

// PractitionersOfPeople reads the profiles of accounts, with their active services: two queries. Accounts without a
// profile are left out; they come in the order of people.
func (c *Catalog) PractitionersOfPeople(ctx context.Context, people []uuid.UUID) ([]Practitioner, error) {
	rows, err := on(c.DB).PractitionersOfPeople(ctx, people)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	services, err := c.servicesOf(ctx, c.DB, ids, false)
	if err != nil {
		return nil, err
	}
	out := make([]Practitioner, len(rows))
	for i, r := range rows {
		if out[i], err = practitionerOf(r); err != nil {
			return nil, err
		}
		out[i].Services = services[r.ID]
	}
	slices.SortFunc(out, func(a, b Practitioner) int {
		return slices.Index(people, a.PersonID) - slices.Index(people, b.PersonID)
	})
	return out, nil
}

func teamOf(r catalogdb.CatalogTeamService) TeamService {
	return TeamService{ID: r.ID, BusinessID: r.BusinessID, Name: r.Name, Description: r.Description, Team: Team(r.Team), Mode: Mode(r.Mode),
		DurationMin: int(r.DurationMin), Price: money.Amount{Minor: r.PriceMinor, Currency: r.Currency},
		FreeCancelHours: int(r.FreeCancelHours), LateCancelFeeBps: int(r.LateCancelFeeBps), Size: int(r.Size), Active: r.Active, Version: r.Version}
}

func memberOf(r catalogdb.CatalogTeamMember) TeamMember {
	return TeamMember{r.PractitionerID, r.PersonID, r.ServiceID}
}
