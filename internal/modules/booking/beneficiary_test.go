package booking_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// family is a stage, an account on it, and somebody of its family.
func family(t *testing.T, d identity.DependantChange) (*stage, booking.Caller, uuid.UUID) {
	t.Helper()
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	who, err := s.People.AddDependant(t.Context(), c.Principal, d)
	if err != nil {
		t.Fatal(err)
	}
	return s, c, who.ID
}

func TestABookingForAChild(t *testing.T) {
	s, c, asha := family(t, identity.DependantChange{Relation: identity.Child, Name: "Marker Asha", Born: "2016-11-24"})
	id := s.hold(c, monday)
	pay := booking.PayRequest{BookingID: id, Method: card(t, goodCard), For: asha}
	_, err := s.Pay(t.Context(), c, pay)
	if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Path != "guardian" {
		t.Fatalf("without a guardian's word: %v", err)
	}
	pay.Guardian = true
	b, err := s.Pay(t.Context(), c, pay)
	if err != nil || b.Status != booking.Confirmed {
		t.Fatalf("%v, %v", b, err)
	}
	for name, who := range map[string]booking.Caller{"client": c, "practitioner": s.practitioner} {
		read := mustRead(s, who, id)
		got, err := s.Beneficiaries(t.Context(), []*booking.Booking{read})
		if err != nil || got[id].Name != "Marker Asha" || got[id].Relation != identity.Child || !read.GuardianConsentAt.Equal(now) {
			t.Errorf("the %s reads %+v, %v", name, got, err)
		}
		if age, known := got[id].AgeAt(read); age != 9 || !known { // ten on the day after
			t.Errorf("aged %d, %v", age, known)
		}
	}
	own := s.hold(c, monday.Add(30*time.Minute+30*time.Minute))
	if _, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: own, Method: card(t, goodCard)}); err != nil {
		t.Errorf("the parent's own session: %v", err)
	}
	s.balanced()
}

// TestWhomABookingIsForStaysSealed: not in the row, not in events or answers, and gone with the account.
func TestWhomABookingIsForStaysSealed(t *testing.T) {
	s, c, asha := family(t, identity.DependantChange{Relation: identity.Child, Name: "Marker Asha", Born: "2016-11-24"})
	b, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: s.hold(c, monday), Method: card(t, goodCard), For: asha, Guardian: true})
	if err != nil {
		t.Fatal(err)
	}
	var all string
	if err := s.db.QueryRow(t.Context(), `select (select string_agg(b::text, '') from booking.booking b) || (select string_agg(e::text, '') from events.event e)
		|| (select string_agg(d::text, '') from identity.dependant d)`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(all, "Asha") || strings.Contains(all, "2016-11") {
		t.Error("somebody stands in the clear")
	}
	s.clock.Set(b.End)
	if err := s.db.InTx(t.Context(), func(tx db.Tx) error { return s.GuardErasureTx(t.Context(), tx, c.PersonID) }); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Beneficiaries(t.Context(), []*booking.Booking{mustRead(s, s.practitioner, b.ID)}); err != nil || len(got) != 0 {
		t.Errorf("after erasure: %+v, %v", got, err)
	}
}

func TestWhoMustAgree(t *testing.T) {
	tests := map[string]struct {
		d    identity.DependantChange
		must bool
	}{
		"a child of untold age":      {identity.DependantChange{Relation: identity.Child, Name: "A"}, true},
		"a grown-up child":           {identity.DependantChange{Relation: identity.Child, Name: "A", Born: "2008-11-23"}, false},
		"a day too young":            {identity.DependantChange{Relation: identity.Sibling, Name: "A", Born: "2008-11-24"}, true},
		"a parent, nothing was told": {identity.DependantChange{Relation: identity.Parent, Name: "A"}, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s, c, id := family(t, tc.d)
			_, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: s.hold(c, monday), Method: card(t, goodCard), For: id})
			if (err != nil) != tc.must {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestBookingForSomebodyElsesFamily(t *testing.T) {
	s, c, id := family(t, identity.DependantChange{Relation: identity.Parent, Name: "A"})
	other := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	_, err := s.Pay(t.Context(), other, booking.PayRequest{BookingID: s.hold(other, monday), Method: card(t, goodCard), For: id})
	want(t, err, identity.ErrDependantNotFound)
	g := guest()
	_, err = s.Pay(t.Context(), g, booking.PayRequest{BookingID: s.hold(g, monday.Add(time.Hour)), Method: card(t, goodCard), For: id,
		Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}})
	want(t, err, identity.ErrUnauthenticated)
	// A wish that was changed before paying leaves nothing behind.
	hold := s.hold(c, monday.Add(2*time.Hour))
	if _, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: hold, Method: card(t, declinedCard), For: id}); err == nil {
		t.Fatal("a declined card was taken")
	}
	if _, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: hold, Method: card(t, goodCard)}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Beneficiaries(t.Context(), []*booking.Booking{mustRead(s, c, hold)}); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}
