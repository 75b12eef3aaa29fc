package catalog

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Step is a part of what a new practitioner is asked, after who they are.
type Step string

// The steps, in their order.
const (
	StepWhere     Step = "where"
	StepService   Step = "service"
	StepHours     Step = "hours"
	StepCalendar  Step = "calendar"  // may be passed without a calendar
	StepDocuments Step = "documents" // may be passed without a paper
)

// Steps are all of them.
var Steps = []Step{StepWhere, StepService, StepHours, StepCalendar, StepDocuments}

// Setup is how far a new practitioner has come.
type Setup struct {
	Done  []Step
	Modes []Mode // where they said they work: proposed for the first service
}

// Next is the first step that was not passed; "" when all were.
func (s Setup) Next() Step {
	for _, step := range Steps {
		if !slices.Contains(s.Done, step) {
			return step
		}
	}
	return ""
}

// Setup reads how far a practitioner has come; begun is false for profiles that were not made step by step.
func (c *Catalog) Setup(ctx context.Context, practitionerID uuid.UUID) (s Setup, begun bool, err error) {
	row, err := on(c.DB).SetupOf(ctx, practitionerID)
	if db.IsNoRows(err) {
		return Setup{}, false, nil
	}
	if err != nil {
		return Setup{}, false, err
	}
	for _, d := range row.Done {
		s.Done = append(s.Done, Step(d))
	}
	for _, m := range row.Modes {
		s.Modes = append(s.Modes, Mode(m))
	}
	return s, true, nil
}

// PassStep notes that a step is done or was skipped; modes, when given, replace those that were said before. Passing
// twice is harmless. Errors: ErrNoPractitioner, identity.ErrForbidden.
func (c *Catalog) PassStep(ctx context.Context, by identity.Principal, practitionerID uuid.UUID, step Step, modes ...Mode) error {
	p := catalogdb.PassStepParams{PractitionerID: practitionerID, Step: string(step), Modes: make([]string, len(modes))}
	for i, m := range modes {
		p.Modes[i] = string(m)
	}
	var none struct{}
	return idem.InTx(ctx, c.DB, c.Clock.Now(), &none, func(tx db.Tx) error {
		if _, err := c.shareTx(ctx, tx, by, practitionerID); err != nil {
			return err
		}
		return on(tx).PassStep(ctx, p)
	})
}
