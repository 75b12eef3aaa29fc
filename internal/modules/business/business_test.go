package business_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/business"
	"klear/internal/modules/identity"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var now = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)

type stage struct {
	*business.Service
	t     *testing.T
	clock *clock.Fake
	url   string
}

type mailer struct{}

// SendInvitation sends nothing: the letters are the app's.
func (mailer) SendInvitation(context.Context, business.Invitation, identity.Person, business.Business) error {
	return nil
}

func newStage(t *testing.T) *stage {
	t.Helper()
	d, url := dbtest.NewWithURL(t, 20)
	k, src := clock.NewFake(now), ids.NewSource(nil)
	queue := jobs.New(d, jobs.Options{})
	s := &stage{t: t, clock: k, url: url}
	bus := events.NewBus(queue, src)
	people, err := identity.New(identity.Deps{DB: d, Bus: bus, Jobs: queue, Clock: k, IDs: src, Secrets: [][]byte{make([]byte, 32)}})
	if err != nil {
		t.Fatal(err)
	}
	s.Service = business.New(business.Deps{DB: d, Clock: k, IDs: src, Events: bus, Jobs: queue, People: people, Mailer: mailer{}})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	return s
}

// asOwner changes the schema, as only its owner may.
func (s *stage) asOwner(sql string) {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(s.t.Context())
	if _, err := conn.Exec(s.t.Context(), sql); err != nil {
		s.t.Fatal(err)
	}
}

// person is a new practitioner's account.
func (s *stage) person(email string) identity.Principal {
	s.t.Helper()
	id := uuid.Must(uuid.NewV7())
	_, err := s.DB.Exec(s.t.Context(), `insert into identity.person (id, kind, email, email_verified_at, name, role, zone, created_at)
		values ($1, 'account', $2, now(), $2, 'practitioner', 'Asia/Kolkata', now())`, id, email)
	if err != nil {
		s.t.Fatal(err)
	}
	return identity.Principal{PersonID: id, Role: identity.Practitioner, Verified: true, Email: email}
}

func (s *stage) business(owner identity.Principal, slug string) business.Business {
	s.t.Helper()
	b, err := s.Create(s.t.Context(), owner, business.Profile{Slug: slug, Name: "Calm corner", Zone: "Asia/Kolkata"})
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *stage) join(owner identity.Principal, b business.Business, who identity.Principal, role business.Role) {
	s.t.Helper()
	i, err := s.Invite(s.t.Context(), owner, b.ID, who.Email, role)
	if err == nil {
		_, err = s.Accept(s.t.Context(), who, i.ID)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// TestWhoMayDoWhat tries everything that changes a business as everybody: a stranger learns of nothing.
func TestWhoMayDoWhat(t *testing.T) {
	s := newStage(t)
	owner, manager, member, stranger := s.person("owner@example.org"), s.person("manager@example.org"), s.person("member@example.org"), s.person("stranger@example.org")
	b := s.business(owner, "calm-corner")
	s.join(owner, b, manager, business.Manager)
	s.join(owner, b, member, business.Member)
	room, err := s.AddRoom(t.Context(), owner, b.ID, "Blue room")
	if err != nil {
		t.Fatal(err)
	}
	profile := business.Profile{Slug: "calm-corner", Name: "Calm", Zone: "Asia/Kolkata"}
	acts := []struct {
		name string
		need business.Role
		do   func(who identity.Principal) error
	}{
		{"see it", business.Member, func(p identity.Principal) error { _, err := s.ByID(t.Context(), p, b.ID); return err }},
		{"see the rooms", business.Member, func(p identity.Principal) error { _, err := s.Rooms(t.Context(), p, b.ID); return err }},
		{"see the invitations", business.Manager, func(p identity.Principal) error { _, err := s.Invitations(t.Context(), p, b.ID); return err }},
		{"add a room", business.Manager, func(p identity.Principal) error {
			_, err := s.AddRoom(t.Context(), p, b.ID, uuid.NewString())
			return err
		}},
		{"close a room", business.Manager, func(p identity.Principal) error {
			_, err := s.SetRoom(t.Context(), p, business.Room{ID: room.ID, BusinessID: b.ID, Name: "Blue room"})
			return err
		}},
		{"invite a member", business.Manager, func(p identity.Principal) error {
			_, err := s.Invite(t.Context(), p, b.ID, uuid.NewString()+"@example.org", business.Member)
			return err
		}},
		{"invite a manager", business.Owner, func(p identity.Principal) error {
			_, err := s.Invite(t.Context(), p, b.ID, uuid.NewString()+"@example.org", business.Manager)
			return err
		}},
		{"change it", business.Owner, func(p identity.Principal) error { _, err := s.Update(t.Context(), p, b.ID, 1, profile); return err }},
		{"make somebody a member", business.Owner, func(p identity.Principal) error {
			return s.SetRole(t.Context(), p, b.ID, member.PersonID, business.Member)
		}},
	}
	rank := map[business.Role]int{business.Member: 1, business.Manager: 2, business.Owner: 3}
	for _, a := range acts {
		if err := a.do(stranger); !errors.Is(err, business.ErrNotFound) {
			t.Errorf("%s, as a stranger: %v", a.name, err)
		}
		for role, who := range map[business.Role]identity.Principal{business.Member: member, business.Manager: manager, business.Owner: owner} {
			err := a.do(who)
			if may := rank[role] >= rank[a.need]; may && err != nil || !may && !errors.Is(err, identity.ErrForbidden) {
				t.Errorf("%s, as the %s: %v", a.name, role, err)
			}
		}
	}
}

func TestAnInvitationIsAcceptedOnceByItsAddress(t *testing.T) {
	s := newStage(t)
	owner, asked, other := s.person("owner@example.org"), s.person("asked@example.org"), s.person("other@example.org")
	b := s.business(owner, "calm-corner")
	i, err := s.Invite(t.Context(), owner, b.ID, " Asked@Example.org ", business.Member)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(t.Context(), other, i.ID); !errors.Is(err, business.ErrNoInvitation) {
		t.Errorf("another's address: %v", err)
	}
	unproved := asked
	unproved.Verified = false
	if _, err := s.Accept(t.Context(), unproved, i.ID); !errors.Is(err, identity.ErrUnverified) {
		t.Errorf("an address that nobody proved: %v", err)
	}
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, err := s.Accept(t.Context(), asked, i.ID)
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, business.ErrNoInvitation) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("accepted %d times", won.Load())
	}
	late, err := s.Invite(t.Context(), owner, b.ID, other.Email, business.Member)
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(15 * 24 * time.Hour)
	if _, err := s.Accept(t.Context(), other, late.ID); !errors.Is(err, business.ErrNoInvitation) {
		t.Errorf("after it ended: %v", err)
	}
}

