package booking_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// house is a business of several practitioners who keep the same hours, on the stage of one.
type house struct {
	*stage
	business uuid.UUID
	people   []uuid.UUID // practitioners
	accounts []booking.Caller
	services []uuid.UUID
}

func newHouse(t *testing.T, size int) *house {
	t.Helper()
	h := &house{stage: newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})}
	h.business = catalogtest.Business(t, h.db)
	for range size {
		person := catalogtest.Person(t, h.db, "practitioner")
		p := catalogtest.Practitioner(t, h.db, catalogtest.PractitionerSpec{PersonID: person})
		catalogtest.Join(t, h.db, h.business, p, "member")
		h.people, h.accounts = append(h.people, p), append(h.accounts, account(person, identity.Practitioner))
		h.services = append(h.services, catalogtest.Service(t, h.db, catalogtest.ServiceSpec{Practitioner: p, Modes: []string{"at_practitioner"}}))
		var week schedule.Hours
		for day := 1; day <= 7; day++ {
			week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "09:00", End: "18:00"}}})
		}
		if _, err := h.schedule.SetHours(t.Context(), identity.Principal{}, p, time.UTC, week); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *house) owner(t *testing.T) booking.Caller {
	t.Helper()
	var id uuid.UUID
	if err := h.db.QueryRow(t.Context(), `select owner_id from business.business where id = $1`, h.business).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return account(id, identity.Practitioner)
}

func (h *house) holdTeam(t *testing.T, c booking.Caller, team uuid.UUID, start time.Time) (*booking.Booking, error) {
	t.Helper()
	return h.Hold(t.Context(), c, booking.HoldRequest{TeamServiceID: team, Start: start}, idem.Key{})
}

func (h *house) confirmed(t *testing.T, team uuid.UUID, start time.Time) *booking.Booking {
	t.Helper()
	c := guest()
	b, err := h.holdTeam(t, c, team, start)
	if err != nil {
		t.Fatal(err)
	}
	return h.confirm(t, c, b)
}

// confirm pays a hold of a visitor.
func (h *house) confirm(t *testing.T, c booking.Caller, b *booking.Booking) *booking.Booking {
	t.Helper()
	r := booking.PayRequest{BookingID: b.ID, Method: card(t, "4242424242424242"), Contact: booking.Contact{Name: "Kavya", Email: uuid.NewString() + "@example.org"}}
	out, err := h.Pay(t.Context(), c, r)
	if err != nil || out.Status != booking.Confirmed {
		t.Fatalf("pay: %v", err)
	}
	return out
}

func TestATeamsTurnsAreFair(t *testing.T) {
	h := newHouse(t, 3)
	team := catalogtest.TeamService(t, h.db, h.business, "any", h.services...)
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			start := tuesday.AddDate(0, 0, i/9).Add(time.Duration(i%9/3) * 3 * time.Hour)
			if _, err := h.holdTeam(t, guest(), team, start); err != nil && !errors.Is(err, schedule.ErrTaken) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var spread, total int
	err := h.db.QueryRow(t.Context(), `select max(n) - min(n), sum(n) from (select count(*) as n from booking.booking where team_service_id = $1 group by practitioner_id) x`, team).Scan(&spread, &total)
	if err != nil || spread > 1 || total != 60 {
		t.Errorf("%d bookings, turns differ by %d (%v); want 60 and at most 1", total, spread, err)
	}
}

// TestAGivenBackTurn: who lets a hold of a member go gives that member the next one.
func TestAGivenBackTurn(t *testing.T) {
	h := newHouse(t, 2)
	team := catalogtest.TeamService(t, h.db, h.business, "any", h.services...)
	c := guest()
	first, err := h.holdTeam(t, c, team, tuesday)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Release(t.Context(), c, first.ID); err != nil {
		t.Fatal(err)
	}
	next, err := h.holdTeam(t, guest(), team, tuesday.Add(3*time.Hour))
	if err != nil || next.PractitionerID != first.PractitionerID {
		t.Errorf("the turn went to %s (%v), want %s, who has had none", next.PractitionerID, err, first.PractitionerID)
	}
}

