package subscription

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Limits on what operators write.
const (
	MaxPlanName    = 60  // characters
	MaxPlanSummary = 200 // characters
	MaxTrialDays   = 90
	maxPriceMinor  = 100_000_000_000
	maxRank        = 100
)

var planCode = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// AllPlans lists every plan with all its terms, closed ones too. Operators only. Errors: identity's.
func (s *Service) AllPlans(ctx context.Context, who identity.Principal) ([]Plan, error) {
	if err := identity.Authorize(who, identity.Read, identity.ResSettings, identity.Subject{}); err != nil {
		return nil, err
	}
	return plans(ctx, s.DB, subscriptiondb.PlansParams{ClosedToo: true})
}

// SavePlan makes a plan (ID zero), or changes its names, its rank and whether it is sold; family and code stay. Operators
// only. Errors: identity's, apperr.ErrValidation, ErrNoPlan, ErrPlanCode, ErrPlanStale, idem.ErrReused.
func (s *Service) SavePlan(ctx context.Context, who identity.Principal, p Plan) (Plan, error) {
	if err := identity.Authorize(who, identity.Update, identity.ResSettings, identity.Subject{}); err != nil {
		return Plan{}, err
	}
	if err := p.check(); err != nil {
		return Plan{}, err
	}
	name, err := json.Marshal(p.Name)
	if err != nil {
		return Plan{}, err
	}
	summary, err := json.Marshal(p.Summary)
	if err != nil {
		return Plan{}, err
	}
	var row subscriptiondb.SubscriptionPlan
	err = idem.InTx(ctx, s.DB, s.Clock.Now(), &row, func(tx db.Tx) (err error) {
		q, now := subscriptiondb.New(tx), s.Clock.Now()
		if p.ID == uuid.Nil {
			row, err = q.InsertPlan(ctx, subscriptiondb.InsertPlanParams{ID: s.IDs.ID(), Family: string(p.Family), Code: p.Code, Rank: int16(p.Rank), Name: name, Summary: summary, Now: now})
			if db.Violates(err, constraintPlanCode) {
				return ErrPlanCode
			}
			return err
		}
		was, err := q.LockPlan(ctx, p.ID)
		switch {
		case db.IsNoRows(err):
			return ErrNoPlan
		case err != nil:
			return err
		case was.Version != p.Version:
			return ErrPlanStale
		}
		row, err = q.UpdatePlan(ctx, subscriptiondb.UpdatePlanParams{ID: p.ID, Rank: int16(p.Rank), Name: name, Summary: summary, Closed: p.Closed, Now: now})
		return err
	})
	if err != nil {
		return Plan{}, err
	}
	return planOf(row)
}

func (p *Plan) check() error {
	var v apperr.Validation
	if p.ID == uuid.Nil {
		v.Check(p.Family == ForSeekers || p.Family == ForPractitioners, "family", "family", "Choose whom the plan is for.")
		v.Check(planCode.MatchString(p.Code), "code", "plan_code", "A code has small letters, digits and underscores, begins with a letter, and has at most 40 of them.")
	}
	v.Check(p.Rank >= 1 && p.Rank <= maxRank, "rank", "rank", "Give a place from 1 to 100.")
	for _, f := range []struct {
		field string
		words map[string]string
		most  int
	}{{"name", p.Name, MaxPlanName}, {"summary", p.Summary, MaxPlanSummary}} {
		for language, w := range f.words {
			f.words[language] = strings.TrimSpace(w)
			v.Check(len([]rune(w)) <= f.most && len(language) <= 10, f.field+"_"+language, "too_long", "At most %d characters.", f.most)
		}
		v.Check(f.words["en"] != "", f.field+"_en", "required", "Write it in English at least.")
	}
	return v.Err()
}

// NewTerms are what a plan costs and grants from an instant on.
type NewTerms struct {
	From      time.Time // not before now; zero: now
	TrialDays int
	Grants    Grants
	Prices    []Price
}

