package tariff

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Supposed is a booking that nobody made, for an operator to see what would be taken.
type Supposed struct {
	CategoryID uuid.UUID // zero: any
	Plan       string
	Country    string // of the practice; "": one without taxes
	Registered bool   // the practitioner has a tax number there
	Price      money.Amount
	Day        time.Time // midnight UTC of a day in the brand's zone
}

// Preview is what a booking would be quoted, and by which rule; the zero Rule is the brand's percentage. Operators only.
// Errors: identity's, validation.
func (s *Service) Preview(ctx context.Context, by identity.Principal, x Supposed) (Quote, Rule, error) {
	if err := may(by, identity.Read); err != nil {
		return Quote{}, Rule{}, err
	}
	var v apperr.Validation
	_, err := money.Exponent(x.Price.Currency)
	v.Check(err == nil, "currency", "currency", "Choose a currency.")
	_, known := numberRules[x.Country]
	v.Check(known || x.Country == "", "country", "tax_country", "Taxes of this country are not known here.")
	v.Check(x.Plan == "" || planName.MatchString(x.Plan), "plan", "plan_name", "A plan is named with small letters, digits and underscores, at most 40.")
	v.Check(x.Price.Minor >= 0 && x.Price.Minor <= maxPreviewMinor, "price", "range", "This price is negative or too large.")
	if err := v.Err(); err != nil {
		return Quote{}, Rule{}, err
	}
	at, err := s.standing(ctx, s.DB, Ask{CategoryID: x.CategoryID, Country: x.Country}, x.Day)
	if err != nil {
		return Quote{}, Rule{}, err
	}
	at.plan, at.registered = x.Plan, x.Registered
	rule, err := s.ruleFor(ctx, s.DB, at, x.Price.Currency)
	if err != nil {
		return Quote{}, Rule{}, err
	}
	taxes, err := s.taxesFor(ctx, s.DB, at)
	if err != nil {
		return Quote{}, Rule{}, err
	}
	q, err := split(x.Price, rule, taxes)
	return q, rule, err
}

// maxPreviewMinor bounds what is tried out.
const maxPreviewMinor = 1_000_000_000_000
