package tariff

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// TaxIdentity is who somebody is to the tax office of a country. Without a number they are not registered there.
type TaxIdentity struct {
	Country   string    `json:"country"` // ISO 3166-1 alpha-2
	Number    string    `json:"number"`
	LegalName string    `json:"legalName"`
	Address   string    `json:"address"`
	From      time.Time `json:"from"` // midnight UTC of a day in the brand's zone
}

// Registered reports whether there is a number.
func (x TaxIdentity) Registered() bool { return x.Number != "" }

// field is where a person's words are sealed.
func sealedField(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "tariff.tax_identity", Column: "sealed", Row: id}
}

// SetPlatform says who the platform is to a tax office from a day on: from then on its quotes carry the country's taxes, and
// without a number they do not. Operators only. Errors: identity's, validation.
func (s *Service) SetPlatform(ctx context.Context, by identity.Principal, x TaxIdentity) (TaxIdentity, error) {
	if err := may(by, identity.Update); err != nil {
		return TaxIdentity{}, err
	}
	return s.setIdentity(ctx, by, nil, x)
}

// SetOwn says who the caller is to the tax office of their country. Errors: identity's, validation.
func (s *Service) SetOwn(ctx context.Context, by identity.Principal, x TaxIdentity) (TaxIdentity, error) {
	if err := identity.Authorize(by, identity.Update, identity.ResProfile, identity.Subject{Owner: by.PersonID}); err != nil {
		return TaxIdentity{}, err
	}
	return s.setIdentity(ctx, by, &by.PersonID, x)
}

func (s *Service) setIdentity(ctx context.Context, by identity.Principal, person *uuid.UUID, x TaxIdentity) (TaxIdentity, error) {
	if err := s.checkIdentity(&x); err != nil {
		return TaxIdentity{}, err
	}
	words, err := json.Marshal(x)
	if err != nil {
		return TaxIdentity{}, err
	}
	now := s.Clock.Now()
	p := tariffdb.InsertIdentityParams{ID: s.IDs.ID(), PersonID: person, Country: x.Country, Registered: x.Registered(), FromDay: x.From, CreatedBy: by.PersonID, CreatedAt: now}
	var out TaxIdentity
	err = idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) (err error) {
		if person == nil {
			p.Details = words
		} else if p.Sealed, err = s.People.SealTx(ctx, tx, *person, sealedField(p.ID), words); err != nil {
			return err
		}
		out = x
		return on(tx).InsertIdentity(ctx, p)
	})
	return out, err
}

func (s *Service) checkIdentity(x *TaxIdentity) error {
	var v apperr.Validation
	x.LegalName, x.Address = strings.TrimSpace(x.LegalName), strings.TrimSpace(x.Address)
	_, known := numberRules[x.Country]
	v.Check(known, "country", "tax_country", "Taxes of this country are not known here.")
	if strings.TrimSpace(x.Number) == "" {
		x.Number = ""
	} else if known {
		var ok bool
		x.Number, ok = TaxNumber(x.Country, x.Number)
		v.Check(ok, "number", "tax_number", "This is no tax number of the country. Check each character.")
	}
	v.Check(x.LegalName != "" && utf8.RuneCountInString(x.LegalName) <= 120, "legal_name", "tax_name", "Give the name as the tax office has it, at most 120 characters.")
	v.Check(x.Address != "" && utf8.RuneCountInString(x.Address) <= 500, "address", "tax_address", "Give the address as the tax office has it, at most 500 characters.")
	if x.From.IsZero() {
		x.From = s.Today()
	}
	v.Check(!x.From.Before(s.Today()), "from", "plan_from", "Choose today or a later day.")
	return v.Err()
}

// Own reads who the caller is to the tax office; the zero TaxIdentity when they never said. Errors: identity's.
func (s *Service) Own(ctx context.Context, by identity.Principal) (TaxIdentity, error) {
	if err := identity.Authorize(by, identity.Read, identity.ResProfile, identity.Subject{Owner: by.PersonID}); err != nil {
		return TaxIdentity{}, err
	}
	row, err := on(s.DB).IdentityOf(ctx, by.PersonID)
	if db.IsNoRows(err) {
		return TaxIdentity{}, nil
	}
	if err != nil {
		return TaxIdentity{}, err
	}
	words, err := s.People.OpenTx(ctx, s.DB, by.PersonID, sealedField(row.ID), row.Sealed)
	if err != nil {
		return TaxIdentity{}, err
	}
	return identityOf(row, words)
}

// Parties are who both sides of a document are to the tax office of a country on a day; zero of whoever never said, or whose
// account is deleted.
type Parties struct{ Platform, Person TaxIdentity }

// PartiesOn reads them on q, the transaction of the document: one statement, and one more for a person's words.
func (s *Service) PartiesOn(ctx context.Context, q db.Querier, person uuid.UUID, country string, day time.Time) (Parties, error) {
	var out Parties
	rows, err := on(q).IdentitiesOn(ctx, tariffdb.IdentitiesOnParams{PersonID: person, Country: country, Day: day})
	if err != nil {
		return out, err
	}
	for _, r := range rows {
		words, to := r.Details, &out.Platform
		if r.PersonID != nil {
			to = &out.Person
			words, err = s.People.OpenTx(ctx, q, person, sealedField(r.ID), r.Sealed)
			if errors.Is(err, crypto.ErrKeyDestroyed) {
				continue
			}
			if err != nil {
				return out, err
			}
		}
		if *to, err = identityOf(r, words); err != nil {
			return out, err
		}
	}
	return out, nil
}

// PlanTax is the tax inside what the platform charges people of a country for a plan, on the day of an instant; zero where it
// is not registered.
func (s *Service) PlanTax(ctx context.Context, q db.Querier, country string, at time.Time) (TaxTerm, error) {
	day := s.DayOf(at)
	who, err := s.PartiesOn(ctx, q, uuid.Nil, country, day)
	if err != nil || !who.Platform.Registered() {
		return TaxTerm{}, err
	}
	rules, err := s.taxRulesOf(ctx, q, country)
	return taxOf(rules, OnCommission, place{country: country, day: day}).term(), err
}

// Platforms are who the platform is in each country, the latest of each. Operators only. Errors: identity's.
func (s *Service) Platforms(ctx context.Context, by identity.Principal) ([]TaxIdentity, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).PlatformIdentities(ctx)
	out := make([]TaxIdentity, len(rows))
	for i, r := range rows {
		var fault error
		out[i], fault = identityOf(r, r.Details)
		err = errors.Join(err, fault)
	}
	return out, err
}

func identityOf(r tariffdb.TariffTaxIdentity, words []byte) (TaxIdentity, error) {
	x := TaxIdentity{}
	err := json.Unmarshal(words, &x)
	x.Country, x.From = r.Country, r.FromDay
	return x, err
}
