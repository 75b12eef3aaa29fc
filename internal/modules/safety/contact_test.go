package safety_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/apperr"

	"github.com/google/uuid"
)

var asha = safety.NewContact{Name: "Asha  Rao", Email: " Asha@Example.org ", Agree: true}

// named is somebody with a contact, who agreed an hour ago.
func named(t *testing.T, s *stage) identity.Principal {
	t.Helper()
	who := s.person(t, "meera@example.org", identity.Seeker)
	if err := s.NameContact(t.Context(), who, asha); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(time.Hour)
	return who
}

// told is how often contacts were written to about danger.
func (s *stage) told(t *testing.T) int {
	return value[int](t, s, "select count(*) from safety.contact_told")
}

// letter lets the newest letter of a contact go out, and is what was sent.
func (s *stage) letter(t *testing.T, about uuid.UUID) (sent int) {
	t.Helper()
	before := len(s.letters.sent)
	id := value[uuid.UUID](t, s, "select id from safety.contact order by agreed_at desc limit 1")
	if err := s.DoContact(t.Context(), safety.ContactLetter{Contact: id, Case: about}); err != nil {
		t.Fatal(err)
	}
	return len(s.letters.sent) - before
}

// C12: only at critical, once a case, to whom was named before; the answer says so, and the letter says not what was written.
func TestAContactIsToldByConsent(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), named(t, s)
	for _, words := range []string{"hello", despair, danger} {
		if j := s.Judge(ctx, who, words); strings.Contains(j.Words, "the person you named") || s.told(t) != 0 {
			t.Fatalf("told at %s", j.Level)
		}
	}
	if j := s.Judge(ctx, who, plan); !strings.Contains(j.Words, "the person you named") || s.told(t) != 1 {
		t.Fatalf("not told: %+v", j)
	}
	if j := s.Judge(ctx, who, plan); strings.Contains(j.Words, "the person you named") || s.told(t) != 1 {
		t.Error("told twice about one case")
	}
	id := value[uuid.UUID](t, s, "select case_id from safety.contact_told")
	if s.letter(t, id) != 1 {
		t.Fatal("no letter")
	}
	l := s.letters.sent[0]
	if l.Name != "contact_danger" || l.To != "asha@example.org" || l.ToName != "Asha Rao" || l.Fields.Other == "" || l.Fields.Stop == "" || len(l.Fields.Times) == 0 {
		t.Errorf("%+v", l)
	}
	if c, err := s.Contact(ctx, who); err != nil || c.Name != "Asha Rao" || c.Email != "asha@example.org" || c.ToldAt.IsZero() {
		t.Errorf("%+v, %v", c, err)
	}
}

// The consent comes first, and ends at once: by the person, by the contact, by deleting the account.
func TestConsentEnds(t *testing.T) {
	end := map[string]func(*stage, identity.Principal, uuid.UUID) error{
		"the person": func(s *stage, who identity.Principal, _ uuid.UUID) error {
			return s.EndContact(context.Background(), who)
		},
		"the contact": func(s *stage, _ identity.Principal, id uuid.UUID) error {
			return s.RefuseContact(context.Background(), id)
		},
	}
	for by, stop := range end {
		t.Run(by, func(t *testing.T) {
			s := setup(t)
			who := named(t, s)
			s.Judge(t.Context(), who, plan)
			about := value[uuid.UUID](t, s, "select case_id from safety.contact_told")
			if err := stop(s, who, value[uuid.UUID](t, s, "select id from safety.contact")); err != nil {
				t.Fatal(err)
			}
			if s.letter(t, about) != 0 {
				t.Error("a letter that waited went out")
			}
			if n := value[int](t, s, "select count(*) from safety.contact where name_sealed is not null or email_sealed is not null"); n != 0 {
				t.Error("name and address are kept")
			}
			other := s.person(t, "kavya@example.org", identity.Seeker)
			s.Judge(t.Context(), other, plan)
			if err := s.NameContact(t.Context(), other, asha); err != nil {
				t.Fatal(err)
			}
			if s.told(t) != 1 {
				t.Error("told without a consent that came first")
			}
			if err := s.EndContact(t.Context(), who); !errors.Is(err, safety.ErrNoContact) {
				t.Errorf("ended twice: %v", err)
			}
		})
	}
}

// Whatever the code does, the table takes no letter without consent, and no consent is changed.
func TestTheDatabaseKeepsTheConsent(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), named(t, s)
	s.Judge(ctx, who, danger)
	id := value[uuid.UUID](t, s, "select id from safety.contact")
	about := value[uuid.UUID](t, s, "select id from safety.on_call_case")
	tell := func(at time.Time) error {
		_, err := s.db.Exec(ctx, "insert into safety.contact_told (case_id, contact_id, at) values ($1, $2, $3)", about, id, at)
		return err
	}
	if tell(s.clock.Now()) == nil {
		t.Error("told about a case that is not critical")
	}
	if _, err := s.db.Exec(ctx, "update safety.on_call_case set level = 'critical'"); err != nil {
		t.Fatal(err)
	}
	if tell(s.clock.Now().Add(-2*time.Hour)) == nil {
		t.Error("told before the consent")
	}
	if _, err := s.db.Exec(ctx, "update safety.contact set agreed_at = agreed_at - interval '1 day'"); err == nil {
		t.Error("a consent was changed")
	}
	if err := tell(s.clock.Now()); err != nil {
		t.Errorf("not told with consent: %v", err)
	}
}

// Of many namings at once one consent stands; more than five a month are refused; wrong fields are named.
func TestOneContactStands(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := s.NameContact(ctx, who, asha); err != nil && !errors.Is(err, safety.ErrContactNow) {
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if n := value[int](t, s, "select count(*) from safety.contact where ended_at is null"); n != 1 {
		t.Errorf("%d stand", n)
	}
	for range 5 {
		_ = s.NameContact(ctx, who, asha)
	}
	if err := s.NameContact(ctx, who, asha); !errors.Is(err, safety.ErrContactTooOften) {
		t.Errorf("%v", err)
	}
	err := s.NameContact(ctx, who, safety.NewContact{Email: "Asha <asha@example.org>"})
	if e, ok := apperr.As(err); !ok || len(e.Fields) != 3 {
		t.Errorf("%v", err)
	}
	other := s.person(t, "kavya@example.org", identity.Seeker)
	if _, err := s.Contact(ctx, other); !errors.Is(err, safety.ErrNoContact) {
		t.Errorf("another's contact: %v", err)
	}
}
