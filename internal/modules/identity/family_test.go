package identity_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/go-cmp/cmp"
)

func principal(p identity.Person) identity.Principal {
	return identity.Principal{PersonID: p.ID, Role: p.Role, Verified: true}
}

func TestAFamilyIsItsPersonsOwn(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	anna, other := principal(k.Account(t, "anna@example.org", identity.Seeker)), principal(k.Account(t, "other@example.org", identity.Seeker))
	asha, err := k.AddDependant(ctx, anna, identity.DependantChange{Relation: identity.Child, Name: " Marker Asha ", Born: "2017-04-21", Note: "marker nuts"})
	must(t, err)
	_, err = k.AddDependant(ctx, anna, identity.DependantChange{Relation: identity.Parent, Name: "Marker Amma"})
	must(t, err)
	list, err := k.Family(ctx, anna)
	must(t, err)
	born := time.Date(2017, 4, 21, 0, 0, 0, 0, time.UTC)
	want1 := identity.Dependant{ID: asha.ID, Relation: identity.Child, Name: "Marker Asha", Born: born, Note: "marker nuts"}
	if len(list) != 2 || cmp.Diff(want1, list[0]) != "" || list[1].Name != "Marker Amma" || !list[1].Born.IsZero() {
		t.Fatalf("%+v", list)
	}
	if rest, err := k.Family(ctx, other); err != nil || len(rest) != 0 {
		t.Errorf("somebody else sees %v, %v", rest, err)
	}
	_, err = k.DependantTx(ctx, k.DB, other.PersonID, asha.ID)
	want(t, err, identity.ErrDependantNotFound)
	_, err = k.ChangeDependant(ctx, other, asha.ID, identity.DependantChange{Relation: identity.Child, Name: "Mine"})
	want(t, err, identity.ErrDependantNotFound)
	want(t, k.RemoveDependant(ctx, other, asha.ID), identity.ErrDependantNotFound)
	_, err = k.ChangeDependant(ctx, anna, asha.ID, identity.DependantChange{Relation: identity.Child, Name: "Marker Asha B"})
	must(t, err)
	if d, err := k.DependantTx(ctx, k.DB, anna.PersonID, asha.ID); err != nil || d.Name != "Marker Asha B" || !d.Born.IsZero() || d.Note != "" {
		t.Errorf("%+v, %v", d, err)
	}
	must(t, k.RemoveDependant(ctx, anna, asha.ID))
	want(t, k.RemoveDependant(ctx, anna, asha.ID), identity.ErrDependantNotFound)
	noMarkers(t, k) // no word about them stands anywhere in the clear
}

func TestWhatIsKnownOfAFamilyGoesWithTheAccount(t *testing.T) {
	k := setup(t)
	anna := k.Account(t, "anna@example.org", identity.Seeker)
	_, err := k.AddDependant(t.Context(), principal(anna), identity.DependantChange{Relation: identity.Child, Name: "Asha"})
	must(t, err)
	must(t, k.DeleteAccount(t.Context(), principal(anna), identitytest.Password, identity.Device{}))
	if n := scan[int](t, k, "select count(*) from identity.dependant"); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestWrongDependants(t *testing.T) {
	k := setup(t)
	anna := principal(k.Account(t, "anna@example.org", identity.Seeker))
	good := identity.DependantChange{Relation: identity.Child, Name: "Asha"}
	for field, change := range map[string]func(*identity.DependantChange){
		"name/required":     func(c *identity.DependantChange) { c.Name = "  " },
		"name/too_long":     func(c *identity.DependantChange) { c.Name = strings.Repeat("é", 121) },
		"note/too_long":     func(c *identity.DependantChange) { c.Note = strings.Repeat("é", 501) },
		"relation/required": func(c *identity.DependantChange) { c.Relation = "pet" },
		"born/invalid":      func(c *identity.DependantChange) { c.Born = "2017-02-30" },
		"born/invalid ":     func(c *identity.DependantChange) { c.Born = k.Clock.Now().AddDate(0, 0, 1).Format(time.DateOnly) },
		"born/invalid  ":    func(c *identity.DependantChange) { c.Born = "1850-01-01" },
	} {
		c := good
		change(&c)
		_, err := k.AddDependant(t.Context(), anna, c)
		path, code, _ := strings.Cut(strings.TrimSpace(field), "/")
		wantField(t, err, path, code)
	}
}

// TestAFamilyHasTwelvePlaces, however many enter somebody at once; the table itself has no thirteenth.
func TestAFamilyHasTwelvePlaces(t *testing.T) {
	k := setup(t)
	anna := principal(k.Account(t, "anna@example.org", identity.Seeker))
	won, errs := atOnce(20, func() error {
		_, err := k.AddDependant(t.Context(), anna, identity.DependantChange{Relation: identity.Sibling, Name: "S"})
		return err
	})
	for _, err := range errs {
		want(t, err, identity.ErrFamilyFull)
	}
	if n := scan[int](t, k, "select count(distinct place) from identity.dependant"); won != identity.MaxFamily || n != identity.MaxFamily {
		t.Errorf("%d were entered, %d places are taken", won, n)
	}
	for _, place := range []int{12, 13} {
		_, err := k.DB.Exec(t.Context(), `insert into identity.dependant (id, person_id, place, relation, name_sealed, created_at)
			values (gen_random_uuid(), $1, $2, 'child', 'x', now())`, anna.PersonID, place)
		if code := db.Code(err); code != "23505" && code != db.CodeCheckViolation {
			t.Errorf("place %d: %v", place, err)
		}
	}
}

func TestEnteringSomebodyTwiceUnderOneKey(t *testing.T) {
	k := setup(t)
	anna := principal(k.Account(t, "anna@example.org", identity.Seeker))
	key, err := idem.New("family", "one", 1)
	must(t, err)
	ctx := idem.With(t.Context(), key)
	c := identity.DependantChange{Relation: identity.Child, Name: "marker-asha"}
	first, err := k.AddDependant(ctx, anna, c)
	must(t, err)
	again, err := k.AddDependant(ctx, anna, c)
	must(t, err)
	if d := cmp.Diff(first, again); d != "" {
		t.Error(d)
	}
	noMarkers(t, k) // nor in what is remembered under the key
}

func TestAgesOnADay(t *testing.T) {
	born := time.Date(2008, 2, 29, 0, 0, 0, 0, time.UTC)
	for on, years := range map[string]int{"2026-02-28": 17, "2026-03-01": 18, "2008-02-29": 0, "2007-01-01": 0} {
		day, err := time.Parse(time.DateOnly, on)
		must(t, err)
		if got, known := identity.AgeOn(born, day); got != years || !known {
			t.Errorf("on %s: %d, %v", on, got, known)
		}
	}
	if _, known := identity.AgeOn(time.Time{}, born); known {
		t.Error("an untold age is known")
	}
}
