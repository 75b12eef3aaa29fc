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
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Limits of a rule; those of amounts are the table's.
const (
	maxBps       = 5000
	maxFeeMinor  = 1_000_000_000
	maxNote      = 200
	maxAheadDays = 3 * 366
)

var planName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// AddRule puts a rule in force from in.From on; what was quoted before keeps its terms. ID and what is said about the
// author are filled in. Operators only. Errors: identity's, validation, ErrSameDay, ErrOverlap.
func (s *Service) AddRule(ctx context.Context, by identity.Principal, in Rule) (Rule, error) {
	if err := may(by, identity.Update); err != nil {
		return Rule{}, err
	}
	if err := s.checkRule(ctx, &in); err != nil {
		return Rule{}, err
	}
	now := s.Clock.Now()
	p := tariffdb.InsertRuleParams{ID: s.IDs.ID(), CategoryID: maybe(in.CategoryID), Plan: wordOrNull(in.Plan), Currency: wordOrNull(in.Currency),
		PractitionerBps: int32(in.Practitioner.Bps), PractitionerFixedMinor: in.Practitioner.FixedMinor, PractitionerMinMinor: in.Practitioner.MinMinor,
		ClientBps: int32(in.Client.Bps), ClientFixedMinor: in.Client.FixedMinor, ClientMinMinor: in.Client.MinMinor,
		FromDay: in.From, UntilDay: dayOrNull(in.Until), Note: in.Note, CreatedBy: by.PersonID, CreatedAt: now}
	var out Rule
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		row, err := on(tx).InsertRule(ctx, p)
		out = ruleOf(row)
		return explainRule(err)
	})
	return out, err
}

func explainRule(err error) error {
	switch {
	case db.Violates(err, constraintOneStart):
		return ErrSameDay.With(err)
	case db.Violates(err, constraintOnePromotion):
		return ErrOverlap.With(err)
	}
	return err
}

func (s *Service) checkRule(ctx context.Context, r *Rule) error {
	var v apperr.Validation
	r.Note = strings.TrimSpace(r.Note)
	v.Check(utf8.RuneCountInString(r.Note) <= maxNote, "note", "note_long", "A note has at most %d characters.", maxNote)
	v.Check(r.Plan == "" || planName.MatchString(r.Plan), "plan", "plan_name", "A plan is named with small letters, digits and underscores, at most 40.")
	checkSide(&v, "practitioner", r.Practitioner)
	checkSide(&v, "client", r.Client)
	amounts := r.Practitioner.amounts() + r.Client.amounts()
	_, err := money.Exponent(r.Currency)
	v.Check(amounts == 0 || err == nil, "currency", "rule_currency", "Say in which currency the amounts are.")
	if amounts == 0 {
		r.Currency = "" // it would narrow the rule without a reason to be seen
	}
	today := s.Today()
	v.Check(!r.From.Before(today) && r.From.Before(today.AddDate(0, 0, maxAheadDays)), "from", "rule_from", "A rule begins today or later, within three years.")
	v.Check(r.Until.IsZero() || r.Until.After(r.From), "until", "rule_until", "A promotion ends after it begins.")
	if r.CategoryID != uuid.Nil {
		tree, err := s.Catalog.Categories(ctx)
		if err != nil {
			return err
		}
		_, ok := tree.ByID(r.CategoryID)
		v.Check(ok, "category", "no_category", "There is no such category.")
	}
	return v.Err()
}

func checkSide(v *apperr.Validation, name string, x Side) {
	within := func(n, most int64) bool { return n >= 0 && n <= most }
	v.Check(within(x.Bps, maxBps), name+"_bps", "rule_percent", "A percentage is between 0 and 50.")
	v.Check(within(x.FixedMinor, maxFeeMinor), name+"_fixed", "rule_amount", "This amount is negative or too large.")
	v.Check(within(x.MinMinor, maxFeeMinor), name+"_min", "rule_amount", "This amount is negative or too large.")
}

func maybe(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func wordOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func dayOrNull(d time.Time) *time.Time {
	if d.IsZero() {
		return nil
	}
	return &d
}
