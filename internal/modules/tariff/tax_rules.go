package tariff

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

var taxName = regexp.MustCompile(`^[A-Z]{2,10}$`)

// Law lists the rules that come with the program for a country and hold on a day or later. Operators only. Errors: identity's.
func (s *Service) Law(by identity.Principal, country string, day time.Time) ([]TaxRule, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	out := []TaxRule{}
	for _, t := range law {
		if t.Country == country && t.StateOn(day) != Over {
			out = append(out, t)
		}
	}
	return out, nil
}

// TaxRules lists the operators' own rules, those that begin last first, and how many there are. Operators only. Errors:
// identity's.
func (s *Service) TaxRules(ctx context.Context, by identity.Principal, page Page) ([]TaxRule, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	limit, skip := page.clamp()
	rows, err := on(s.DB).TaxRules(ctx, tariffdb.TaxRulesParams{MaxRows: limit, Skip: skip})
	out, total := make([]TaxRule, len(rows)), 0
	for i, r := range rows {
		out[i], total = taxRuleOf(r.TariffTaxRule), int(r.Total)
	}
	return out, total, err
}

// AddTaxRule puts a tax in force from t.From on, before what the program says of the same category; a rate of zero is no
// tax. Operators only. Errors: identity's, validation, ErrTaxDay.
func (s *Service) AddTaxRule(ctx context.Context, by identity.Principal, t TaxRule) (TaxRule, error) {
	if err := may(by, identity.Update); err != nil {
		return TaxRule{}, err
	}
	if err := s.checkTaxRule(ctx, &t); err != nil {
		return TaxRule{}, err
	}
	now := s.Clock.Now()
	var out TaxRule
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		row, err := on(tx).InsertTaxRule(ctx, tariffdb.InsertTaxRuleParams{ID: s.IDs.ID(), Country: t.Country, CategoryID: maybe(t.CategoryID), Kind: string(t.Kind),
			Name: t.Name, Bps: int32(t.Bps), Deemed: t.Deemed, FromDay: t.From, Note: t.Law, CreatedBy: by.PersonID, CreatedAt: now})
		if db.Violates(err, constraintTaxStart) {
			return ErrTaxDay.With(err)
		}
		out = taxRuleOf(row)
		return err
	})
	return out, err
}

func (s *Service) checkTaxRule(ctx context.Context, t *TaxRule) error {
	var v apperr.Validation
	t.Law = strings.TrimSpace(t.Law)
	_, known := numberRules[t.Country]
	v.Check(known, "country", "tax_country", "Taxes of this country are not known here.")
	v.Check(t.Kind == OnCommission || t.Kind == OnSupply || t.Kind == Withholding, "kind", "tax_kind", "Choose what the tax is on.")
	v.Check(!t.Deemed || t.Kind == OnSupply, "deemed", "tax_deemed", "Only a tax on services has a deemed supplier.")
	v.Check(taxName.MatchString(t.Name), "name", "tax_label", "Name the tax with 2 to 10 capital letters, like GST.")
	v.Check(t.Bps >= 0 && t.Bps <= maxBps, "bps", "rule_percent", "A percentage is between 0 and 50.")
	v.Check(utf8.RuneCountInString(t.Law) <= maxNote, "note", "note_long", "A note has at most %d characters.", maxNote)
	today := s.Today()
	v.Check(!t.From.Before(today) && t.From.Before(today.AddDate(0, 0, maxAheadDays)), "from", "rule_from", "A rule begins today or later, within three years.")
	if t.CategoryID != uuid.Nil {
		tree, err := s.Catalog.Categories(ctx)
		if err != nil {
			return err
		}
		_, ok := tree.ByID(t.CategoryID)
		v.Check(ok, "category", "no_category", "There is no such category.")
	}
	return v.Err()
}

// EndTaxRule takes an operator's rule back: what fits next applies. Operators only. Errors: identity's, ErrNoTaxRule,
// ErrTaxEnded.
func (s *Service) EndTaxRule(ctx context.Context, by identity.Principal, id uuid.UUID) (TaxRule, error) {
	if err := may(by, identity.Update); err != nil {
		return TaxRule{}, err
	}
	now := s.Clock.Now()
	var out TaxRule
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		row, err := on(tx).EndTaxRule(ctx, tariffdb.EndTaxRuleParams{ID: id, Day: s.DayOf(now), EndedBy: by.PersonID, EndedAt: now})
		if db.IsNoRows(err) {
			if _, err = on(tx).TaxRule(ctx, id); db.IsNoRows(err) {
				return ErrNoTaxRule
			}
			if err == nil {
				err = ErrTaxEnded
			}
			return err
		}
		out = taxRuleOf(row)
		return err
	})
	return out, err
}
