package safety_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/modules/safety/assess"
)

// C15: a year in numbers, which name nobody; another year has its own.
func TestAYearIsCounted(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), named(t, s)
	op := s.person(t, "op@example.org", identity.Admin)
	s.Judge(ctx, who, despair)
	s.Judge(ctx, who, plan)
	s.Judge(ctx, s.person(t, "kavya@example.org", identity.Seeker), danger)
	list, _, err := s.Cases(ctx, op, 1, 20)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d cases, %v", len(list), err)
	}
	s.clock.Advance(10 * time.Minute)
	for _, err := range []error{s.Acknowledge(ctx, op, list[0].ID), s.Resolve(ctx, op, list[0].ID, safety.Reached)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s.clock.Advance(10 * time.Minute)
	if err := s.Acknowledge(ctx, op, list[1].ID); err != nil {
		t.Fatal(err)
	}
	y, err := s.CountYear(ctx, op, 0)
	if err != nil || y.Year != 2026 || y.Messages[assess.Moderate] != 1 || y.Messages[assess.High] != 1 || y.Messages[assess.Critical] != 1 ||
		y.Cases != 2 || y.Soon != 1 || y.Outcomes[safety.Reached] != 1 || y.Open != 1 || y.Told != 1 {
		t.Errorf("%+v, %v", y, err)
	}
	if y, err = s.CountYear(ctx, op, 2025); err != nil || y.Cases != 0 || len(y.Messages) != 0 || y.Told != 0 {
		t.Errorf("the year before: %+v, %v", y, err)
	}
	if _, err := s.CountYear(ctx, who, 0); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("%v", err)
	}
}
