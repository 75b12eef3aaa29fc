package booking_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
)

func waiver() catalog.FormDraft {
	return catalog.FormDraft{Kind: catalog.Waiver, Document: catalog.FormDocument{Title: "Before we begin", Intro: "Yoga is exercise.", Fields: []catalog.Field{
		{Kind: catalog.Statement, Label: "I move within my limits."}, {Kind: catalog.YesNo, Label: "Are you pregnant?", Required: true}, {Kind: catalog.LongText, Label: "Injuries"}}}}
}

// ask makes the stage's service ask for a form.
func (s *stage) ask(draft catalog.FormDraft) catalog.Form {
	s.t.Helper()
	draft.Services = []uuid.UUID{s.serviceID}
	f, err := s.forms().AddForm(s.t.Context(), s.practitioner.Principal, s.practitionerID(), draft)
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

func (s *stage) forms() *catalog.Catalog { return s.Catalog.(*catalog.Catalog) }

func (s *stage) practitionerID() uuid.UUID {
	s.t.Helper()
	p, err := s.forms().PractitionerByPerson(s.t.Context(), s.practitioner.PersonID)
	if err != nil {
		s.t.Fatal(err)
	}
	return p.ID
}

func signed(f catalog.Form) booking.FormAnswer {
	return booking.FormAnswer{FormID: f.FormID, Answers: catalog.Answers{"q2": {"no"}, "q3": {"Left knee"}}, Signature: "Kavya Menon", Agreed: true}
}

func (s *stage) payWith(c booking.Caller, id uuid.UUID, answers ...booking.FormAnswer) (*booking.Booking, error) {
	s.t.Helper()
	return s.Pay(s.t.Context(), c, booking.PayRequest{BookingID: id, Method: card(s.t, goodCard), Forms: answers, From: "203.0.113.7",
		Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}})
}

func TestAWaiverIsSignedBeforeTheBooking(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	f := s.ask(waiver())
	c := guest()
	id := s.hold(c, monday)
	_, err := s.payWith(c, id)
	want(t, err, booking.ErrFormMissing)
	if e, _ := apperr.As(err); e.Details.(map[string]string)["form"] != f.FormID.String() {
		t.Errorf("the error does not name the form: %v", e.Details)
	}
	_, err = s.payWith(c, id, booking.FormAnswer{FormID: f.FormID, Answers: catalog.Answers{"q2": {"maybe"}}})
	got := map[string]string{}
	if e, ok := apperr.As(err); ok {
		for _, x := range e.Fields {
			got[x.Path] = x.Code
		}
	}
	at := func(key string) string { return catalog.AnswerPath(f.FormID, key) }
	if diff := cmp.Diff(map[string]string{at("q2"): "answer_option", at("sign"): "signature_required", at("agree"): "agree_required"}, got); diff != "" {
		t.Error(diff)
	}
	b, err := s.payWith(c, id, signed(f))
	if err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]booking.Caller{"the client": c, "the practitioner": s.practitioner} {
		list, err := s.FormsOf(t.Context(), who, b)
		if err != nil || len(list) != 1 || list[0].Signature != "Kavya Menon" || list[0].Address != "203.0.113.7" || list[0].Answers["q3"][0] != "Left knee" || !list[0].AnsweredAt.Equal(now) {
			t.Errorf("%s reads %+v, %v", name, list, err)
		}
		if len(list) == 1 && list[0].SHA256 != sha256.Sum256([]byte(list[0].Text)) {
			t.Error("the signature is not for the text")
		}
	}
	for name, who := range map[string]booking.Caller{"an operator": account(uuid.New(), identity.Admin), "a stranger": account(uuid.New(), identity.Seeker), "nobody": {}} {
		if list, err := s.FormsOf(t.Context(), who, b); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("%s reads %+v, %v", name, list, err)
		}
	}
	var sealed []byte
	if err := s.db.QueryRow(t.Context(), "select answers_sealed from booking.form_answer").Scan(&sealed); err != nil || bytes.Contains(sealed, []byte("knee")) || bytes.Contains(sealed, []byte("Kavya")) {
		t.Errorf("the words lie open: %q %v", sealed, err)
	}
}

// TestTheDatabaseRefusesABookingWithoutItsForm: whatever code forgets, and however many try at once.
func TestTheDatabaseRefusesABookingWithoutItsForm(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.ask(waiver())
	id := s.hold(account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker), monday)
	var wg sync.WaitGroup
	for range 20 {
		for _, to := range []string{"confirmed", "pending"} {
			wg.Go(func() {
				_, err := s.db.Exec(t.Context(), "update booking.booking set status = $2 where id = $1", id, to)
				if e, ok := errors.AsType[*pgconn.PgError](err); !ok || e.Code != "KL006" {
					t.Errorf("%s: %v", to, err)
				}
			})
		}
	}
	wg.Wait()
	for _, sql := range []string{"delete from booking.required_form", "update booking.required_form set version = 2", "delete from booking.form_answer", "update catalog.form_version set canonical = 'x'", "delete from catalog.form_version"} {
		if _, err := s.db.Exec(t.Context(), sql); err == nil {
			t.Errorf("allowed: %s", sql)
		}
	}
}

