package pagetest

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/platform/idem"
	"klear/internal/platform/ids"

	"github.com/google/uuid"
)

// Practice is a practitioner with an account, a verified profile, one service and hours from 9:00 to 18:00 UTC each day.
type Practice struct {
	Account identity.Person
	ID      uuid.UUID // of the profile
	Service uuid.UUID
}

// Practice makes a practitioner who signs in by email.
func (s *Site) Practice(t *testing.T, email string, spec catalogtest.PractitionerSpec, service catalogtest.ServiceSpec) Practice {
	t.Helper()
	p := Practice{Account: s.People.Account(t, email, identity.Practitioner)}
	spec.PersonID = p.Account.ID
	if spec.Zone == "" {
		spec.Zone = "UTC"
	}
	p.ID = catalogtest.Practitioner(t, s.DB, spec)
	service.Practitioner = p.ID
	p.Service = catalogtest.Service(t, s.DB, service)
	var week schedule.Hours
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: "09:00", End: "18:00"}}})
	}
	if _, err := s.Schedule.SetHours(t.Context(), identity.Principal{}, p.ID, time.UTC, week); err != nil {
		t.Fatal(err)
	}
	return p
}

// Caller is the practitioner as who acts on bookings.
func (p Practice) Caller() booking.Caller {
	return booking.Caller{Principal: identity.Principal{PersonID: p.Account.ID, Role: identity.Practitioner, Verified: true}}
}

// Tomorrow is an hour of tomorrow, UTC.
func (s *Site) Tomorrow(hour int) time.Time {
	y, m, d := s.Clock.Now().Date()
	return time.Date(y, m, d+1, hour, 0, 0, 0, time.UTC)
}

// Client is a visitor who books.
type Client struct {
	Name, Email, Note string
	For               uuid.UUID // of an account's family
}

// Book makes a booking of a visitor without an account: confirmed, or a request when the practitioner wants to be asked.
func (s *Site) Book(t *testing.T, p Practice, at time.Time, c Client) *booking.Booking {
	t.Helper()
	return s.BookAs(t, booking.Caller{Access: ids.NewSource(nil).Secret()}, p, at, c)
}

// BookAs is Book by somebody with an account, say.
func (s *Site) BookAs(t *testing.T, caller booking.Caller, p Practice, at time.Time, c Client) *booking.Booking {
	t.Helper()
	held, err := s.Bookings.Hold(t.Context(), caller, booking.HoldRequest{ServiceID: p.Service, Start: at}, idem.Key{})
	if err != nil {
		t.Fatal(err)
	}
	card, err := payment.NewMethod(payment.Card, "4242424242424242")
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Bookings.Pay(t.Context(), caller, booking.PayRequest{BookingID: held.ID, Method: card, Note: c.Note, For: c.For, Guardian: true, Contact: booking.Contact{Name: c.Name, Email: c.Email}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}
