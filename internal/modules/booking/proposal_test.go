package booking_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

var tuesday = monday.AddDate(0, 0, 1)

// proposed is a booking whose practitioner proposed Tuesday at nine and at noon instead.
func proposed(t *testing.T, confirmation string) (s *stage, c booking.Caller, b *booking.Booking) {
	t.Helper()
	s = newStage(t, catalogtest.PractitionerSpec{Confirmation: confirmation}, catalogtest.ServiceSpec{})
	c = guest()
	b = s.book(c, monday)
	s.propose(b, tuesday.Add(3*time.Hour), tuesday)
	return s, c, b
}

func (s *stage) propose(b *booking.Booking, starts ...time.Time) booking.Proposal {
	s.t.Helper()
	p, err := s.Propose(s.t.Context(), s.practitioner, b.ID, 0, starts)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// free reports whether somebody else can hold a time; if so it is given back.
func (s *stage) free(at time.Time) bool {
	s.t.Helper()
	c := guest()
	h, err := s.Hold(s.t.Context(), c, booking.HoldRequest{ServiceID: s.serviceID, Start: at}, idem.Key{})
	if errors.Is(err, schedule.ErrTaken) {
		return false
	}
	if err == nil {
		err = s.Release(s.t.Context(), c, h.ID)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return true
}

func TestATimeThatWasProposedIsTaken(t *testing.T) {
	for _, confirmation := range []string{"approval", "instant"} {
		s, c, b := proposed(t, confirmation)
		noon := tuesday.Add(3 * time.Hour)
		p, open, err := s.ProposalOf(t.Context(), c, b.ID)
		if err != nil || !open || !slices.Equal(p.Starts, []time.Time{tuesday, noon}) || !p.Until.Equal(now.Add(24*time.Hour)) {
			t.Fatalf("%+v, %v, %v", p, open, err)
		}
		if s.free(tuesday) || s.free(noon) {
			t.Fatal("a proposed time is not held")
		}
		if _, err := s.TakeProposed(t.Context(), s.practitioner, b.ID, 0, noon); !errors.Is(err, identity.ErrForbidden) {
			t.Errorf("the practitioner answered for the client: %v", err)
		}
		got, err := s.TakeProposed(t.Context(), c, b.ID, 0, noon)
		if err != nil || got.Status != booking.Confirmed || !got.Start.Equal(noon) || got.FreeCancel {
			t.Fatalf("%+v, %v", got, err)
		}
		if _, err := s.TakeProposed(t.Context(), c, b.ID, 0, noon); err != nil {
			t.Errorf("pressed twice: %v", err)
		}
		if !s.free(monday) || !s.free(tuesday) || s.free(noon) {
			t.Error("the times are not given back")
		}
		paid, err := s.payments.ByBooking(t.Context(), s.db, b.ID)
		if err != nil || len(paid) != 1 || paid[0].Status != payment.Captured || paid[0].KeptMinor() != b.Price.Minor {
			t.Errorf("%s: paid %+v, %v", confirmation, paid, err)
		}
		s.balanced()
	}
}

func TestAProposalThatLeadsNowhereChangesNothing(t *testing.T) {
	ends := map[string]func(s *stage, c booking.Caller, id uuid.UUID) error{
		"declined": func(s *stage, c booking.Caller, id uuid.UUID) error {
			_, err := s.DropProposed(s.t.Context(), c, id)
			return err
		},
		"taken back": func(s *stage, _ booking.Caller, id uuid.UUID) error {
			_, err := s.DropProposed(s.t.Context(), s.practitioner, id)
			return err
		},
		"let pass": func(s *stage, _ booking.Caller, _ uuid.UUID) error {
			s.clock.Advance(24 * time.Hour)
			return s.SweepOverdue(s.t.Context(), booking.Sweep{})
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			s, c, b := proposed(t, "instant")
			if err := end(s, c, b.ID); err != nil {
				t.Fatal(err)
			}
			if got := mustRead(s, c, b.ID); got.Status != booking.Confirmed || !got.Start.Equal(monday) {
				t.Errorf("%s at %v", got.Status, got.Start)
			}
			if !s.free(tuesday) {
				t.Error("the proposed time is still held")
			}
			_, err := s.TakeProposed(t.Context(), c, b.ID, 0, tuesday)
			want(t, err, booking.ErrProposalOver)
			_, err = s.DropProposed(t.Context(), c, b.ID)
			want(t, err, booking.ErrProposalOver)
			s.balanced()
		})
	}
}

// TestARequestWaitsForItsClient: the practitioner answered, so it is the client's turn; who lets both pass has no booking.
func TestARequestWaitsForItsClient(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	s.clock.Advance(23 * time.Hour)
	p := s.propose(b, tuesday)
	s.clock.Advance(2 * time.Hour) // past the end of the request as it was
	if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(s, c, b.ID); got.Status != booking.Pending || !got.ExpiresAt.Equal(p.Until) {
		t.Fatalf("%s until %v, want %v", got.Status, got.ExpiresAt, p.Until)
	}
	s.clock.Set(p.Until)
	if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(s, c, b.ID); got.Status != booking.Expired || !s.free(tuesday) || !s.free(monday) {
		t.Errorf("it is %s", got.Status)
	}
}

// TestWhatGoesAnotherWayTakesItsProposalAlong: no time stays held for a question that nobody asks any more.
func TestWhatGoesAnotherWayTakesItsProposalAlong(t *testing.T) {
	ways := map[string]func(s *stage, c booking.Caller, id uuid.UUID) error{
		"accepted": func(s *stage, _ booking.Caller, id uuid.UUID) error {
			_, err := s.Accept(s.t.Context(), s.practitioner, id, 0)
			return err
		},
		"declined": func(s *stage, _ booking.Caller, id uuid.UUID) error {
			_, err := s.Decline(s.t.Context(), s.practitioner, id, 0, "")
			return err
		},
		"cancelled": func(s *stage, c booking.Caller, id uuid.UUID) error {
			_, _, err := s.Cancel(s.t.Context(), c, id, booking.Cancellation{})
			return err
		},
		"moved": func(s *stage, c booking.Caller, id uuid.UUID) error {
			_, err := s.Move(s.t.Context(), c, id, 0, monday.AddDate(0, 0, 3))
			return err
		},
		"proposed anew": func(s *stage, c booking.Caller, id uuid.UUID) error {
			s.propose(mustRead(s, c, id), monday.AddDate(0, 0, 3))
			return nil
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			s, c, b := proposed(t, "approval")
			if err := way(s, c, b.ID); err != nil {
				t.Fatal(err)
			}
			if !s.free(tuesday) {
				t.Error("the proposed time is still held")
			}
			_, err := s.TakeProposed(t.Context(), c, b.ID, 0, tuesday)
			want(t, err, booking.ErrProposalOver)
		})
	}
}

