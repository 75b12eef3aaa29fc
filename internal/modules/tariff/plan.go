package tariff

import (
	"context"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Enrolment says on which plan a practitioner is from a day on; "" is none.
type Enrolment struct {
	PractitionerID uuid.UUID
	Plan           string
	From           time.Time // midnight UTC of a day in the brand's zone
	CreatedBy      uuid.UUID
}

// Enrol puts a practitioner on a plan from a day on. Operators only. Errors: identity's, validation,
// catalog.ErrNoPractitioner, ErrPlanDay.
func (s *Service) Enrol(ctx context.Context, by identity.Principal, e Enrolment) (Enrolment, error) {
	if err := may(by, identity.Update); err != nil {
		return Enrolment{}, err
	}
	var v apperr.Validation
	v.Check(e.Plan == "" || planName.MatchString(e.Plan), "plan", "plan_name", "A plan is named with small letters, digits and underscores, at most 40.")
	v.Check(!e.From.Before(s.Today()), "from", "plan_from", "A plan begins today or later.")
	if err := v.Err(); err != nil {
		return Enrolment{}, err
	}
	now := s.Clock.Now()
	var out Enrolment
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		e.CreatedBy = by.PersonID
		err := on(tx).InsertEnrolment(ctx, tariffdb.InsertEnrolmentParams{PractitionerID: e.PractitionerID, FromDay: e.From, Plan: wordOrNull(e.Plan), CreatedBy: by.PersonID, CreatedAt: now})
		if db.Violates(err, constraintPlanStart) {
			return ErrPlanDay.With(err)
		}
		if db.Violates(err, constraintPlanOf) {
			return catalog.ErrNoPractitioner.With(err)
		}
		out = e
		return err
	})
	return out, err
}

// Enrolments lists the plans of a practitioner, the latest first, at most 100. Operators only. Errors: identity's,
// catalog.ErrNoPractitioner.
func (s *Service) Enrolments(ctx context.Context, by identity.Principal, practitioner uuid.UUID) ([]Enrolment, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	if _, err := s.Catalog.PractitionerByID(ctx, practitioner); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).Enrolments(ctx, practitioner)
	out := make([]Enrolment, len(rows))
	for i, r := range rows {
		out[i] = Enrolment{PractitionerID: r.PractitionerID, From: r.FromDay, CreatedBy: r.CreatedBy}
		if r.Plan != nil {
			out[i].Plan = *r.Plan
		}
	}
	return out, err
}

// PlansInUse are the plans that a rule or a practitioner names, by name, at most 100. Operators only. Errors: identity's.
func (s *Service) PlansInUse(ctx context.Context, by identity.Principal) ([]string, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, err
	}
	return on(s.DB).PlansInUse(ctx)
}
