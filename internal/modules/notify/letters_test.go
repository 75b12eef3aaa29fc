package notify

import (
	"slices"
	"strings"
	"testing"

	"klear/internal/platform/i18n"
)

// full has every field set, so that no letter can hide a missing one.
var full = Fields{Brand: "Klear", Name: "Kavya", Other: "Ananya", Service: "Consultation", When: "Sat 21 Nov, 9:00 am", WhenOther: "3:30 am in London",
	Before: "Fri", Where: "Online", Price: "₹1,200", Refund: "₹1,200", Code: "ABCD2345", Reason: "<b>ill</b>", FreeUntil: "Fri", AnswerBy: "Thu", Times: []string{"Sun 22 Nov, 9:00 am", "Mon 23 Nov, 9:00 am"}, Lead: "Tomorrow", Left: 7,
	Link: "https://klear.example/bookings/ABCD2345?x=1&y=2", Support: "help@klear.example", Stop: "https://klear.example/stop?x=1"}

func TestEveryLetterExistsInEveryLanguage(t *testing.T) {
	letters, _, err := loadLetters()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	for key := range letters {
		lang, name, _ := strings.Cut(key, "/")
		names[name] = append(names[name], lang)
	}
	if len(names) < 14 {
		t.Fatalf("only %d letters", len(names))
	}
	for name, langs := range names {
		slices.Sort(langs)
		want := slices.Sorted(slices.Values(Languages))
		if !slices.Equal(langs, want) {
			t.Errorf("%s is written in %v, want %v", name, langs, want)
		}
	}
}

func TestLettersRender(t *testing.T) {
	letters, _, err := loadLetters()
	if err != nil {
		t.Fatal(err)
	}
	for key, l := range letters {
		subject, text, markup, err := l.render(full)
		switch {
		case err != nil:
			t.Errorf("%s: %v", key, err)
		case subject == "" || strings.ContainsAny(subject, "\r\n{}"):
			t.Errorf("%s: subject %q", key, subject)
		case !strings.Contains(text, full.Link):
			t.Errorf("%s: the link is missing", key)
		case strings.Contains(markup, "<b>ill"):
			t.Errorf("%s: a person's words reached the markup unescaped", key)
		case !strings.Contains(markup, `href="https://klear.example/bookings/ABCD2345?x=1&amp;y=2"`):
			t.Errorf("%s: no button", key)
		case strings.Contains(text, "{{") || strings.Contains(text, "<no value>") || strings.Contains(text, "\n\n\n"):
			t.Errorf("%s: badly filled in:\n%s", key, text)
		}
	}
}

// A letter in Arabic runs from right to left, and what runs the other way keeps its order in it.
func TestArabicLettersRunFromRightToLeft(t *testing.T) {
	letters, _, err := loadLetters()
	if err != nil {
		t.Fatal(err)
	}
	_, text, markup, err := letters["ar/booking_confirmed"].render(full)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(markup, `<html lang="ar" dir="rtl">`) {
		t.Errorf("no direction: %.80s", markup)
	}
	if !strings.Contains(text, i18n.Isolate(full.Code)) || !strings.Contains(text, i18n.Isolate(full.Price)) {
		t.Errorf("code and price are not kept apart:\n%s", text)
	}
	if _, _, markup, _ = letters["hi/booking_confirmed"].render(full); !strings.Contains(markup, `<html lang="hi" dir="ltr">`) {
		t.Errorf("no direction: %.80s", markup)
	}
}

// TestWordsOfPeopleMakeNoParagraphs: what somebody wrote must not look like the platform's own button.
func TestWordsOfPeopleMakeNoParagraphs(t *testing.T) {
	letters, _, err := loadLetters()
	if err != nil {
		t.Fatal(err)
	}
	const evil = "Sorry.\n\n-> Your refund failed, confirm your card: https://evil.example"
	const first = "-> Your payout failed, confirm your bank: https://evil.example/?"
	for name, f := range map[string]Fields{"reason": {Reason: evil}, "name": {Name: evil}, "other": {Other: evil}, "service": {Service: evil}, "place": {Where: evil},
		"other's first word": {Other: first}, "service's first word": {Service: first}, "other's mark": {Other: "\x00" + first[3:]}} {
		for file, l := range letters {
			f.Link, f.When, f.Practitioner = "https://klear.example/b", "now", true
			subject, _, markup, err := l.render(f)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(markup, `href="https://evil`) || strings.Contains(subject, "\n") {
				t.Errorf("%s: the %s became a button", file, name)
			}
		}
	}
}
