package business_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"klear/internal/modules/business"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// TestNobodyTakesTheAddressOfAClosing: neither by the form nor in the database. Red without business_slug_reserved.
func TestNobodyTakesTheAddressOfAClosing(t *testing.T) {
	s := newStage(t)
	owner := s.person("owner@example.org")
	b := s.business(owner, "calm-corner")
	slug := "closed-" + b.ID.String()
	_, err := s.Create(t.Context(), s.person("other@example.org"), business.Profile{Slug: slug, Name: "Trap", Zone: "Asia/Kolkata"})
	if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Code != "reserved_slug" {
		t.Errorf("a trap: %v", err)
	}
	if _, err := s.DB.Exec(t.Context(), "update business.business set slug = $2 where id = $1", b.ID, slug); !db.Violates(err, "business_slug_reserved") {
		t.Errorf("in the database: %v", err)
	}
}

// TestATakenNameDoesNotStopAClosing: somebody has the address all the same.
func TestATakenNameDoesNotStopAClosing(t *testing.T) {
	s := newStage(t)
	owner := s.person("owner@example.org")
	b, trap := s.business(owner, "calm-corner"), s.business(s.person("other@example.org"), "trap")
	s.asOwner("alter table business.business drop constraint business_slug_reserved")
	if _, err := s.DB.Exec(t.Context(), "update business.business set slug = 'closed-' || $2::text where id = $1", trap.ID, b.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.OnAccountDeleted(t.Context(), events.Delivery{AggregateID: owner.PersonID}); err != nil {
		t.Errorf("it does not close: %v", err)
	}
	if _, _, err := s.BySlug(t.Context(), "calm-corner"); !errors.Is(err, business.ErrNotFound) {
		t.Errorf("its page: %v", err)
	}
}

// TestAnOldAddressLeadsToTheBusiness for good, and is nobody else's until it closes.
func TestAnOldAddressLeadsToTheBusiness(t *testing.T) {
	s := newStage(t)
	owner, other := s.person("owner@example.org"), s.person("other@example.org")
	b := s.business(owner, "calm-corner")
	if _, err := s.Update(t.Context(), owner, b.ID, b.Version, business.Profile{Slug: "calm-house", Name: "Calm", Zone: "Asia/Kolkata"}); err != nil {
		t.Fatal(err)
	}
	got, movedTo, err := s.BySlug(t.Context(), "calm-corner")
	if err != nil || got.ID != b.ID || movedTo != "calm-house" {
		t.Errorf("the old address leads to %s, %q, %v", got.ID, movedTo, err)
	}
	if _, movedTo, err := s.BySlug(t.Context(), "calm-house"); err != nil || movedTo != "" {
		t.Errorf("the present address moves to %q, %v", movedTo, err)
	}
	if _, err := s.Create(t.Context(), other, business.Profile{Slug: "calm-corner", Name: "Other", Zone: "Asia/Kolkata"}); !errors.Is(err, business.ErrSlugTaken) {
		t.Errorf("another takes it: %v", err)
	}
	if _, err := s.Update(t.Context(), owner, b.ID, b.Version+1, business.Profile{Slug: "calm-corner", Name: "Calm", Zone: "Asia/Kolkata"}); err != nil {
		t.Errorf("back to the old one: %v", err)
	}
}

// TestInvitationsEndWithTheirPeople: to an erased address, and from whoever may not send them any more.
func TestInvitationsEndWithTheirPeople(t *testing.T) {
	s := newStage(t)
	owner, gone := s.person("owner@example.org"), s.person("gone@example.org")
	removed, demoted := s.person("removed@example.org"), s.person("demoted@example.org")
	b := s.business(owner, "calm-corner")
	s.join(owner, b, removed, business.Manager)
	s.join(owner, b, demoted, business.Manager)
	left := func() (n int) {
		t.Helper()
		if err := s.DB.QueryRow(t.Context(), "select count(*) from business.invitation").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if _, err := s.Invite(t.Context(), owner, b.ID, gone.Email, business.Member); err != nil {
		t.Fatal(err)
	}
	if err := s.DB.InTx(t.Context(), func(tx db.Tx) error { return s.EraseTx(t.Context(), tx, gone.PersonID) }); err != nil || left() != 0 {
		t.Errorf("to an erased address: %d left, %v", left(), err)
	}
	if _, err := s.Invite(t.Context(), removed, b.ID, "a@example.org", business.Member); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), owner, b.ID, removed.PersonID); err != nil || left() != 0 {
		t.Errorf("from a removed manager: %d left, %v", left(), err)
	}
	if _, err := s.Invite(t.Context(), demoted, b.ID, "b@example.org", business.Member); err != nil {
		t.Fatal(err)
	}
	if err := s.SetRole(t.Context(), owner, b.ID, demoted.PersonID, business.Member); err != nil || left() != 0 {
		t.Errorf("from a manager of before: %d left, %v", left(), err)
	}
}

