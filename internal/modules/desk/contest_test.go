package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
)

// sessions decides once, and remembers what credit was given with it.
type sessions struct {
	fault    error
	tookIt   bool
	goodwill int64
	why      credit.Reason
}

func (s *sessions) DecideContestTx(_ context.Context, _ db.Tx, _ identity.Principal, _ time.Time, id uuid.UUID, tookPlace bool) (*booking.Booking, booking.Contest, error) {
	s.tookIt = tookPlace
	return &booking.Booking{ID: id}, booking.Contest{ID: id, Reason: booking.CutShort}, s.fault
}

func (s *sessions) GoodwillTx(_ context.Context, _ db.Tx, _ identity.Principal, _ time.Time, _ *booking.Booking, minor int64, why credit.Reason) (credit.Grant, error) {
	s.goodwill, s.why = minor, why
	return credit.Grant{}, s.fault
}

// TestAVerdictIsOnRecord: with its reason and the credit on top, and not at all when it could not be decided.
func TestAVerdictIsOnRecord(t *testing.T) {
	b := setup(t)
	told := &sessions{}
	b.Sessions, b.Credits = told, told
	id := uuid.New()
	acts := func() int {
		return value[int](t, b, "select count(*) from desk.action where verb like 'contest_%' and subject = $1", id.String())
	}
	for name, bad := range map[string]desk.Verdict{
		"no decision":          {Reason: "x"},
		"no reason":            {Status: booking.ContestNotHeld},
		"withdrawn is no word": {Status: booking.ContestWithdrawn, Reason: "x"},
		"credit for nothing":   {Status: booking.ContestTookPlace, Reason: "x", Goodwill: 100},
	} {
		if err := b.DecideContest(t.Context(), b.admin, id, bad); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%s: %v", name, err)
		}
	}
	verdict := desk.Verdict{Status: booking.ContestNotHeld, Reason: "The room was locked", Goodwill: 20_000}
	if err := b.DecideContest(t.Context(), b.principal(t, "kavya@example.org", identity.Seeker), id, verdict); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a seeker decides: %v", err)
	}
	told.fault = booking.ErrContestOver
	if err := b.DecideContest(t.Context(), b.admin, id, verdict); !errors.Is(err, booking.ErrContestOver) || acts() != 0 {
		t.Errorf("%v, %d acts", err, acts())
	}
	told.fault = nil
	if err := b.DecideContest(t.Context(), b.admin, id, verdict); err != nil || told.tookIt || told.goodwill != 20_000 || told.why != credit.SessionCut {
		t.Errorf("%+v, %v", told, err)
	}
	if why := value[string](t, b, "select reason from desk.action where verb = 'contest_not_held' and subject = $1", id.String()); why != verdict.Reason || acts() != 1 {
		t.Errorf("%q, %d acts", why, acts())
	}
}
