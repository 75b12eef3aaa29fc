package booking_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// rivals is a practice where a request leaves its time open to others, and an operator who may answer for it.
func rivals(t *testing.T) (*stage, booking.Caller) {
	t.Helper()
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	s.asOwner("update catalog.service set pending_blocks = false")
	return s, account(catalogtest.Person(t, s.db, "admin"), identity.Admin)
}

func (s *stage) asOwner(sql string) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	if _, err := conn.Exec(s.t.Context(), sql); err != nil {
		s.t.Fatal(err)
	}
}

// acceptBoth lets practitioner and operator accept one of two requests for the same time each, at once.
func (s *stage) acceptBoth(admin booking.Caller, at time.Time) (ids [2]uuid.UUID, won int64) {
	s.t.Helper()
	for i := range ids {
		ids[i] = s.book(guest(), at).ID
	}
	var n atomic.Int64
	var wg sync.WaitGroup
	for i, who := range []booking.Caller{s.practitioner, admin} {
		wg.Go(func() {
			switch _, err := s.Accept(s.t.Context(), who, ids[i], 0); {
			case err == nil:
				n.Add(1)
			case !errors.Is(err, schedule.ErrTaken):
				s.t.Error(err)
			}
		})
	}
	wg.Wait()
	return ids, n.Load()
}

// TestOneOfTwoRequestsForATimeIsAccepted: the other waits, and may still be declined; only one of them is charged.
func TestOneOfTwoRequestsForATimeIsAccepted(t *testing.T) {
	s, admin := rivals(t)
	for round := range 8 {
		at := monday.Add(time.Duration(round) * time.Hour)
		ids, won := s.acceptBoth(admin, at)
		if won != 1 {
			t.Fatalf("round %d: %d were accepted", round, won)
		}
		var open []uuid.UUID
		for _, id := range ids {
			switch b := mustRead(s, s.practitioner, id); b.Status {
			case booking.Confirmed:
			case booking.Pending:
				open = append(open, id)
			default:
				t.Errorf("round %d: %s", round, b.Status)
			}
		}
		if len(open) != 1 {
			t.Fatalf("round %d: %d still wait", round, len(open))
		}
		if got, want := -s.account("booking_escrow"), int64(150_000*(round+1)); got != want {
			t.Errorf("round %d: %d in escrow, want %d", round, got, want)
		}
		if _, err := s.Decline(t.Context(), s.practitioner, open[0], 0, ""); err != nil {
			t.Error(err)
		}
	}
	s.balanced()
}

// TestTheConstraintDecidesBetweenRequests: without it both would be accepted, so the test above can fail.
func TestTheConstraintDecidesBetweenRequests(t *testing.T) {
	s, admin := rivals(t)
	s.asOwner("alter table schedule.occupancy drop constraint no_overlap")
	for round := range 8 {
		if _, won := s.acceptBoth(admin, monday.Add(time.Duration(round)*time.Hour)); won == 2 {
			return
		}
	}
	t.Error("without the constraint one of two was accepted all the same: the race test proves nothing")
}