// AddTerms dates further terms of a plan: for who chooses it from then on. Terms are never changed. Operators only. Errors:
// identity's, apperr.ErrValidation, ErrNoPlan, ErrTermsStart, idem.ErrReused.
func (s *Service) AddTerms(ctx context.Context, who identity.Principal, plan uuid.UUID, t NewTerms) (Terms, error) {
	if err := identity.Authorize(who, identity.Update, identity.ResSettings, identity.Subject{}); err != nil {
		return Terms{}, err
	}
	var out Terms
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		q, now := subscriptiondb.New(tx), s.Clock.Now()
		p, err := q.LockPlan(ctx, plan)
		if db.IsNoRows(err) {
			return ErrNoPlan
		}
		if err != nil {
			return err
		}
		if t.From.IsZero() {
			t.From = now
		}
		if err := t.check(Family(p.Family), now); err != nil {
			return err
		}
		if err := s.payable(t.Prices); err != nil {
			return err
		}
		out, err = s.insertTermsTx(ctx, q, who, plan, t, now)
		return err
	})
	return out, err
}

// payable refuses prices, while they are being set, that no gateway would charge later.
func (s *Service) payable(prices []Price) error {
	var v apperr.Validation
	for _, p := range prices {
		err := s.Payments.Payable(p.Amount, "")
		e, explained := apperr.As(err)
		switch {
		case explained:
			v.Add("prices", "not_payable", "%s", e.Message)
		case err != nil:
			return err
		}
	}
	return v.Err()
}

func (s *Service) insertTermsTx(ctx context.Context, q *subscriptiondb.Queries, who identity.Principal, plan uuid.UUID, t NewTerms, now time.Time) (Terms, error) {
	if t.Grants == nil {
		t.Grants = Grants{}
	}
	grants, err := json.Marshal(t.Grants)
	if err != nil {
		return Terms{}, err
	}
	row, err := q.InsertTerms(ctx, subscriptiondb.InsertTermsParams{ID: s.IDs.ID(), PlanID: plan, ValidFrom: t.From, TrialDays: int16(t.TrialDays), Grants: grants, CreatedBy: who.PersonID, Now: now})
	if db.Violates(err, constraintTermsStart) {
		return Terms{}, ErrTermsStart
	}
	if err != nil {
		return Terms{}, err
	}
	in := subscriptiondb.InsertPricesParams{TermsID: row.ID}
	for _, p := range t.Prices {
		in.Cycles, in.Currencies, in.Amounts = append(in.Cycles, string(p.Cycle)), append(in.Currencies, p.Amount.Currency), append(in.Amounts, p.Amount.Minor)
	}
	if err := q.InsertPrices(ctx, in); err != nil {
		return Terms{}, err
	}
	out, err := termsOf(row)
	out.Prices = t.Prices
	return out, err
}

func (t NewTerms) check(f Family, now time.Time) error {
	var v apperr.Validation
	v.Check(!t.From.Before(now), "from", "past", "Terms begin now or later: what was agreed stays as it is.")
	v.Check(t.TrialDays >= 0 && t.TrialDays <= MaxTrialDays, "trial_days", "trial_days", "Give 0 to 90 days.")
	v.Check(len(t.Prices) > 0 && len(t.Prices) <= 20, "prices", "prices", "Give one price at least, and at most 20.")
	seen := map[Price]bool{}
	for _, p := range t.Prices {
		_, err := money.New(p.Amount.Minor, p.Amount.Currency)
		v.Check(err == nil && p.Amount.Minor > 0 && p.Amount.Minor <= maxPriceMinor && (p.Cycle == Monthly || p.Cycle == Yearly), "prices", "price", "A price is more than nothing, of a month or a year.")
		one := Price{p.Cycle, money.Amount{Currency: p.Amount.Currency}}
		v.Check(!seen[one], "prices", "price_twice", "Give one price for each currency and rhythm.")
		seen[one] = true
	}
	for k, n := range t.Grants {
		v.Check(slices.Contains(Keys(f), k) && n >= 0 && n <= 1_000_000, "grants", "grant", "The plan cannot grant this.")
	}
	return v.Err()
}
