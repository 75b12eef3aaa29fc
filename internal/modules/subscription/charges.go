package subscription

import (
	"context"
	"encoding/json"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Charge is a period that was charged, as operators see it.
type Charge struct {
	Period
	SubscriptionID uuid.UUID
	PersonID       uuid.UUID
	PersonName     string // "" once the account is deleted
	Family         Family
	Status         Status            // of the subscription
	PlanName       map[string]string // by language
}

// MaxCharges is how many are listed on a page.
const MaxCharges = 50

// Charges lists what was charged for plans, the latest first, on numbered pages from 1 on, with how many there are in all.
// Operators only. Errors: identity's.
func (s *Service) Charges(ctx context.Context, who identity.Principal, page int) (list []Charge, total int, err error) {
	if err := mayRefund(who); err != nil {
		return nil, 0, err
	}
	rows, err := subscriptiondb.New(s.DB).Charges(ctx, subscriptiondb.ChargesParams{MaxRows: MaxCharges, Skip: int32((max(page, 1) - 1) * MaxCharges)})
	if err != nil {
		return nil, 0, err
	}
	for _, r := range rows {
		c, err := chargeOf(subscriptiondb.ChargeRow{SubscriptionPeriod: r.SubscriptionPeriod, PersonID: r.PersonID, Family: r.Family,
			SubscriptionStatus: r.SubscriptionStatus, PersonName: r.PersonName, PlanName: r.PlanName}, nil)
		if err != nil {
			return nil, 0, err
		}
		list, total = append(list, c), int(r.Total)
	}
	return list, total, nil
}

// Charge reads one. Operators only. Errors: identity's, ErrNoCharge.
func (s *Service) Charge(ctx context.Context, who identity.Principal, period uuid.UUID) (Charge, error) {
	if err := mayRefund(who); err != nil {
		return Charge{}, err
	}
	return chargeOf(subscriptiondb.New(s.DB).Charge(ctx, period))
}

func chargeOf(r subscriptiondb.ChargeRow, err error) (Charge, error) {
	if db.IsNoRows(err) {
		return Charge{}, ErrNoCharge
	}
	if err != nil {
		return Charge{}, err
	}
	c := Charge{Period: periodOf(r.SubscriptionPeriod), SubscriptionID: r.SubscriptionPeriod.SubscriptionID, PersonID: r.PersonID, PersonName: r.PersonName,
		Family: Family(r.Family), Status: Status(r.SubscriptionStatus)}
	return c, json.Unmarshal(r.PlanName, &c.PlanName)
}