// TestManyHandOversAtOnce: one member becomes the owner, and the others find that it is not the caller's to give any more.
func TestManyHandOversAtOnce(t *testing.T) {
	s := newStage(t)
	owner := s.person("owner@example.org")
	b := s.business(owner, "calm-corner")
	if _, err := s.Invite(t.Context(), owner, b.ID, "late@example.org", business.Manager); err != nil {
		t.Fatal(err)
	}
	var members []identity.Principal
	for range 10 {
		m := s.person(uuid.NewString() + "@example.org")
		s.join(owner, b, m, business.Member)
		members = append(members, m)
	}
	var won atomic.Int32
	var wg sync.WaitGroup
	for _, m := range members {
		wg.Go(func() {
			err := s.HandOver(t.Context(), owner, b.ID, m.PersonID)
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, identity.ErrForbidden) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var owners int
	err := s.DB.QueryRow(t.Context(), `select count(*) from business.membership m join business.business b on b.id = m.business_id and b.owner_id = m.person_id
		where m.role = 'owner' and b.owner_id <> $1`, owner.PersonID).Scan(&owners)
	if err != nil || won.Load() != 1 || owners != 1 {
		t.Errorf("%d hand-overs, %d new owners, %v", won.Load(), owners, err)
	}
	if role, err := s.May(t.Context(), s.DB, owner, b.ID, business.Manager); err != nil || role != business.Manager {
		t.Errorf("the owner of before is %q, %v", role, err)
	}
	if list, err := s.Invitations(t.Context(), owner, b.ID); err != nil || len(list) != 0 {
		t.Errorf("%d may still become managers on the word of the owner of before, %v", len(list), err)
	}
}

// TestWhoCannotBecomeTheOwner: strangers, closed accounts, the owner, and who owns enough.
func TestWhoCannotBecomeTheOwner(t *testing.T) {
	s := newStage(t)
	owner, stranger, away, busy := s.person("owner@example.org"), s.person("stranger@example.org"), s.person("away@example.org"), s.person("busy@example.org")
	b := s.business(owner, "calm-corner")
	s.join(owner, b, away, business.Member)
	s.join(owner, b, busy, business.Member)
	for range business.MaxOwned {
		s.business(busy, "b-"+uuid.NewString())
	}
	if _, err := s.DB.Exec(t.Context(), "update identity.person set status = 'suspended' where id = $1", away.PersonID); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[identity.Principal]error{stranger: business.ErrNoMember, away: business.ErrNoMember, owner: business.ErrOwner, busy: business.ErrOwnsTooMany} {
		if err := s.HandOver(t.Context(), owner, b.ID, who.PersonID); !errors.Is(err, want) {
			t.Errorf("to %s: %v, want %v", who.Email, err, want)
		}
	}
	if err := s.HandOver(t.Context(), busy, b.ID, busy.PersonID); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a member takes it: %v", err)
	}
	if err := s.HandOver(t.Context(), stranger, b.ID, busy.PersonID); !errors.Is(err, business.ErrNotFound) {
		t.Errorf("a stranger gives it: %v", err)
	}
}