// TestAHoldAnswersTheVersionItWasMadeWith: a form that changes or comes meanwhile changes nothing for those under way.
func TestAHoldAnswersTheVersionItWasMadeWith(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	before := s.hold(c, monday)
	f := s.ask(waiver())
	held := s.hold(c, monday.Add(2*time.Hour))
	draft := waiver()
	draft.Document.Title, draft.Services = "Other words", []uuid.UUID{s.serviceID}
	next, err := s.forms().UpdateForm(t.Context(), s.practitioner.Principal, s.practitionerID(), f.FormID, f.Version, draft)
	if err != nil || next.Version != 2 {
		t.Fatalf("%+v %v", next, err)
	}
	if _, err := s.payWith(c, before); err != nil {
		t.Errorf("a hold from before the form: %v", err)
	}
	b, err := s.payWith(c, held, signed(f))
	if err != nil {
		t.Fatal(err)
	}
	if list, err := s.FormsOf(t.Context(), c, b); err != nil || len(list) != 1 || list[0].Version != 1 || list[0].Document.Title != "Before we begin" {
		t.Errorf("signed %+v, %v", list, err)
	}
}

func TestEarlierAnswersAreOfferedForAYear(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	f := s.ask(waiver())
	c := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	if _, err := s.payWith(c, s.hold(c, monday), signed(f)); err != nil {
		t.Fatal(err)
	}
	offered := func(who booking.Caller) booking.Given {
		t.Helper()
		got, err := s.EarlierAnswers(t.Context(), who, []booking.AskedForm{{FormVersion: f.FormVersion}})
		if err != nil {
			t.Fatal(err)
		}
		return got[f.FormID]
	}
	if g := offered(c); len(g.Answers["q3"]) == 0 || g.Signature != "" {
		t.Errorf("offered %+v", g)
	}
	if g := offered(account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)); g.Answers != nil {
		t.Errorf("somebody else is offered %+v", g)
	}
	s.clock.Advance(366 * 24 * time.Hour)
	if g := offered(c); g.Answers != nil {
		t.Errorf("after a year %+v", g)
	}
}

// TestAnswersFollowTheirPerson: to the account that a guest turns out to be, and into oblivion with it.
func TestAnswersFollowTheirPerson(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	f := s.ask(waiver())
	c := guest()
	b, err := s.payWith(c, s.hold(c, monday), signed(f))
	if err != nil {
		t.Fatal(err)
	}
	owner := catalogtest.Person(t, s.db, "seeker")
	if err := s.db.InTx(t.Context(), func(tx db.Tx) error { return s.ClaimTx(t.Context(), tx, owner, []uuid.UUID{b.SeekerID}) }); err != nil {
		t.Fatal(err)
	}
	now := mustRead(s, account(owner, identity.Seeker), b.ID)
	if list, err := s.FormsOf(t.Context(), account(owner, identity.Seeker), now); err != nil || list[0].Signature != "Kavya Menon" {
		t.Fatalf("claimed: %+v %v", list, err)
	}
	if _, _, err := s.Cancel(t.Context(), account(owner, identity.Seeker), b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	if err := s.db.InTx(t.Context(), func(tx db.Tx) error { return s.GuardErasureTx(t.Context(), tx, owner) }); err != nil {
		t.Fatal(err)
	}
	list, err := s.FormsOf(t.Context(), s.practitioner, mustRead(s, s.practitioner, b.ID))
	if err != nil || len(list) != 1 || !list[0].Forgotten || list[0].Answers != nil || list[0].AnsweredAt.IsZero() {
		t.Errorf("erased: %+v %v", list, err)
	}
}

// TestAnotherPayerBeforePaying: a guest who corrects their address keeps what they signed.
func TestAnotherPayerBeforePaying(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	f := s.ask(waiver())
	c := guest()
	id := s.hold(c, monday)
	r := booking.PayRequest{BookingID: id, Method: card(t, declinedCard), Forms: []booking.FormAnswer{signed(f)}, Contact: booking.Contact{Name: "Kavya", Email: "wrong@example.org"}}
	if _, err := s.Pay(t.Context(), c, r); err == nil {
		t.Fatal("the card was taken")
	}
	b, err := s.payWith(c, id)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := s.FormsOf(t.Context(), c, b); err != nil || list[0].Signature != "Kavya Menon" {
		t.Errorf("%+v %v", list, err)
	}
}
