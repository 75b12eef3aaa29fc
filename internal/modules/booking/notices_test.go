package booking_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"klear/brands"
	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/notify"
	"klear/internal/platform/brand"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/idem"
	"klear/internal/platform/mail"
	"klear/locales"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// outbox keeps what was sent.
type outbox struct{ sent []mail.Message }

// Send keeps a letter.
func (o *outbox) Send(_ context.Context, m mail.Message) error {
	o.sent = append(o.sent, m)
	return nil
}

// take empties the outbox.
func (o *outbox) take() []mail.Message {
	sent := o.sent
	o.sent = nil
	return sent
}

func (o *outbox) letters(t *testing.T) *notify.Service {
	t.Helper()
	klear, err := brand.Load(brands.FS, "klearkarma")
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: klear.Words, Messages: klear.Messages})
	if err != nil {
		t.Fatal(err)
	}
	n, err := notify.New(notify.Deps{Sender: o, Brand: brand.NewLive(klear), Bundle: bundle, From: mail.Address{Name: "Klear", Email: "no-reply@klear.test"}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// correspondence is a booking and the letters about it.
type correspondence struct {
	*stage
	client booking.Caller
	id     uuid.UUID
	told   map[uuid.UUID]bool
}

const clientMail = "kavya@example.org"

// arrange makes a booking of a client in London with a practitioner in Pune; health words and names are where they could
// slip into a subject.
func arrange(t *testing.T, p catalogtest.PractitionerSpec, mode string) *correspondence {
	t.Helper()
	p.Name = "Ananya Rao"
	s := newStage(t, p, catalogtest.ServiceSpec{Name: "Grief counselling", Modes: []string{mode}})
	c := &correspondence{stage: s, client: guest(), told: map[uuid.UUID]bool{}}
	held, err := s.Hold(t.Context(), c.client, booking.HoldRequest{ServiceID: s.serviceID, Start: monday, Zone: "Europe/London"}, idem.Key{})
	if err != nil {
		t.Fatal(err)
	}
	c.id = held.ID
	return c
}

func (c *correspondence) pay() *correspondence {
	c.t.Helper()
	if _, err := c.stage.pay(c.client, c.id, goodCard); err != nil {
		c.t.Fatal(err)
	}
	return c
}

// deliver hands the events that are new to the letter writer, as the queue would, and returns the letters by reader.
func (c *correspondence) deliver() map[string]mail.Message {
	c.t.Helper()
	rows, err := c.db.Query(c.t.Context(), "select id, type, data from events.event where aggregate_id = $1 order by aggregate_seq", c.id)
	if err != nil {
		c.t.Fatal(err)
	}
	defer rows.Close()
	var fresh []events.Delivery
	for rows.Next() {
		d := events.Delivery{AggregateID: c.id}
		if err := rows.Scan(&d.EventID, &d.Type, &d.Data); err != nil {
			c.t.Fatal(err)
		}
		if !c.told[d.EventID] && slices.Contains(booking.EventTypes, d.Type) {
			fresh = append(fresh, d)
		}
		c.told[d.EventID] = true
	}
	if rows.Err() != nil {
		c.t.Fatal(rows.Err())
	}
	for _, d := range fresh {
		if err := c.OnBookingEvent(c.t.Context(), d); err != nil {
			c.t.Fatal(err)
		}
	}
	return c.byReader(c.outbox.take())
}

// byReader sorts letters into "client" and "practitioner"; nobody gets two, and no subject tells what it is about.
func (c *correspondence) byReader(list []mail.Message) map[string]mail.Message {
	c.t.Helper()
	out := map[string]mail.Message{}
	for _, m := range list {
		reader := "practitioner"
		if m.To[0].Email == clientMail {
			reader = "client"
		}
		if _, twice := out[reader]; twice || len(m.To) != 1 {
			c.t.Errorf("two letters to the %s: %s", reader, m.Subject)
		}
		for _, word := range []string{"Grief", "counselling", "Kavya", "Ananya", "Person"} {
			if strings.Contains(m.Subject, word) {
				c.t.Errorf("the subject %q says %q", m.Subject, word)
			}
		}
		out[reader] = m
	}
	return out
}

var invitation = regexp.MustCompile(`(?m)^(METHOD|UID|SEQUENCE|DTSTART)[^:\r\n]*:([^\r\n]*)`)

// invited is the method, UID, SEQUENCE and start of a letter's calendar; "" without one.
func invited(m mail.Message) string {
	if m.Calendar == nil {
		return ""
	}
	got := map[string]string{}
	for _, line := range invitation.FindAllStringSubmatch(string(m.Calendar.ICS), -1) {
		got[line[1]] = line[2]
	}
	if got["METHOD"] != m.Calendar.Method {
		return "the envelope says " + m.Calendar.Method + ", the calendar " + got["METHOD"]
	}
	return fmt.Sprintf("%s %s %s %s", got["METHOD"], got["UID"], got["SEQUENCE"], got["DTSTART"])
}

// entry is what invited should be.
func (c *correspondence) entry(method string, sequence int, start time.Time) string {
	return fmt.Sprintf("%s %s@klear.test %d %s", method, c.id, sequence, start.Format("20060102T150405Z"))
}

// expect compares subjects' beginnings and calendars of the letters of one occasion: reader to "subject | calendar".
func (c *correspondence) expect(occasion string, got map[string]mail.Message, want map[string][2]string) {
	c.t.Helper()
	if len(got) != len(want) {
		c.t.Errorf("%s: %d letters, want %d", occasion, len(got), len(want))
	}
	for reader, w := range want {
		m, ok := got[reader]
		switch {
		case !ok:
			c.t.Errorf("%s: no letter to the %s", occasion, reader)
		case !strings.HasPrefix(m.Subject, w[0]):
			c.t.Errorf("%s: the %s reads %q, want %q", occasion, reader, m.Subject, w[0])
		case invited(m) != w[1]:
			c.t.Errorf("%s: the %s's calendar is %q, want %q", occasion, reader, invited(m), w[1])
		}
	}
}

const (
	address = "1 Private Lane"
	india   = "India (IST, UTC+5:30)"
	london  = "London (GMT, UTC+0)"
)

func (c *correspondence) says(m mail.Message, words ...string) {
	c.t.Helper()
	for _, w := range words {
		if !strings.Contains(m.Text, w) {
			c.t.Errorf("%q does not say %q:\n%s", m.Subject, w, m.Text)
		}
	}
}

func (c *correspondence) hides(m mail.Message, words ...string) {
	c.t.Helper()
	for _, w := range words {
		if strings.Contains(m.Text+m.HTML, w) || (m.Calendar != nil && strings.Contains(string(m.Calendar.ICS), w)) {
			c.t.Errorf("%q says %q:\n%s", m.Subject, w, m.Text)
		}
	}
}

func TestLettersOfABookingThatMovesAndEnds(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online").pay()
	got := c.deliver()
	c.expect("booked", got, map[string][2]string{
		"client": {"Booked: ", c.entry("REQUEST", 0, monday)}, "practitioner": {"New booking: ", c.entry("REQUEST", 0, monday)}})
	c.says(got["client"], "3:30", london, "9:00", india, "Ananya Rao", "Grief counselling")
	c.says(got["practitioner"], "9:00", india, "3:30", london, "Kavya")

	later := monday.Add(2 * time.Hour)
	if _, err := c.Move(t.Context(), c.client, c.id, 0, later); err != nil {
		t.Fatal(err)
	}
	got = c.deliver()
	c.expect("moved", got, map[string][2]string{
		"client": {"Moved: ", c.entry("REQUEST", 1, later)}, "practitioner": {"Moved: ", c.entry("REQUEST", 1, later)}})
	c.says(got["client"], "5:30", london, "11:00", india, "Before: ", "3:30")

	if _, _, err := c.Cancel(t.Context(), c.client, c.id, booking.Cancellation{Reason: "I feel better"}); err != nil {
		t.Fatal(err)
	}
	got = c.deliver()
	c.expect("cancelled", got, map[string][2]string{
		"client": {"Cancelled: ", c.entry("CANCEL", 2, later)}, "practitioner": {"Cancelled: ", c.entry("CANCEL", 2, later)}})
	c.says(got["client"], "1,500")
	c.says(got["practitioner"], "I feel better")
	c.hides(got["practitioner"], "1,500")
}

func TestLettersOfAPractitionersCancellation(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online").pay()
	c.deliver()
	if _, _, err := c.Cancel(t.Context(), c.practitioner, c.id, booking.Cancellation{Reason: "The roof leaks"}); err != nil {
		t.Fatal(err)
	}
	got := c.deliver()
	c.expect("cancelled", got, map[string][2]string{
		"client": {"Cancelled: ", c.entry("CANCEL", 1, monday)}, "practitioner": {"Cancelled: ", c.entry("CANCEL", 1, monday)}})
	c.says(got["client"], "The roof leaks", "1,500")
}

// TestTheStreetIsToldOnceItIsBooked: a request names the area, the confirmation the door.
func TestTheStreetIsToldOnceItIsBooked(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, "at_practitioner").pay()
	got := c.deliver()
	c.expect("requested", got, map[string][2]string{"client": {"Your request was sent: ", ""}, "practitioner": {"A request waits for your answer", ""}})
	c.hides(got["client"], address)
	if _, err := c.Accept(t.Context(), c.stage.practitioner, c.id, 0); err != nil {
		t.Fatal(err)
	}
	got = c.deliver()
	c.expect("accepted", got, map[string][2]string{
		"client": {"Booked: ", c.entry("REQUEST", 0, monday)}, "practitioner": {"New booking: ", c.entry("REQUEST", 0, monday)}})
	c.says(got["client"], address, "9:00", india)
	if _, _, err := c.Cancel(t.Context(), c.client, c.id, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	c.hides(c.deliver()["client"], address)
}

func TestLettersOfARequestThatIsDeclined(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, "at_practitioner").pay()
	c.deliver()
	if _, err := c.Decline(t.Context(), c.practitioner, c.id, 0, "I am away"); err != nil {
		t.Fatal(err)
	}
	got := c.deliver()
	c.expect("declined", got, map[string][2]string{"client": {"Your request could not be accepted", ""}})
	c.says(got["client"], "I am away", "Nothing was charged")
	c.hides(got["client"], address)
}

// TestLettersOfARequestThatIsWithdrawn: no calendar was sent, so none is taken back.
func TestLettersOfARequestThatIsWithdrawn(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, "online").pay()
	c.deliver()
	if _, _, err := c.Cancel(t.Context(), c.client, c.id, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	got := c.deliver()
	c.expect("withdrawn", got, map[string][2]string{"client": {"Withdrawn: ", ""}, "practitioner": {"Withdrawn: ", ""}})
	c.says(got["client"], "Nothing was charged")
	c.hides(got["client"], "goes back the way", "1,500")
}

func TestLettersOfARequestThatRunsOut(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, "online").pay()
	c.deliver()
	c.clock.Advance(25 * time.Hour)
	if err := c.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	c.expect("expired", c.deliver(), map[string][2]string{"client": {"Your request was not answered", ""}})
}