func TestTheTeamsTermsAreTheBookings(t *testing.T) {
	h := newHouse(t, 2)
	team := catalogtest.TeamService(t, h.db, h.business, "any", h.services...)
	b, err := h.Hold(t.Context(), guest(), booking.HoldRequest{TeamServiceID: team, PractitionerID: h.people[1], Start: tuesday}, idem.Key{})
	if err != nil {
		t.Fatal(err)
	}
	if b.Price.Minor != 200_000 || b.PractitionerID != h.people[1] || b.ServiceID != h.services[1] || b.BusinessID != h.business {
		t.Errorf("booked %+v", b)
	}
	if _, err := h.Hold(t.Context(), guest(), booking.HoldRequest{TeamServiceID: team, PractitionerID: h.people[1], Start: tuesday}, idem.Key{}); !errors.Is(err, schedule.ErrTaken) {
		t.Errorf("the wished member twice: %v", err)
	}
}

func TestACollectiveBookingIsEverybodys(t *testing.T) {
	h := newHouse(t, 3)
	room := catalogtest.Room(t, h.db, h.business)
	for _, s := range h.services {
		catalogtest.UseRooms(t, h.db, s, h.business, room)
	}
	team := catalogtest.TeamService(t, h.db, h.business, "all", h.services...)
	b := h.confirmed(t, team, tuesday)
	if len(b.CompanionPersons) != 2 || b.RoomID != room {
		t.Fatalf("booked %+v", b)
	}
	for i, c := range h.accounts {
		list, _, err := h.Agenda(t.Context(), c, booking.AgendaQuery{From: tuesday, To: tuesday.Add(time.Hour), Page: 1, Limit: 10})
		if err != nil || len(list) != 1 || list[0].ID != b.ID {
			t.Errorf("member %d does not see it in the agenda: %v", i, err)
		}
		if _, err := h.ByID(t.Context(), c, b.ID); err != nil {
			t.Errorf("member %d cannot read it: %v", i, err)
		}
	}
	if _, err := h.ByID(t.Context(), h.practitioner, b.ID); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a stranger reads it: %v", err)
	}
	moved, err := h.Move(t.Context(), h.accounts[2], b.ID, 0, tuesday.Add(30*24*time.Hour))
	if err != nil || moved.RoomID != room {
		t.Fatalf("a companion moves it: %v", err)
	}
	if n := h.count(t, `select count(*) from schedule.occupancy where starts_at = $1`, moved.Start); n != 3 {
		t.Errorf("%d of three have the new time", n)
	}
	if _, _, err := h.Cancel(t.Context(), h.accounts[1], b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	if n := h.count(t, `select count(*) from schedule.occupancy`); n != 0 {
		t.Errorf("%d stretches are still taken after it was cancelled", n)
	}
}

// TestATimeProposedForAllIsHeldForAll: nobody of those who hold it may be taken meanwhile, and whoever is free again is
// free when the client declines.
func TestATimeProposedForAllIsHeldForAll(t *testing.T) {
	h := newHouse(t, 3)
	team := catalogtest.TeamService(t, h.db, h.business, "all", h.services...)
	b := h.confirmed(t, team, tuesday)
	other := tuesday.Add(3 * time.Hour)
	if _, err := h.Propose(t.Context(), h.accounts[0], b.ID, 0, []time.Time{other}); err != nil {
		t.Fatal(err)
	}
	if n := h.count(t, `select count(*) from schedule.occupancy where starts_at = $1`, other); n != 3 {
		t.Errorf("the proposed time is held for %d of three", n)
	}
	if _, err := h.DropProposed(t.Context(), h.accounts[0], b.ID); err != nil {
		t.Fatal(err)
	}
	if n := h.count(t, `select count(*) from schedule.occupancy where starts_at = $1`, other); n != 0 {
		t.Errorf("%d are still held after it was taken back", n)
	}
	if n := h.count(t, `select count(*) from schedule.occupancy where starts_at = $1`, tuesday); n != 3 {
		t.Errorf("the booking is held for %d of three", n)
	}
}

