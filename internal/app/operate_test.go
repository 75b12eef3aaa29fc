package app

import (
	"errors"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

func (a *App) newAccount(t *testing.T, email string, verified bool) identity.Person {
	t.Helper()
	var p identity.Person
	err := a.db.InTx(t.Context(), func(tx db.Tx) (err error) {
		p, err = a.people.CreateAccountTx(t.Context(), tx, a.clock.Now(), identity.NewAccount{Email: email, Name: "Anna Berg", Role: identity.Seeker, Verified: verified})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestGrantAdmin(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	anna := a.newAccount(t, "anna@example.org", true)
	a.newAccount(t, "unproved@example.org", false)
	operator := identity.Principal{PersonID: a.newAccount(t, "first@example.org", true).ID, Role: identity.Admin, Verified: true}
	asleep := a.newAccount(t, "asleep@example.org", true)
	if err := a.people.Deactivate(t.Context(), operator, asleep.ID, "asked for it"); err != nil {
		t.Fatal(err)
	}
	for email, want := range map[string]error{
		"nobody@example.org": identity.ErrPersonNotFound, "": identity.ErrPersonNotFound, "unproved@example.org": ErrUnprovedAddress, "asleep@example.org": ErrNotActive,
	} {
		if err := a.GrantAdmin(t.Context(), email); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", email, err, want)
		}
	}
	for range 2 {
		if err := a.GrantAdmin(t.Context(), " Anna@Example.org"); err != nil {
			t.Fatal(err)
		}
	}
	for email, want := range map[string]identity.Role{"anna@example.org": identity.Admin, "unproved@example.org": identity.Seeker, "asleep@example.org": identity.Seeker} {
		p, err := a.people.AccountByEmail(t.Context(), a.db, email)
		if err != nil || p.Role != want {
			t.Errorf("%s is %s, %v", email, p.Role, err)
		}
	}
	var told int
	if err := a.db.QueryRow(t.Context(), "select count(*) from events.event where aggregate_id = $1 and type = 'identity.role_changed'", anna.ID).Scan(&told); err != nil || told != 1 {
		t.Errorf("%d events, %v", told, err)
	}
}