// TestNobodyIsToldOfAHoldThatRunsOut: nothing was paid, and nobody has left an address.
func TestNobodyIsToldOfAHoldThatRunsOut(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online")
	c.clock.Advance(time.Hour)
	if err := c.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	c.expect("a hold that ran out", c.deliver(), nil)
}

// TestALetterThatComesLateSaysNothingFalse: the news of a confirmation is delivered after the cancellation.
func TestALetterThatComesLateSaysNothingFalse(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online").pay()
	if _, _, err := c.Cancel(t.Context(), c.client, c.id, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	c.expect("both at once", c.deliver(), map[string][2]string{
		"client": {"Cancelled: ", c.entry("CANCEL", 1, monday)}, "practitioner": {"Cancelled: ", c.entry("CANCEL", 1, monday)}})
}

// TestTheSameNewsTwiceIsTheSameMail: mail programs show a letter that came twice once.
func TestTheSameNewsTwiceIsTheSameMail(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online").pay()
	first := c.deliver()
	clear(c.told)
	second := c.deliver()
	if first["client"].ID == "" || first["client"].ID != second["client"].ID || first["client"].ID == first["practitioner"].ID {
		t.Errorf("%q, then %q; the practitioner's is %q", first["client"].ID, second["client"].ID, first["practitioner"].ID)
	}
}

// reminders are the planned ones, the earliest first.
func (c *correspondence) reminders() (planned []booking.Remind, at []time.Time) {
	c.t.Helper()
	rows, err := c.db.Query(c.t.Context(), "select args, scheduled_at from jobs.river_job where kind = 'booking_remind' order by scheduled_at, id")
	if err != nil {
		c.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		var when time.Time
		var j booking.Remind
		if err := rows.Scan(&raw, &when); err != nil {
			c.t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &j); err != nil {
			c.t.Fatal(err)
		}
		planned, at = append(planned, j), append(at, when.UTC())
	}
	return planned, at
}

// remind lets every planned reminder happen at its time and returns who was written to, and when the session is said to be.
func (c *correspondence) remind() []string {
	c.t.Helper()
	planned, at := c.reminders()
	var out []string
	for i, j := range planned {
		c.clock.Set(at[i])
		if err := c.RemindNow(c.t.Context(), j); err != nil {
			c.t.Fatal(err)
		}
		for reader, m := range c.byReader(c.outbox.take()) {
			out = append(out, fmt.Sprintf("%s %s: %s", at[i].Format(time.RFC3339), reader, m.Subject))
		}
	}
	slices.Sort(out)
	return out
}

func TestRemindersAreTwoAndFollowTheBooking(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online").pay()
	_, at := c.reminders()
	if d := cmp.Diff([]time.Time{monday.Add(-24 * time.Hour), monday.Add(-2 * time.Hour)}, at); d != "" {
		t.Fatal(d)
	}
	tuesday := monday.Add(26 * time.Hour)
	if _, err := c.Move(t.Context(), c.client, c.id, 0, tuesday); err != nil {
		t.Fatal(err)
	}
	if planned, _ := c.reminders(); len(planned) != 4 {
		t.Fatalf("%d reminders are planned, want two for each time", len(planned))
	}
	c.deliver()
	got := c.remind()
	want := []string{
		"2026-11-23T05:30:00Z client: Tomorrow: 24 Nov 2026, 5:30", "2026-11-23T05:30:00Z practitioner: Tomorrow: 24 Nov 2026, 11:00",
		"2026-11-24T03:30:00Z client: In 2 hours: 24 Nov 2026, 5:30", "2026-11-24T03:30:00Z practitioner: In 2 hours: 24 Nov 2026, 11:00",
	}
	if len(got) != len(want) {
		t.Fatalf("reminded:\n%s", strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("reminded %q, want %q", got[i], want[i])
		}
	}
}

// TestRemindersFollowTheReadersWish: each side's own, reminder by reminder; the other side is not touched by it.
func TestRemindersFollowTheReadersWish(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online").pay()
	_, err := c.db.Exec(t.Context(), `insert into identity.preference (person_id, remind_day, remind_hours)
		select seeker_id, false, true from booking.booking where id = $1 union all select practitioner_person_id, false, false from booking.booking where id = $1`, c.id)
	if err != nil {
		t.Fatal(err)
	}
	c.deliver()
	if got := c.remind(); len(got) != 1 || !strings.HasPrefix(got[0], "2026-11-23T01:30:00Z client: In 2 hours") {
		t.Errorf("reminded:\n%s", strings.Join(got, "\n"))
	}
}

func TestNobodyIsRemindedOfWhatWasCancelled(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "online").pay()
	if _, _, err := c.Cancel(t.Context(), c.practitioner, c.id, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	c.deliver()
	if got := c.remind(); len(got) != 0 {
		t.Errorf("reminded:\n%s", strings.Join(got, "\n"))
	}
}

// TestShortlyAheadThereIsOneReminder: what lies in the past is not planned.
func TestShortlyAheadThereIsOneReminder(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.clock.Set(monday.Add(-3 * time.Hour))
	b := s.book(guest(), monday)
	late := &correspondence{stage: s, id: b.ID}
	if planned, _ := late.reminders(); len(planned) != 1 || planned[0].Before != "2h" {
		t.Errorf("three hours before: %v", planned)
	}
}

func TestLettersOfAProposal(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, "online").pay()
	c.deliver()
	b := mustRead(c.stage, c.client, c.id)
	c.propose(b, tuesday, tuesday.Add(3*time.Hour))
	got := c.deliver()
	c.expect("proposed", got, map[string][2]string{"client": {"Would another time do?", ""}})
	for _, part := range []string{"24 Nov 2026", "3:30", "6:30", "https://klear.test/bookings/" + b.Code} {
		if !strings.Contains(got["client"].Text, part) {
			t.Errorf("the client is not told %q:\n%s", part, got["client"].Text)
		}
	}
	if _, err := c.DropProposed(t.Context(), c.client, c.id); err != nil {
		t.Fatal(err)
	}
	c.expect("declined", c.deliver(), map[string][2]string{"practitioner": {"None of the proposed times will do", ""}})
	c.propose(b, tuesday)
	if _, err := c.TakeProposed(t.Context(), c.client, c.id, 0, tuesday); err != nil {
		t.Fatal(err)
	}
	c.expect("taken", c.deliver(), map[string][2]string{
		"client": {"Booked: ", c.entry("REQUEST", 1, tuesday)}, "practitioner": {"New booking: ", c.entry("REQUEST", 1, tuesday)},
	})
}
