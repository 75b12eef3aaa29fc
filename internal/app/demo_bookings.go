package app

import (
	"context"
	"fmt"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/idem"
)

// demoSessions is how many sessions the demo practitioner has ahead when the demo begins.
const demoSessions = 3

// bookDemo gives the demo's seeker and practitioner sessions ahead, so that neither meets an empty page. They are made by
// the commands that people use and paid with a test card; letters go out as for any booking.
func (a *App) bookDemo(ctx context.Context) error {
	logins := a.demoLogins()
	seeker, err := a.people.AccountByEmail(ctx, a.db, logins[0].email)
	if err != nil {
		return err
	}
	svc, open, err := a.demoOpenings(ctx, logins[1].email)
	if err != nil {
		return err
	}
	callers := []booking.Caller{
		{Principal: identity.Principal{PersonID: seeker.ID, Role: identity.Seeker, Email: seeker.Email, Name: seeker.Name, Zone: seeker.Zone, Locale: seeker.Locale, Verified: true}},
		{Access: a.ids.Secret()},
	}
	for i, start := range onePerDay(open, demoSessions) {
		if err := a.bookOne(ctx, callers[i%len(callers)], svc, start); err != nil {
			return fmt.Errorf("booking the demo's sessions: %w", err)
		}
	}
	return nil
}

func (a *App) bookOne(ctx context.Context, c booking.Caller, svc catalog.Bookable, start time.Time) error {
	held, err := a.bookings.Hold(ctx, c, booking.HoldRequest{ServiceID: svc.ID, Start: start}, idem.Key{})
	if err != nil {
		return err
	}
	r := booking.PayRequest{BookingID: held.ID, Note: "Looking forward to it.", Contact: booking.Contact{Name: "Rohan Iyer", Email: "rohan@demo.klear.example", Locale: a.brand.Locale}}
	if svc.Price.Minor > 0 {
		if r.Method, err = payment.NewMethod(payment.Card, sandbox.CardSucceeds); err != nil {
			return err
		}
	}
	if svc.Modes[0] == catalog.AtCustomer {
		r.Address = "12 Example Road"
	}
	_, err = a.bookings.Pay(ctx, c, r)
	return err
}

// demoOpenings are the coming three weeks of the demo practitioner's first service; none when nothing is open.
func (a *App) demoOpenings(ctx context.Context, email string) (catalog.Bookable, []slots.Slot, error) {
	person, err := a.people.AccountByEmail(ctx, a.db, email)
	if err != nil {
		return catalog.Bookable{}, nil, err
	}
	p, err := a.catalog.PractitionerByPerson(ctx, person.ID)
	if err != nil || len(p.Services) == 0 {
		return catalog.Bookable{}, nil, err
	}
	svc, err := a.catalog.ServiceForBooking(ctx, a.db, p.Services[0].ID)
	if err != nil {
		return catalog.Bookable{}, nil, err
	}
	now := a.clock.Now()
	list, err := a.schedule.Slots(ctx, a.db, schedule.Ask{Offering: schedule.OfferingOf(svc), From: now.AddDate(0, 0, 1), To: now.AddDate(0, 0, 22), Now: now})
	return svc, list, err
}

// onePerDay takes the first start of each of n days.
func onePerDay(list []slots.Slot, n int) (out []time.Time) {
	day := ""
	for _, s := range list {
		if d := s.Start.Format(time.DateOnly); d != day && len(out) < n {
			day = d
			out = append(out, s.Start)
		}
	}
	return out
}
