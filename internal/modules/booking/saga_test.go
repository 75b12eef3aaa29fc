package booking_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// moneyFirst is the SQLSTATE of a booking that would end before its money is given back.
const moneyFirst = "KL360"

// steps are those of a booking in the order in which they were last moved: "capture done".
func (s *stage) steps(id uuid.UUID) []string {
	s.t.Helper()
	list, err := s.payments.Steps(s.t.Context(), s.db, id)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, step := range list {
		out = append(out, string(step.Name)+" "+string(step.State))
	}
	return out
}

func (s *stage) wantSteps(id uuid.UUID, want ...string) {
	s.t.Helper()
	if d := cmp.Diff(want, s.steps(id)); d != "" {
		s.t.Errorf("steps (-want +got):\n%s", d)
	}
}

// owner acts behind the application's back.
func (s *stage) owner(sql string, args ...any) error {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	_, err = conn.Exec(s.t.Context(), sql, args...)
	return err
}

func TestEachStepIsWritten(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	s.wantSteps(id, "hold done")
	if _, err := s.pay(c, id, declinedCard); err == nil {
		t.Fatal("a declined card paid")
	}
	b, err := s.pay(c, id, goodCard)
	if err != nil {
		t.Fatal(err)
	}
	s.wantSteps(id, "hold done", "authorise failed", "authorise done", "confirm pending")
	if _, err := s.Accept(t.Context(), s.practitioner, id, b.Version); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(monday.Add(time.Hour))
	if _, err := s.Finish(t.Context(), s.practitioner, id, 0, ""); err != nil {
		t.Fatal(err)
	}
	s.wantSteps(id, "hold done", "authorise failed", "authorise done", "confirm done", "capture done", "complete done", "earn done")
	s.legal()
}

