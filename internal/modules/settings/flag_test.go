package settings_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings"
	"klear/internal/platform/flags"
)

func TestASwitchHoldsAtOnceAndElsewhereSoon(t *testing.T) {
	s := setup(t)
	other := s.process(t)
	f, err := s.SetFlag(t.Context(), s.admin, flags.Series, false, settings.Untouched)
	if err != nil || f.On || f.Version != 2 || f.By != s.admin.PersonID {
		t.Fatalf("%+v %v", f, err)
	}
	if s.Flags.On(t.Context(), flags.Series) {
		t.Error("whoever switched it off still has it")
	}
	if !other.Flags.On(t.Context(), flags.Series) {
		t.Fatal("another process knows before it looked: this test proves nothing")
	}
	if err := other.Refresh(t.Context()); err != nil || other.Flags.On(t.Context(), flags.Series) {
		t.Errorf("another process that looked: %v", err)
	}
	if _, err := s.SetFlag(t.Context(), s.admin, flags.Series, true, 2); err != nil || !s.Flags.On(t.Context(), flags.Series) {
		t.Errorf("on again: %v", err)
	}
	var story string
	err = s.db.QueryRow(t.Context(), "select string_agg(concat(kind, ' ', subject, ' ', before, ' ', after), '; ' order by id) from settings.change where person_id = $1", s.admin.PersonID).Scan(&story)
	if want := "flag series true false; flag series false true"; err != nil || story != want {
		t.Errorf("the record says %q, want %q, %v", story, want, err)
	}
}

// TestOfManySwitchesOneWins at the first decision, which is an insert, and at a later one.
func TestOfManySwitchesOneWins(t *testing.T) {
	s := setup(t)
	for version := int64(settings.Untouched); version < 3; version++ {
		won, refused := race(t, 8, func() error {
			_, err := s.SetFlag(t.Context(), s.admin, flags.Saved, version == 2, version)
			return err
		})
		if won != 1 || refused != 7 {
			t.Errorf("from version %d: %d won, %d refused", version, won, refused)
		}
	}
	var changes int
	if err := s.db.QueryRow(t.Context(), "select count(*) from settings.change").Scan(&changes); err != nil || changes != 2 {
		t.Errorf("%d changes on record, %v", changes, err)
	}
}

func TestWhatTheCodeDoesNotKnowCannotBeSwitched(t *testing.T) {
	s := setup(t)
	if _, err := s.SetFlag(t.Context(), s.admin, "crisis_help", false, 1); !errors.Is(err, settings.ErrNoFlag) {
		t.Errorf("by the service: %v", err)
	}
	const write = "insert into settings.flag_value (brand, name, is_on, version, changed_by, changed_at) values ('klearkarma', $1, false, 2, $2, now())"
	if _, err := s.db.Exec(t.Context(), write, "crisis_help", s.admin.PersonID); err == nil || !strings.Contains(err.Error(), "23503") {
		t.Errorf("past the service: %v", err)
	}
	if _, err := s.db.Exec(t.Context(), "insert into settings.flag (name) values ('anything')"); err == nil {
		t.Error("the application makes flags")
	}
	if _, err := s.db.Exec(t.Context(), "update settings.change set before = null"); err == nil {
		t.Error("the application changes the record")
	}
	var names []string
	if err := s.db.QueryRow(t.Context(), "select array_agg(name order by name) from settings.flag").Scan(&names); err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, k := range flags.Known {
		known = append(known, string(k.Name))
	}
	slices.Sort(known)
	if !slices.Equal(names, known) {
		t.Errorf("the table knows %v, the code %v", names, known)
	}
}

func TestOnlyOperatorsSwitch(t *testing.T) {
	s := setup(t)
	for _, who := range []identity.Principal{{}, {PersonID: s.admin.PersonID, Role: identity.Practitioner, Verified: true}} {
		if _, err := s.SetFlag(t.Context(), who, flags.Series, false, 1); err == nil {
			t.Errorf("%q switches", who.Role)
		}
		if _, err := s.FlagList(t.Context(), who); err == nil {
			t.Errorf("%q looks", who.Role)
		}
	}
}