func TestWhatCannotBeProposed(t *testing.T) {
	s, c, b := proposed(t, "approval")
	tests := map[string]struct {
		starts []time.Time
		code   string
	}{
		"none":              {nil, "required"},
		"four":              {[]time.Time{tuesday, tuesday.Add(time.Hour), tuesday.Add(2 * time.Hour), tuesday.Add(4 * time.Hour)}, "too_many"},
		"the same":          {[]time.Time{monday}, "same"},
		"two that overlap":  {[]time.Time{tuesday, tuesday.Add(30 * time.Minute)}, "overlap"},
		"outside the hours": {[]time.Time{tuesday.Add(-3 * time.Hour)}, ""},
	}
	for name, tc := range tests {
		_, err := s.Propose(t.Context(), s.practitioner, b.ID, 0, tc.starts)
		e, _ := apperr.As(err)
		switch {
		case e == nil:
			t.Errorf("%s: %v", name, err)
		case tc.code == "" && !errors.Is(err, schedule.ErrNotOffered):
			t.Errorf("%s: %v", name, err)
		case tc.code != "" && (len(e.Fields) != 1 || e.Fields[0].Code != tc.code):
			t.Errorf("%s: %+v", name, e.Fields)
		}
	}
	other := s.book(guest(), monday.AddDate(0, 0, 2))
	_, err := s.Propose(t.Context(), s.practitioner, b.ID, 0, []time.Time{tuesday, other.Start})
	want(t, err, schedule.ErrTaken)
	if _, open, _ := s.ProposalOf(t.Context(), c, b.ID); !open || s.free(tuesday) {
		t.Error("a refused proposal ended the one before")
	}
	_, err = s.Propose(t.Context(), c, b.ID, 0, []time.Time{tuesday})
	want(t, err, identity.ErrForbidden)
	_, err = s.Propose(t.Context(), s.practitioner, b.ID, b.Version, []time.Time{tuesday})
	want(t, err, booking.ErrVersion)
	s.clock.Set(monday)
	_, err = s.Propose(t.Context(), s.practitioner, b.ID, 0, []time.Time{tuesday})
	want(t, err, booking.ErrState)
}

// TestOneQuestionAtATime: of many proposals at once one is open. It is the index that says so: without it a second row is
// written, so that what the code does alone is not trusted.
func TestOneQuestionAtATime(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	race := func() (won int64) {
		var n atomic.Int64
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, err := s.db.Exec(t.Context(), "insert into booking.proposal (id, booking_id, expires_at, created_at) values (gen_random_uuid(), $1, now() + interval '1 day', now())", b.ID)
				if err == nil {
					n.Add(1)
				} else if !db.Violates(err, "proposal_open") {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		return n.Load()
	}
	if won := race(); won != 1 {
		t.Errorf("%d questions are open", won)
	}
	s.asOwner("drop index booking.proposal_open")
	if won := race(); won != 8 {
		t.Errorf("without the index %d of 8: the race proves nothing", won)
	}
}

// TestAnAcceptedTimeIsNeverLost: while the client takes a proposed time, many others want it.
func TestAnAcceptedTimeIsNeverLost(t *testing.T) {
	s, c, b := proposed(t, "instant")
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			_, err := s.Hold(t.Context(), guest(), booking.HoldRequest{ServiceID: s.serviceID, Start: tuesday}, idem.Key{})
			if !errors.Is(err, schedule.ErrTaken) {
				t.Errorf("somebody else held it: %v", err)
			}
		})
	}
	wg.Go(func() {
		if _, err := s.TakeProposed(t.Context(), c, b.ID, 0, tuesday); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
}

func TestAProposalInAClass(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Capacity: 2})
	c := guest()
	b := s.book(c, monday)
	s.propose(b, tuesday)
	s.book(guest(), tuesday)
	if s.free(tuesday) {
		t.Fatal("the proposed seat is not held")
	}
	if _, err := s.TakeProposed(t.Context(), c, b.ID, 0, tuesday); err != nil {
		t.Fatal(err)
	}
	if s.free(tuesday) || !s.free(monday) {
		t.Error("the seats do not add up")
	}
}
