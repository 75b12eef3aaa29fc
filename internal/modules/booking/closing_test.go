package booking_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/schedule"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// guarded says what keeps the account of a business's owner; as the app does, a business of which nothing keeps it closes.
func (h *house) guarded(ctx context.Context, owner booking.Caller) error {
	return h.db.InTx(ctx, func(tx db.Tx) error {
		if err := h.GuardErasureTx(ctx, tx, owner.PersonID); err != nil {
			return err
		}
		return h.Businesses.(*business.Service).EraseTx(ctx, tx, owner.PersonID)
	})
}

// TestAnOwnerStaysWhileTheBusinessIsExpected: by somebody who holds, or has booked, a team service or a member's session in
// a room. The client keeps the address meanwhile. Handed over, it is nothing to the owner of before.
func TestAnOwnerStaysWhileTheBusinessIsExpected(t *testing.T) {
	h := newHouse(t, 2)
	owner := h.owner(t)
	room := catalogtest.Room(t, h.db, h.business)
	catalogtest.UseRooms(t, h.db, h.services[0], h.business, room)
	team := catalogtest.TeamService(t, h.db, h.business, "any", h.services[1])
	c := guest()
	held, err := h.holdTeam(t, c, team, tuesday)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.guarded(t.Context(), owner); !errors.Is(err, booking.ErrBusinessAhead) {
		t.Errorf("with a hold: %v", err)
	}
	if err := h.Release(t.Context(), c, held.ID); err != nil {
		t.Fatal(err)
	}
	own, err := h.Hold(t.Context(), c, booking.HoldRequest{ServiceID: h.services[0], Start: tuesday}, idem.Key{})
	if err != nil || own.RoomID != room {
		t.Fatalf("a room is held: %v, %v", own, err)
	}
	own = h.confirm(t, c, own)
	if err := h.guarded(t.Context(), owner); !errors.Is(err, booking.ErrBusinessAhead) {
		t.Errorf("with a session in a room: %v", err)
	}
	if place, err := h.SharedPlace(t.Context(), own); err != nil || !strings.Contains(place, "2 Shared Lane") {
		t.Errorf("the client is expected at %q, %v", place, err)
	}
	if err := h.Businesses.(*business.Service).HandOver(t.Context(), owner.Principal, h.business, h.accounts[1].PersonID); err != nil {
		t.Fatal(err)
	}
	if err := h.guarded(t.Context(), owner); err != nil {
		t.Errorf("after handing over: %v", err)
	}
	if place, err := h.SharedPlace(t.Context(), own); err != nil || !strings.Contains(place, "2 Shared Lane") {
		t.Errorf("after the owner of before has left, at %q, %v", place, err)
	}
	h.clock.Set(own.End)
	if err := h.guarded(t.Context(), h.accounts[1]); err != nil {
		t.Errorf("after the last session: %v", err)
	}
}

// TestAClosedBusinessIsNotPaid: what was held in it when it closed.
func TestAClosedBusinessIsNotPaid(t *testing.T) {
	h := newHouse(t, 1)
	team, c := catalogtest.TeamService(t, h.db, h.business, "any", h.services...), guest()
	held, err := h.holdTeam(t, c, team, tuesday)
	if err != nil {
		t.Fatal(err)
	}
	asOwner(t, h.url, "update business.business set open = false")
	r := booking.PayRequest{BookingID: held.ID, Method: card(t, "4242424242424242"), Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}}
	if _, err := h.Pay(t.Context(), c, r); !errors.Is(err, booking.ErrServiceClosed) {
		t.Errorf("it is paid: %v", err)
	}
}

// TestClosingWhileManyBook: whoever got in keeps the business open, and nobody gets into a closed one. Red without the
// triggers booking_business_open and room_occupancy_business_open.
func TestClosingWhileManyBook(t *testing.T) {
	h := newHouse(t, 2)
	owner := h.owner(t)
	room := catalogtest.Room(t, h.db, h.business)
	catalogtest.UseRooms(t, h.db, h.services[0], h.business, room)
	team := catalogtest.TeamService(t, h.db, h.business, "any", h.services[1])
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			r := booking.HoldRequest{TeamServiceID: team, Start: tuesday.AddDate(0, 0, i/2)}
			if i%2 == 0 {
				r.TeamServiceID, r.ServiceID = uuid.Nil, h.services[0]
			}
			_, err := h.Hold(t.Context(), guest(), r, idem.Key{})
			if err != nil && !errors.Is(err, booking.ErrServiceClosed) && !errors.Is(err, schedule.ErrNotOffered) && !errors.Is(err, schedule.ErrTaken) {
				t.Error(err)
			}
		})
		if i == 3 {
			wg.Go(func() {
				if err := h.guarded(t.Context(), owner); err != nil && !errors.Is(err, booking.ErrBusinessAhead) {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	var stranded int
	err := h.db.QueryRow(t.Context(), `select count(*) from booking.booking b where not (select v.open from business.v_business v where v.business_id = $1)
		and (b.business_id = $1 or b.room_id = $2)`, h.business, room).Scan(&stranded)
	if err != nil || stranded != 0 {
		t.Errorf("%d hold a time in a closed business, %v", stranded, err)
	}
}

// TestTheDatabaseKeepsAClosedBusinessClosed whatever the application believes.
func TestTheDatabaseKeepsAClosedBusinessClosed(t *testing.T) {
	h := newHouse(t, 1)
	team := catalogtest.TeamService(t, h.db, h.business, "any", h.services...)
	held, err := h.holdTeam(t, guest(), team, tuesday)
	if err != nil {
		t.Fatal(err)
	}
	room := catalogtest.Room(t, h.db, h.business)
	asOwner(t, h.url, "update business.business set open = false")
	for name, sql := range map[string]string{
		"a booking": `insert into booking.booking select (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', 'ZZZZ2222'))).* from booking.booking b where id = $1 and $2::uuid is not null`,
		"a room": `insert into schedule.room_occupancy (occupancy_id, room_id, blocked, blocks)
			select o.id, $2, o.blocked, true from schedule.occupancy o join booking.booking b on b.occupancy_id = o.id where b.id = $1`,
	} {
		if _, err := h.db.Exec(t.Context(), sql, held.ID, room); !db.Violates(err, "business_open") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