// TestTakenBackInReverse: what was done last is taken back first, and the time is released last.
func TestTakenBackInReverse(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	s.wantSteps(b.ID, "hold done", "authorise done", "capture done", "confirm done")
	if _, _, err := s.Cancel(t.Context(), s.practitioner, b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	s.wantSteps(b.ID, "authorise done", "capture compensated", "refund pending", "confirm compensated", "hold compensated")
	s.legal()
}

// TestGivenUpBeforeReleased: of a request the reservation is given up, then the time; the gateway hears of it after.
func TestGivenUpBeforeReleased(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	if _, err := s.Decline(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	s.wantSteps(b.ID, "authorise done", "void pending", "confirm failed", "hold compensated")
	// The job is lost: the sweep does what was written down.
	s.clock.Advance(3 * time.Minute)
	if err := s.payments.TryStep(t.Context(), "void:"+s.paymentOf(b).ID.String()); err != nil {
		t.Fatal(err)
	}
	s.wantSteps(b.ID, "confirm failed", "hold compensated", "authorise compensated", "void done")
	s.legal()
}

// TestTheMoneyOfALostTimeGoesBackFirst: the payment comes after the hold ended and somebody else took the time.
func TestTheMoneyOfALostTimeGoesBackFirst(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	late := guest()
	id := s.hold(late, monday)
	_, err := s.pay(late, id, lateCard)
	want(t, err, payment.ErrProcessing)
	s.clock.Advance(time.Hour)
	s.book(guest(), monday)
	p, err := s.payments.ByBooking(t.Context(), s.db, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.gateway.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.SettlePayment(t.Context(), booking.Settle{BookingID: id, PaymentID: p[0].ID}); err != nil {
		t.Fatal(err)
	}
	s.wantSteps(id, "authorise done", "capture compensated", "refund pending", "hold compensated")
	s.legal()
}

// TestNoEndBeforeTheMoney is what the trigger booking_money_first keeps: red without it.
func TestNoEndBeforeTheMoney(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	_, err := s.db.Exec(t.Context(), "update booking.booking set status = 'cancelled' where id = $1", b.ID)
	if db.Code(err) != moneyFirst {
		t.Errorf("a paid booking ended with %v, want code %s", err, moneyFirst)
	}
}

// TestStepsAreNotTheApplications: it cannot say that a step was taken, or make one up.
func TestStepsAreNotTheApplications(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	for _, sql := range []string{
		"update payment.saga_step set state = 'failed' where subject_id = '" + b.ID.String() + "'",
		"delete from payment.saga_step where subject_id = '" + b.ID.String() + "'",
		"insert into payment.saga_step (key, subject_id, step, state, started_at) values ('made:up', gen_random_uuid(), 'hold', 'pending', now())",
		"select payment.note_step('made:up', gen_random_uuid(), null, 'hold', 'pending', '', now())",
	} {
		if _, err := s.db.Exec(t.Context(), sql); db.Code(err) != "42501" {
			t.Errorf("%s: got %v, want insufficient privilege", sql, err)
		}
	}
}

// off are the bookings that VerifyPairs names: "CODE cancelled taken".
func (s *stage) off() []string {
	s.t.Helper()
	list, err := s.VerifyPairs(s.t.Context(), s.db, s.clock.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, o := range list {
		out = append(out, strings.TrimSpace(o.Code+" "+string(o.Status)+" "+o.Money))
	}
	return out
}

func (s *stage) legal() {
	s.t.Helper()
	if off := s.off(); len(off) > 0 {
		s.t.Errorf("bookings and their money do not go together: %v", off)
	}
	s.balanced()
}

// TestVerifyPairsNamesWhatCannotBe: a booking that was ended behind the constraints, one whose money never came, and a
// state that only passes, when it stays.
func TestVerifyPairsNamesWhatCannotBe(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	ended, passing := s.book(guest(), monday), s.book(guest(), monday.Add(2*time.Hour))
	s.legal()
	if err := s.owner(`set session_replication_role = replica; update booking.booking set status = 'completed' where id = '` + ended.ID.String() + `'`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Exec(t.Context(), "update payment.payment set status = 'unknown' where booking_id = $1", passing.ID); err != nil {
		t.Fatal(err)
	}
	// The steps of the first say what the booking said; its money may still come.
	if d := cmp.Diff([]string{ended.Code + " completed"}, s.off()); d != "" {
		t.Errorf("at once (-want +got):\n%s", d)
	}
	s.clock.Advance(payment.StuckAfter)
	if d := cmp.Diff([]string{ended.Code + " completed reserved", passing.Code + " pending open", ended.Code + " completed"}, s.off()); d != "" {
		t.Errorf("later (-want +got):\n%s", d)
	}
	if err := s.owner(`set session_replication_role = replica; update payment.payment set status = 'voided' where booking_id = '` + ended.ID.String() + `'`); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(-payment.StuckAfter)
	if d := cmp.Diff([]string{ended.Code + " completed none", ended.Code + " completed"}, s.off()); d != "" {
		t.Errorf("illegal at any time (-want +got):\n%s", d)
	}
}

// TestALostRequestIsAskedAgain: the gateway heard of neither the capture nor the release. The jobs stay until it did.
func TestALostRequestIsAskedAgain(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	accepted, declined := s.book(guest(), monday), s.book(guest(), monday.Add(2*time.Hour))
	s.gateway.deaf, s.gateway.stubborn = true, true
	if _, err := s.Accept(t.Context(), s.practitioner, accepted.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Decline(t.Context(), s.practitioner, declined.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	capture := func() error {
		return s.CapturePayment(t.Context(), booking.Capture{BookingID: accepted.ID, PaymentID: s.paymentOf(accepted).ID})
	}
	void := func() error {
		return s.VoidPayment(t.Context(), booking.Void{PaymentID: s.paymentOf(declined).ID})
	}
	if capture() == nil || void() == nil {
		t.Error("a job ended though the gateway never heard of it")
	}
	s.gateway.deaf, s.gateway.stubborn = false, false
	if err := errors.Join(capture(), void()); err != nil {
		t.Fatal(err)
	}
	s.wantSteps(accepted.ID, "hold done", "authorise done", "confirm done", "capture done")
	s.wantSteps(declined.ID, "confirm failed", "hold compensated", "authorise compensated", "void done")
}
