package booking_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"

	"github.com/google/uuid"
)

// operator is an account that looks after bookings.
func (s *stage) operator() booking.Caller {
	return booking.Caller{Principal: identity.Principal{PersonID: catalogtest.Person(s.t, s.db, "admin"), SessionID: uuid.New(), Role: identity.Admin, Verified: true}}
}

func (s *stage) slug() (slug string) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), "select slug from catalog.practitioner where person_id = $1", s.practitioner.PersonID).Scan(&slug); err != nil {
		s.t.Fatal(err)
	}
	return slug
}

// TestWhatAPlanSaysIsWhatHappens: the refunds of the dry run are those that are made, a booking that changed meanwhile is
// left and named, and a second run changes nothing.
func TestWhatAPlanSaysIsWhatHappens(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	admin := s.operator()
	for i := range 3 {
		s.book(guest(), monday.Add(time.Duration(i)*2*time.Hour))
	}
	tuesday := s.book(guest(), monday.AddDate(0, 0, 1))
	plan, more, err := s.PlanCancel(t.Context(), admin.Principal, booking.BulkQuery{Slug: s.slug(), From: monday, To: monday.AddDate(0, 0, 1)})
	if err != nil || len(plan) != 3 || more {
		t.Fatalf("%d planned, %v, %v", len(plan), more, err)
	}
	var seen []booking.Seen
	for _, p := range plan {
		seen = append(seen, booking.Seen{ID: p.ID, Version: p.Version})
	}
	seen[2].Version++ // as if it had changed since
	if _, err := s.CancelMany(t.Context(), admin, seen, ""); !errors.Is(err, apperr.ErrValidation) {
		t.Errorf("without a reason: %v", err)
	}
	for run := range 2 {
		done, err := s.CancelMany(t.Context(), admin, seen, "The studio is closed")
		if err != nil || len(done) != 3 || done[0].Err != nil || done[1].Err != nil || !errors.Is(done[2].Err, booking.ErrVersion) || done[2].Code == "" {
			t.Fatalf("%+v, %v", done, err)
		}
		for i := range 2 {
			if done[i].Back != plan[i].Back {
				t.Errorf("run %d: %v went back, the plan said %v", run, done[i].Back, plan[i].Back)
			}
		}
	}
	for i, p := range plan {
		want, status := p.Back.Minor, booking.Cancelled
		if i == 2 {
			want, status = 0, booking.Confirmed
		}
		now, err := s.ByID(t.Context(), admin, p.ID)
		if err != nil || now.Status != status {
			t.Errorf("%s is %s, %v", p.Code, now.Status, err)
		}
		if got := s.paymentOf(p.Booking).RefundedMinor; got != want {
			t.Errorf("%s: %d went back, the plan said %d", p.Code, got, want)
		}
	}
	if now, err := s.ByID(t.Context(), admin, tuesday.ID); err != nil || now.Status != booking.Confirmed {
		t.Errorf("the day after is %s, %v", now.Status, err)
	}
	s.balanced()
}

func TestFindLeafsThroughAll(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	admin := s.operator()
	var made []*booking.Booking
	for i := range 5 {
		made = append(made, s.book(guest(), monday.Add(time.Duration(i)*time.Hour)))
	}
	s.hold(guest(), monday.Add(6*time.Hour)) // no booking yet
	var seen []string
	q := booking.FindQuery{Slug: s.slug(), Limit: 2}
	for more := true; more; {
		list, m, err := s.Find(t.Context(), admin.Principal, q)
		if err != nil || len(list) == 0 {
			t.Fatal(len(list), err)
		}
		for _, b := range list {
			seen = append(seen, b.Code)
		}
		last := list[len(list)-1]
		q.After, more = booking.Key{Start: last.Start, ID: last.ID}, m
	}
	if len(seen) != 5 || seen[0] != made[4].Code || seen[4] != made[0].Code {
		t.Errorf("%v", seen)
	}
	email := s.emailOf(made[1].SeekerID)
	for name, c := range map[string]struct {
		q    booking.FindQuery
		want int
	}{
		"code": {booking.FindQuery{Code: " " + made[2].Code}, 1}, "address": {booking.FindQuery{Email: email}, countOf(s, email)}, "a part of an address": {booking.FindQuery{Email: email[1:]}, 0},
		"status": {booking.FindQuery{Status: booking.Cancelled}, 0}, "range": {booking.FindQuery{From: monday.Add(time.Hour), To: monday.Add(3 * time.Hour)}, 2}, "nobody's page": {booking.FindQuery{Slug: "nobody"}, 0},
	} {
		c.q.Limit = 100
		if list, _, err := s.Find(t.Context(), admin.Principal, c.q); err != nil || len(list) != c.want {
			t.Errorf("%s: %d found, want %d, %v", name, len(list), c.want, err)
		}
	}
	if _, _, err := s.Find(t.Context(), s.practitioner.Principal, booking.FindQuery{}); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a practitioner finds: %v", err)
	}
	if _, _, err := s.PlanCancel(t.Context(), s.practitioner.Principal, booking.BulkQuery{}); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a practitioner plans: %v", err)
	}
	if _, err := s.CancelMany(t.Context(), s.practitioner, nil, "x"); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a practitioner cancels many: %v", err)
	}
}

// countOf counts the bookings of everybody who has an address.
func countOf(s *stage, email string) (n int) {
	s.t.Helper()
	err := s.db.QueryRow(s.t.Context(), "select count(*) from booking.booking b join identity.person p on p.id = b.seeker_id where p.email = $1 and b.status <> 'held'", email).Scan(&n)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}
