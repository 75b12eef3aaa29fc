package settings_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings"
	"klear/internal/platform/apperr"
	"klear/internal/platform/theme"
)

// plum is legible, with another primary than any brand's file.
var plum = theme.Tone{Hue: 320, Chroma: .09}

func (s *stage) look(t *testing.T) settings.LookState {
	t.Helper()
	l, err := s.LookOf(t.Context(), s.admin)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestALookHoldsAtOnceAndElsewhereSoonUntilItIsReset(t *testing.T) {
	s := setup(t)
	other, file := s.process(t), s.Live.File()
	want := s.look(t).Look
	want.Name, want.SupportMail, want.Colours.Primary = " Clear Karma ", "hello@clear.example", plum
	got, err := s.SaveLook(t.Context(), s.admin, want, settings.Untouched)
	if err != nil || got.Version != 2 || !got.Changed || got.Name != "Clear Karma" || got.File.Name != file.Name || got.By != s.admin.PersonID {
		t.Fatalf("%+v %v", got, err)
	}
	now := s.Live.Now()
	if now.Name != "Clear Karma" || now.LegalName != file.LegalName || now.Style.URL == "" || now.Paint.Primary == file.Paint.Primary || now.ThemeColor.Light != now.Paint.Primary {
		t.Errorf("%+v", now)
	}
	if s.Live.File().Name == now.Name || file.Style.URL != "" {
		t.Error("the file was changed in memory")
	}
	if other.Live.Now().Name == now.Name {
		t.Fatal("another process knows before it looked: this test proves nothing")
	}
	if err := other.Refresh(t.Context()); err != nil || other.Live.Now().Style != now.Style {
		t.Errorf("another process that looked: %+v %v", other.Live.Now().Style, err)
	}
	back, err := s.RestoreLook(t.Context(), s.admin, 2)
	if err != nil || back.Changed || back.Look != back.File || back.Version != 3 {
		t.Fatalf("%+v %v", back, err)
	}
	if n := s.Live.Now(); n.Name != file.Name || n.Style.URL != "" || n.Paint != file.Paint || n.ThemeColor != file.ThemeColor {
		t.Errorf("after the reset: %+v", n)
	}
	var story string
	err = s.db.QueryRow(t.Context(), "select string_agg(concat(kind, ' ', subject, ' ', before->>'name', '→', after->>'name', ' ', after#>>'{colours,primary,hue}'), '; ' order by id) from settings.change").Scan(&story)
	if want := "brand klearkarma Klear Karma→Clear Karma 320; brand klearkarma Clear Karma→Klear Karma 218"; err != nil || story != want {
		t.Errorf("the record says %q, want %q, %v", story, want, err)
	}
}

// TestWhatIsNotChangedFollowsTheFile: nothing but the difference is stored.
func TestWhatIsNotChangedFollowsTheFile(t *testing.T) {
	s := setup(t)
	l := s.look(t).Look
	l.Name = "Clear Karma"
	if _, err := s.SaveLook(t.Context(), s.admin, l, settings.Untouched); err != nil {
		t.Fatal(err)
	}
	var nulls int
	if err := s.db.QueryRow(t.Context(), "select num_nulls(name, legal_name, support_mail, primary_hue, neutral_chroma) from settings.brand").Scan(&nulls); err != nil || nulls != 4 {
		t.Errorf("%d of 5 follow the file, %v", nulls, err)
	}
	if s.Live.Now().Style.URL != "" {
		t.Error("colours that nobody changed have a style sheet")
	}
}

func TestOfManyLooksOneWins(t *testing.T) {
	s := setup(t)
	l := s.look(t).Look
	for version := int64(settings.Untouched); version < 3; version++ {
		won, refused := race(t, 8, func() error {
			_, err := s.SaveLook(t.Context(), s.admin, l, version)
			return err
		})
		if won != 1 || refused != 7 {
			t.Errorf("from version %d: %d won, %d refused", version, won, refused)
		}
	}
}

func TestWhatIsNotLegibleIsRefusedWithItsPairs(t *testing.T) {
	s := setup(t)
	l := s.look(t).Look
	l.Colours.Neutral = theme.Tone{Hue: 30, Chroma: .2}
	_, err := s.SaveLook(t.Context(), s.admin, l, settings.Untouched)
	e, ok := apperr.As(err)
	if !ok || !errors.Is(err, apperr.ErrValidation) {
		t.Fatal(err)
	}
	paths := map[string]string{}
	for _, f := range e.Fields {
		paths[f.Path] = f.Code
	}
	if paths["pair.text-muted.surface.dark"] != settings.CodeContrast || paths["pair.text-muted.surface.light"] != "" {
		t.Errorf("%v", paths)
	}
	pairs, err := s.Measure(s.admin, l.Colours)
	failing := 0
	for _, p := range pairs {
		light, dark := p.Fails()
		for _, f := range []bool{light, dark} {
			if f {
				failing++
			}
		}
	}
	if err != nil || failing != len(e.Fields) || s.look(t).Version != settings.Untouched {
		t.Errorf("%d pairs fail, %d are named, %v", failing, len(e.Fields), err)
	}
}

func TestWrongWordsAndNumbers(t *testing.T) {
	s := setup(t)
	for field, spoil := range map[string]func(*settings.Look){
		"name":           func(l *settings.Look) { l.Name = " " },
		"legal_name":     func(l *settings.Look) { l.LegalName = "Klear\nKarma" },
		"support_mail":   func(l *settings.Look) { l.SupportMail = "Help <help@klear.example>" },
		"primary_hue":    func(l *settings.Look) { l.Colours.Primary.Hue = math.NaN() },
		"neutral_chroma": func(l *settings.Look) { l.Colours.Neutral.Chroma = .5 },
	} {
		l := s.look(t).Look
		spoil(&l)
		_, err := s.SaveLook(t.Context(), s.admin, l, settings.Untouched)
		if e, ok := apperr.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, name := range []string{strings.Repeat("x", 41), "Klear\u202eKarma"} {
		l := s.look(t).Look
		l.Name = name
		if _, err := s.SaveLook(t.Context(), s.admin, l, settings.Untouched); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := s.db.Exec(t.Context(), "insert into settings.brand (brand, primary_hue, version, changed_by, changed_at) values ('klearkarma', 10, 2, $1, now())", s.admin.PersonID); err == nil || !strings.Contains(err.Error(), "brand_colours_whole") {
		t.Errorf("half of the colours past the service: %v", err)
	}
}

func TestOnlyOperatorsChangeTheLook(t *testing.T) {
	s := setup(t)
	for _, who := range []identity.Principal{{}, {PersonID: s.admin.PersonID, Role: identity.Practitioner, Verified: true}} {
		if _, err := s.LookOf(t.Context(), who); err == nil {
			t.Errorf("%q looks", who.Role)
		}
		if _, err := s.SaveLook(t.Context(), who, s.look(t).Look, 1); err == nil {
			t.Errorf("%q changes", who.Role)
		}
		if _, err := s.RestoreLook(t.Context(), who, 1); err == nil {
			t.Errorf("%q resets", who.Role)
		}
		if _, err := s.Measure(who, s.Theme.Own()); err == nil {
			t.Errorf("%q measures", who.Role)
		}
	}
}

// TestLettersAreSignedAndPaintedAsTheBrandStands.
func TestLettersAreSignedAndPaintedAsTheBrandStands(t *testing.T) {
	s := setup(t)
	writer, err := notify.New(notify.Deps{Brand: s.Live})
	if err != nil {
		t.Fatal(err)
	}
	words := notify.Words{Subject: "{{.Brand}}", Body: "{{.Name}}, {{.Support}}\n\n-> OK: {{.Link}}"}
	l := s.look(t).Look
	l.Name, l.SupportMail, l.Colours.Primary = "Clear Karma", "hello@clear.example", plum
	if _, err := s.SaveLook(t.Context(), s.admin, l, settings.Untouched); err != nil {
		t.Fatal(err)
	}
	subject, text, markup, err := writer.Preview("en", "verify_email", words)
	if err != nil || subject != "Clear Karma" || !strings.Contains(text, "hello@clear.example") {
		t.Errorf("%q %q %v", subject, text, err)
	}
	if !strings.Contains(markup, "background:"+s.Live.Now().Paint.Primary) || strings.Contains(markup, "#00576b") {
		t.Error("the button is painted as the brand comes")
	}
}
