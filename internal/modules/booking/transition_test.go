package booking_test

import (
	"slices"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/db"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var statuses = []booking.Status{booking.Held, booking.Pending, booking.Confirmed, booking.InSession, booking.Completed, booking.Cancelled,
	booking.Declined, booking.Expired, booking.NoShow}

// refusedTransition is the trigger's own error code.
const refusedTransition = "KL004"

// machine is the one state machine, in words of its own: who changes it changes this list, the table and the code.
var machine = map[booking.Step][]string{
	{From: booking.Held, To: booking.Pending}:        {"seeker", "system"},
	{From: booking.Held, To: booking.Confirmed}:      {"seeker", "system"},
	{From: booking.Held, To: booking.Expired}:        {"system"},
	{From: booking.Held, To: booking.Cancelled}:      {"seeker", "admin", "system"},
	{From: booking.Pending, To: booking.Confirmed}:   {"practitioner", "admin"},
	{From: booking.Pending, To: booking.Declined}:    {"practitioner", "admin"},
	{From: booking.Pending, To: booking.Expired}:     {"system"},
	{From: booking.Pending, To: booking.Cancelled}:   {"seeker", "admin"},
	{From: booking.Confirmed, To: booking.InSession}: {"practitioner", "admin"},
	{From: booking.Confirmed, To: booking.Cancelled}: {"seeker", "practitioner", "admin", "system"},
	{From: booking.Confirmed, To: booking.NoShow}:    {"practitioner", "admin"},
	{From: booking.Confirmed, To: booking.Completed}: {"practitioner", "system", "admin"},
	{From: booking.InSession, To: booking.Completed}: {"practitioner", "system", "admin"},
	{From: booking.InSession, To: booking.Cancelled}: {"system"},
	{From: booking.Completed, To: booking.Cancelled}: {"system"},
	{From: booking.NoShow, To: booking.Cancelled}:    {"system"},
}

// TestTheCodeMirrorsTheTable: a refusal that the code explains is one that the database makes.
func TestTheCodeMirrorsTheTable(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	published, err := booking.Published(t.Context(), s.db)
	if err != nil {
		t.Fatal(err)
	}
	mirrored := booking.Mirrored()
	for _, m := range []map[booking.Step][]string{published, mirrored, machine} {
		for _, actors := range m {
			slices.Sort(actors)
		}
	}
	if d := cmp.Diff(machine, published); d != "" {
		t.Errorf("booking.transition (+) is not what is written down (-):\n%s", d)
	}
	if d := cmp.Diff(published, mirrored); d != "" {
		t.Errorf("the code (+) does not mirror booking.transition (-):\n%s", d)
	}
}

// TestEveryPairOfStatuses tries all changes by SQL, past all code: what is no row of the table fails with its own code.
func TestEveryPairOfStatuses(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	id := s.book(guest(), monday).ID
	for _, from := range statuses {
		for _, to := range statuses {
			_, ok := machine[booking.Step{From: from, To: to}]
			err := s.tryStep(id, from, to)
			switch {
			case (ok || from == to) && err != nil:
				t.Errorf("%s to %s: %v", from, to, err)
			case !ok && from != to && db.Code(err) != refusedTransition:
				t.Errorf("%s to %s: got %v, want code %s", from, to, err, refusedTransition)
			}
		}
	}
}

// tryStep puts a booking into a status behind the trigger's back, changes it in front of it, and undoes both.
func (s *stage) tryStep(id uuid.UUID, from, to booking.Status) error {
	s.t.Helper()
	ctx := s.t.Context()
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(ctx)
	tx, err := conn.Begin(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(ctx) }()
	for _, sql := range []string{"set local session_replication_role = replica",
		"update booking.booking set expires_at = now() + interval '1 hour', status = '" + string(from) + "' where id = '" + id.String() + "'",
		"update payment.payment set earned_at = now() where booking_id = '" + id.String() + "'", // the money is another trigger's affair
		"set local session_replication_role = origin"} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			s.t.Fatal(err)
		}
	}
	tag, err := tx.Exec(ctx, "update booking.booking set status = $2 where id = $1", id, to)
	if err == nil && tag.RowsAffected() != 1 {
		s.t.Fatalf("%d rows", tag.RowsAffected())
	}
	return err
}

// TestABookingBeginsAsHeld: a row that is born in another status is refused too.
func TestABookingBeginsAsHeld(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	id := s.book(guest(), monday).ID
	for i, status := range statuses {
		code := string("ABCDEFGHJ"[i]) + "2345678"
		_, err := s.db.Exec(t.Context(), `insert into booking.booking select (jsonb_populate_record(b, jsonb_build_object('id', gen_random_uuid(), 'code', $2::text,
			'status', $3::text, 'expires_at', now()))).* from booking.booking b where b.id = $1`, id, code, status)
		if status == booking.Held && err != nil {
			t.Errorf("held: %v", err)
		} else if status != booking.Held && db.Code(err) != refusedTransition {
			t.Errorf("%s: got %v, want code %s", status, err, refusedTransition)
		}
	}
}

// TestTheTableIsNotTheApplications: the application cannot give itself a transition.
func TestTheTableIsNotTheApplications(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	for _, sql := range []string{"insert into booking.transition values ('expired', 'confirmed', '{system}')",
		"update booking.transition set actors = '{seeker}'", "delete from booking.transition"} {
		if _, err := s.db.Exec(t.Context(), sql); db.Code(err) != "42501" {
			t.Errorf("%s: got %v, want insufficient privilege", sql, err)
		}
	}
}
