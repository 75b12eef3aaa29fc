package find_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"klear/assets"
	"klear/brands"
	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/find"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
	"klear/locales"
)

func page(t *testing.T) layout.Page {
	t.Helper()
	b, err := brand.Load(brands.FS, "klearkarma")
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
	if err != nil {
		t.Fatal(err)
	}
	a, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	return layout.Page{Title: "T", Path: "/p/x", Brand: b, L: bundle.Localizer("en", "IN"), Zone: b.Location(),
		Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), CSRF: "c", Key: "k", Assets: a}
}

// Hostile text of a person stays text: in the page and inside the structured data.
func TestPractitionerPageEscapes(t *testing.T) {
	t.Parallel()
	const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(2)>`
	v := find.Practitioner{Page: page(t), Person: ui.Person{Slug: "x", Name: hostile}, What: hostile, About: []string{hostile},
		Reviews: []find.Review{{Text: hostile, Author: hostile, Sessions: 1, Stars: 5}}, Rating: ui.Rating{Tenths: 50, Count: 9},
		Booker: find.Booker{Zone: time.UTC, Price: ui.Price{Amount: money.Amount{Minor: 100, Currency: "INR"}}}}
	var buf bytes.Buffer
	if err := find.PractitionerPage(v).Render(templ.WithNonce(context.Background(), "n0nce"), &buf); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&buf)
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" {
			scripts++
			if attr(n, "nonce") != "n0nce" {
				t.Error("a script without the nonce")
			}
			if attr(n, "type") == "application/ld+json" {
				var ld struct{ Name string }
				if err := json.Unmarshal([]byte(n.FirstChild.Data), &ld); err != nil || ld.Name != hostile {
					t.Errorf("structured data: name %q, %v", ld.Name, err)
				}
			}
		}
		if attr(n, "onerror") != "" {
			t.Error("hostile markup came alive")
		}
	}
	if scripts != 2 {
		t.Errorf("%d scripts, want the structured data and the module", scripts)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Each time of the timetable is a button that says when and with whom, and travels in UTC; a taken one cannot be pressed.
func TestTimetableButtons(t *testing.T) {
	t.Parallel()
	p := page(t)
	at := time.Date(2026, 11, 21, 3, 30, 0, 0, time.UTC)
	later := at.Add(2 * time.Hour)
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, p.Zone)
	rows := []find.Row{{Person: ui.Person{Slug: "ananya", Name: "Ananya Rao"}, Service: "s1", Mode: ui.Online,
		Price: ui.Price{Amount: money.Amount{Minor: 120000, Currency: "INR"}, Minutes: 60},
		Cells: []find.Cell{{Date: day, Slots: []ui.Slot{{Start: at, Soonest: true}, {Start: later}}}}}}
	var buf bytes.Buffer
	taken := &find.Taken{Slug: "ananya", Start: later}
	if err := find.Timetable(p, []ui.DayCell{{Date: day}}, rows, "", "", taken, false).Render(context.Background(), &buf); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&buf)
	if err != nil {
		t.Fatal(err)
	}
	var buttons []string
	fields := map[string]string{}
	for n := range doc.Descendants() {
		switch {
		case n.Data == "button" && attr(n, "name") == "at":
			buttons = append(buttons, attr(n, "value")+"|"+strings.Join(strings.Fields(text(n)), " "))
		case n.Data == "input":
			fields[attr(n, "name")] = attr(n, "value")
		}
	}
	if want := "2026-11-21T03:30:00Z|Sat 21 9:00 am with Ananya Rao, soonest"; len(buttons) != 1 || buttons[0] != want {
		t.Errorf("buttons %q, want one: %q", buttons, want)
	}
	for name, want := range map[string]string{"with": "ananya", "service": "s1", "mode": "online", "csrf": "c", "key": "k"} {
		if fields[name] != want {
			t.Errorf("field %s = %q, want %q", name, fields[name], want)
		}
	}
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