// TestABusinessKeepsItsOwner: neither by leaving, nor in the database.
func TestABusinessKeepsItsOwner(t *testing.T) {
	s := newStage(t)
	owner, manager := s.person("owner@example.org"), s.person("manager@example.org")
	b := s.business(owner, "calm-corner")
	s.join(owner, b, manager, business.Manager)
	if err := s.Remove(t.Context(), owner, b.ID, owner.PersonID); !errors.Is(err, business.ErrOwner) {
		t.Errorf("the owner leaves: %v", err)
	}
	if err := s.Remove(t.Context(), manager, b.ID, owner.PersonID); !errors.Is(err, business.ErrOwner) {
		t.Errorf("a manager removes the owner: %v", err)
	}
	if _, err := s.DB.Exec(t.Context(), `delete from business.membership where person_id = $1`, owner.PersonID); db.Code(err) != db.CodeForeignKeyViolation {
		t.Errorf("the database lets a business lose its owner: %v", err)
	}
	if _, err := s.DB.Exec(t.Context(), `update business.membership set role = 'owner' where person_id = $1`, manager.PersonID); err == nil {
		t.Error("the database lets a business have two owners")
	}
	if err := s.Remove(t.Context(), manager, b.ID, manager.PersonID); err != nil {
		t.Errorf("a manager leaves: %v", err)
	}
}

func TestADeletedOwnersBusinessCloses(t *testing.T) {
	s := newStage(t)
	owner, member := s.person("owner@example.org"), s.person("member@example.org")
	b := s.business(owner, "calm-corner")
	s.join(owner, b, member, business.Member)
	for range 2 { // deliveries may come twice
		if err := s.OnAccountDeleted(t.Context(), events.Delivery{AggregateID: owner.PersonID}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.BySlug(t.Context(), "calm-corner"); !errors.Is(err, business.ErrNotFound) {
		t.Errorf("its page: %v", err)
	}
	if list, err := s.Mine(t.Context(), member); err != nil || len(list) != 0 {
		t.Errorf("a member still has %d businesses, %v", len(list), err)
	}
}
