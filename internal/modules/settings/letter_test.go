package settings_test

import (
	"errors"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings"
	"klear/internal/platform/apperr"
)

var welcome = notify.Words{Subject: "Welcome", Body: "Namaste {{.Name}}\n\n-> Confirm: {{.Link}}"}

func TestALetterIsChangedAndRestored(t *testing.T) {
	s := setup(t)
	other := s.process(t)
	original, err := s.LetterOf(t.Context(), s.admin, "hi", "verify_email")
	if err != nil || original.Changed || original.Version != settings.Untouched {
		t.Fatalf("%+v %v", original, err)
	}
	typed := notify.Words{Subject: " Welcome ", Body: "Namaste {{.Name}}\r\n\r\n-> Confirm: {{.Link}}\r\n"}
	saved, err := s.SaveLetter(t.Context(), s.admin, "hi", "verify_email", typed, settings.Untouched)
	if err != nil || saved.Words != welcome || !saved.Changed || saved.Version != 2 {
		t.Fatalf("%+v %v", saved, err)
	}
	if err := other.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*settings.Service{s.Service, other} {
		if w, ok := p.Override("hi", "verify_email"); !ok || w != welcome {
			t.Errorf("%+v %v", w, ok)
		}
	}
	if _, ok := s.Override("en", "verify_email"); ok {
		t.Error("another language changed too")
	}
	back, err := s.RestoreLetter(t.Context(), s.admin, "hi", "verify_email", 2)
	if _, ok := s.Override("hi", "verify_email"); ok || err != nil || back.Changed || back.Words != original.Words || back.Version != 3 {
		t.Errorf("%+v %v", back, err)
	}
	var changes int
	if err := s.db.QueryRow(t.Context(), "select count(*) from settings.change where kind = 'letter' and subject = 'hi/verify_email'").Scan(&changes); err != nil || changes != 2 {
		t.Errorf("%d changes on record, %v", changes, err)
	}
}

func TestOfManyLettersOneWins(t *testing.T) {
	s := setup(t)
	for version := int64(settings.Untouched); version < 3; version++ {
		won, refused := race(t, 8, func() error {
			_, err := s.SaveLetter(t.Context(), s.admin, "en", "verify_email", welcome, version)
			return err
		})
		if won != 1 || refused != 7 {
			t.Errorf("from version %d: %d won, %d refused", version, won, refused)
		}
	}
}

func TestFaultyLettersAreNotKept(t *testing.T) {
	s := setup(t)
	_, err := s.SaveLetter(t.Context(), s.admin, "en", "verify_email", notify.Words{Subject: "Hi", Body: "no link"}, settings.Untouched)
	if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Code != "missing" {
		t.Errorf("%v", err)
	}
	if _, err := s.SaveLetter(t.Context(), s.admin, "en", "../secret", welcome, 1); !errors.Is(err, settings.ErrNoLetter) {
		t.Errorf("a letter that does not exist: %v", err)
	}
	if _, err := s.SaveLetter(t.Context(), identity.Principal{PersonID: s.admin.PersonID, Role: identity.Seeker, Verified: true}, "en", "verify_email", welcome, 1); err == nil {
		t.Error("a seeker writes letters")
	}
}
