package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/business"
	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Bounds of a business's team services.
const (
	maxTeamServices = 50
	maxTeam         = 20
)

// UpsertTeamService adds a team service (zero ID) or replaces one whose Version is still the present one, for managers of
// its business. services are the members' own, one for each: of members, active, of one length and currency, for one
// client, and offered in Mode. Currency and length follow from them. Bookings made before keep their terms and people.
// Errors: business.ErrNotFound, identity.ErrForbidden, ErrNoTeam, ErrStale, ErrTooManyTeams, apperr.ErrValidation.
func (c *Catalog) UpsertTeamService(ctx context.Context, by identity.Principal, in TeamService, services []uuid.UUID) (TeamService, error) {
	var out TeamService
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		if _, _, err := c.Businesses.LockTx(ctx, tx, by, in.BusinessID, business.Manager); err != nil {
			return err
		}
		t := in
		members, err := c.ServicesForBooking(ctx, tx, services)
		if err != nil {
			return err
		}
		if err := t.check(members, services); err != nil {
			return err
		}
		if err := c.payable(t.Price, ""); err != nil {
			return err
		}
		if err := c.admitTeamTx(ctx, tx, &t); err != nil {
			return err
		}
		out, err = c.writeTeamTx(ctx, tx, t, services)
		return err
	})
	if db.Violates(err, keyTeamMembership) {
		var v checker
		v.Add("services", "not_member", "Choose services of members of the business.")
		err = v.Err()
	}
	return out, err
}

// check tidies and judges a team service of these members.
func (t *TeamService) check(members []Bookable, asked []uuid.UUID) error {
	var v checker
	t.Name, t.Description = words(t.Name), text(t.Description)
	v.length("name", t.Name, 1, 160)
	v.length("description", t.Description, 0, 2000)
	v.Check(t.Team == TeamAny || t.Team == TeamAll, "team", "unknown_value", "Choose any or all.")
	v.Check(t.Mode == Online || t.Mode == AtPractitioner || t.Mode == AtCustomer, "mode", "unknown_value", "Choose from online, at_practitioner and at_customer.")
	least := 1
	if t.Team == TeamAll {
		least = 2
	}
	v.Check(len(asked) >= least && len(asked) <= maxTeam && len(members) == len(asked), "services", "members",
		"Choose a service each of %d to %d members.", least, maxTeam)
	v.between("free_cancel_hours", t.FreeCancelHours, 0, 720)
	v.between("late_cancel_fee_bps", t.LateCancelFeeBps, 0, 10_000)
	if err := v.Err(); err != nil {
		return err
	}
	first := members[0]
	t.DurationMin, t.Size, t.Price.Currency = first.DurationMin, len(members), first.Price.Currency
	v.price("price", t.Price)
	for i, m := range members {
		v.Check(m.Active && m.Capacity == 1 && m.Has(t.Mode), "services", "unfit",
			"%s of %s is closed, for groups, or does not take place there.", m.Name, m.DisplayName)
		v.Check(m.DurationMin == t.DurationMin && m.Price.Currency == t.Price.Currency, "services", "differ", "All services must have one length and one currency.")
		v.Check(i == 0 || members[i-1].PractitionerID != m.PractitionerID, "services", "twice", "Choose one service of each member.")
	}
	return v.Err()
}

// admitTeamTx gives a new team service its id, and checks an old one; its business is locked.
func (c *Catalog) admitTeamTx(ctx context.Context, tx db.Tx, t *TeamService) error {
	if t.ID == uuid.Nil {
		t.ID = c.IDs.ID()
		n, err := on(tx).CountTeamServices(ctx, t.BusinessID)
		if err == nil && n >= maxTeamServices {
			err = ErrTooManyTeams
		}
		return err
	}
	old, err := on(tx).TeamServiceByID(ctx, t.ID)
	switch {
	case db.IsNoRows(err) || err == nil && old.BusinessID != t.BusinessID:
		return ErrNoTeam
	case err != nil:
		return err
	case old.Version != t.Version:
		return ErrStale
	}
	return nil
}

func (c *Catalog) writeTeamTx(ctx context.Context, tx db.Tx, t TeamService, services []uuid.UUID) (TeamService, error) {
	q := on(tx)
	if err := q.ForgetTeamMembers(ctx, t.ID); err != nil { // their length may not be the new one
		return TeamService{}, err
	}
	row, err := q.WriteTeamService(ctx, catalogdb.WriteTeamServiceParams{ID: t.ID, BusinessID: t.BusinessID, Name: t.Name, Description: t.Description,
		Team: string(t.Team), Mode: string(t.Mode), DurationMin: int32(t.DurationMin), PriceMinor: t.Price.Minor, Currency: t.Price.Currency,
		FreeCancelHours: int32(t.FreeCancelHours), LateCancelFeeBps: int32(t.LateCancelFeeBps), Size: int32(t.Size), Active: t.Active, CreatedAt: c.Clock.Now()})
	if err != nil {
		return TeamService{}, err
	}
	err = q.AddTeamMembers(ctx, catalogdb.AddTeamMembersParams{TeamServiceID: t.ID, BusinessID: t.BusinessID, DurationMin: row.DurationMin,
		Currency: row.Currency, Services: services})
	if err != nil {
		return TeamService{}, err
	}
	members, err := q.TeamMembers(ctx, []uuid.UUID{t.ID})
	out := teamOf(row)
	for _, m := range members {
		out.Members = append(out.Members, memberOf(m))
	}
	return out, err
}
