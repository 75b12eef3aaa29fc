package booking_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"klear/brands"
	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/platform/brand"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/mail"
	"klear/locales"

	"github.com/google/uuid"
)

// post keeps what would be sent.
type post struct{ subjects []string }

func (p *post) Send(_ context.Context, m mail.Message) error {
	p.subjects = append(p.subjects, m.Subject)
	return nil
}

// letters gives the stage's module somebody to write for it.
func (s *stage) letters() *post {
	s.t.Helper()
	b, err := brand.Load(brands.FS, "klearkarma")
	if err != nil {
		s.t.Fatal(err)
	}
	bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
	if err != nil {
		s.t.Fatal(err)
	}
	box := &post{}
	letters, err := notify.New(notify.Deps{Sender: box, Brand: b, Bundle: bundle, From: mail.Address{Email: "no-reply@klear.example"}})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Notices = &booking.Notices{DB: s.db, Clock: s.clock, People: s.People, Catalog: s.Catalog, Letters: letters, BaseURL: "https://klear.example",
		Link: func(b *booking.Booking) (string, error) { return "https://klear.example/bookings/" + b.Code, nil }}
	return box
}

// deliver hands every event of a booking to the letters, as the queue does.
func (s *stage) deliver(id uuid.UUID) {
	s.t.Helper()
	rows, err := s.db.Query(s.t.Context(), "select id, type, occurred_at, data from events.event where aggregate_id = $1 order by aggregate_seq", id)
	if err != nil {
		s.t.Fatal(err)
	}
	var list []events.Delivery
	for rows.Next() {
		d := events.Delivery{AggregateID: id}
		if err := rows.Scan(&d.EventID, &d.Type, &d.At, (*json.RawMessage)(&d.Data)); err != nil {
			s.t.Fatal(err)
		}
		if slices.Contains(booking.EventTypes, d.Type) {
			list = append(list, d)
		}
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	for _, d := range list {
		if err := s.OnBookingEvent(s.t.Context(), d); err != nil {
			s.t.Error(err)
		}
	}
}

// TestAHoldThatEndedCausesNoLetter: nobody is told of the end of something they never heard of.
func TestAHoldThatEndedCausesNoLetter(t *testing.T) {
	for name, c := range map[string]struct {
		confirmation string
		free         bool
		expires      bool
	}{"declined card, released": {"instant", false, false}, "declined card, expired": {"approval", false, true}, "free, released": {"instant", true, false}} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{Confirmation: c.confirmation}, catalogtest.ServiceSpec{})
			if c.free {
				if _, err := s.db.Exec(t.Context(), "update catalog.service set price_minor = 0 where id = $1", s.serviceID); err != nil {
					t.Fatal(err)
				}
			}
			box := s.letters()
			me := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
			id := s.hold(me, monday)
			if !c.free {
				_, err := s.pay(me, id, declinedCard)
				want(t, err, payment.ErrDeclined)
			}
			if c.expires {
				s.clock.Advance(time.Hour)
				want(t, s.SweepOverdue(t.Context(), booking.Sweep{}), nil)
			} else {
				want(t, s.Release(t.Context(), me, id), nil)
			}
			s.deliver(id)
			if len(box.subjects) > 0 {
				t.Errorf("sent %q", box.subjects)
			}
		})
	}
}

// TestACancelledBookingIsToldToBoth sides.
func TestACancelledBookingIsToldToBoth(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	box := s.letters()
	c := guest()
	b := s.book(c, monday)
	if _, _, err := s.Cancel(t.Context(), c, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	s.deliver(b.ID)
	if len(box.subjects) != 2 {
		t.Errorf("sent %q", box.subjects)
	}
}