// TestAListedTeamTimeIsBookable, and nothing else is: listing and booking agree on every start of a day.
func TestAListedTeamTimeIsBookable(t *testing.T) {
	for _, kind := range []string{"any", "all"} {
		h := newHouse(t, 2)
		room := catalogtest.Room(t, h.db, h.business)
		catalogtest.UseRooms(t, h.db, h.services[0], h.business, room)
		team := catalogtest.TeamService(t, h.db, h.business, kind, h.services...)
		if _, err := h.Hold(t.Context(), guest(), booking.HoldRequest{ServiceID: h.services[0], Start: tuesday.Add(time.Hour)}, idem.Key{}); err != nil {
			t.Fatal(err)
		}
		for hour := range 12 {
			start := tuesday.Add(time.Duration(hour-2) * time.Hour)
			_, list, err := h.TeamTimes(t.Context(), team, uuid.Nil, start, start.Add(time.Second))
			if err != nil {
				t.Fatal(err)
			}
			c := guest()
			b, err := h.holdTeam(t, c, team, start)
			if (err == nil) != (len(list) == 1) {
				t.Errorf("%s at %s: listed %v, booked %v", kind, start, len(list) == 1, err)
			}
			if err == nil {
				if err := h.Release(t.Context(), c, b.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func TestACollectiveLackingAMemberIsClosed(t *testing.T) {
	h := newHouse(t, 3)
	team := catalogtest.TeamService(t, h.db, h.business, "all", h.services...)
	if _, err := h.db.Exec(t.Context(), `delete from business.membership where person_id = $1`, h.accounts[0].PersonID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.holdTeam(t, guest(), team, tuesday); !errors.Is(err, booking.ErrServiceClosed) {
		t.Errorf("booked without somebody who was agreed on: %v", err)
	}
}

// TestWhatABusinessSees: times and rooms of its members, names of its own sessions only, and for managers only.
func TestWhatABusinessSees(t *testing.T) {
	h := newHouse(t, 2)
	team := catalogtest.TeamService(t, h.db, h.business, "any", h.services...)
	ours := h.confirmed(t, team, tuesday)
	c := guest()
	own, err := h.Hold(t.Context(), c, booking.HoldRequest{ServiceID: h.services[0], Start: tuesday.Add(3 * time.Hour)}, idem.Key{})
	if err != nil {
		t.Fatal(err)
	}
	own = h.confirm(t, c, own)
	list, err := h.TeamAgenda(t.Context(), h.owner(t), h.business, tuesday, tuesday.AddDate(0, 0, 1))
	if err != nil || len(list) != 2 {
		t.Fatalf("%d sessions, %v", len(list), err)
	}
	if list[0].SeekerID != ours.SeekerID || list[0].Service != ours.ServiceName || !slices.Equal(list[0].People, []uuid.UUID{ours.PractitionerPersonID}) {
		t.Errorf("its own session: %+v", list[0])
	}
	if list[1].SeekerID != uuid.Nil || list[1].Service != "" || list[1].Status != "" || !list[1].Start.Equal(own.Start) {
		t.Errorf("a member's own session tells more than when: %+v", list[1])
	}
	if _, err := h.TeamAgenda(t.Context(), h.accounts[0], h.business, tuesday, tuesday.AddDate(0, 0, 1)); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a plain member sees the team's agenda: %v", err)
	}
	if _, err := h.TeamAgenda(t.Context(), h.practitioner, h.business, tuesday, tuesday.AddDate(0, 0, 1)); !errors.Is(err, business.ErrNotFound) {
		t.Errorf("a stranger sees the team's agenda: %v", err)
	}
	if _, err := h.ByID(t.Context(), h.owner(t), own.ID); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("the owner opens a member's session: %v", err)
	}
	if err := h.SaveNote(t.Context(), h.owner(t), ours.ID, "x"); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("the owner writes into a member's notes: %v", err)
	}
}

func (h *house) count(t *testing.T, sql string, args ...any) (n int) {
	t.Helper()
	if err := h.db.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
