package ical_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"klear/internal/platform/ical"
)

func session() ical.Entry {
	return ical.Entry{
		UID: "0197a3c4-booking@klear.example", Sequence: 2, Stamp: utc("2026-11-20T10:00Z"),
		Start: utc("2026-11-23T03:30Z").In(time.FixedZone("", 19800)), End: utc("2026-11-23T04:30Z"),
		Summary:     "Ayurveda; first session, online",
		Location:    `C:\room "1"`,
		Description: "Bring water.\r\nJoin from the link below.",
		URL:         "https://klear.example/bookings/KL-7Q2M",
		Organizer:   ical.Person{Name: `Dr. O'Brien, "Asha"`, Email: "asha@klear.example"},
		Attendees:   []ical.Attendee{{Person: ical.Person{Name: "Zoë", Email: "zoe+1@example.com"}, RSVP: true}},
	}
}

func write(t *testing.T, i ical.Invitation) string {
	t.Helper()
	var out bytes.Buffer
	if err := ical.WriteInvitation(&out, i); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWriteInvitation(t *testing.T) {
	t.Parallel()
	want := strings.Join([]string{
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//Klear//Klear Karma//EN",
		"CALSCALE:GREGORIAN",
		"METHOD:REQUEST",
		"BEGIN:VEVENT",
		"UID:0197a3c4-booking@klear.example",
		"SEQUENCE:2",
		"DTSTAMP:20261120T100000Z",
		"DTSTART:20261123T033000Z",
		"DTEND:20261123T043000Z",
		"STATUS:CONFIRMED",
		"TRANSP:OPAQUE",
		`SUMMARY:Ayurveda\; first session\, online`,
		`LOCATION:C:\\room "1"`,
		`DESCRIPTION:Bring water.\nJoin from the link below.`,
		"URL:https://klear.example/bookings/KL-7Q2M",
		`ORGANIZER;CN="Dr. O'Brien, ^'Asha^'":mailto:asha@klear.example`,
		"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=",
		` TRUE;CN="Zoë":mailto:zoe+1@example.com`,
		"END:VEVENT",
		"END:VCALENDAR",
		"",
	}, "\r\n")
	got := write(t, ical.Invitation{Product: "Klear Karma", Method: ical.Request, Entry: session()})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWriteCancellation(t *testing.T) {
	t.Parallel()
	e := session()
	e.Status, e.Private = ical.Confirmed, true
	got := write(t, ical.Invitation{Product: "a//b", Method: ical.Cancel, Entry: e})
	for _, line := range []string{"METHOD:CANCEL", "STATUS:CANCELLED", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "PRODID:-//Klear//a  b//EN"} {
		if !strings.Contains(got, "\r\n"+line+"\r\n") {
			t.Errorf("no line %s in\n%s", line, got)
		}
	}
}

// TestInvitationsAreBusyTimes reads back what is written: our own invitation takes the time that it says.
func TestInvitationsAreBusyTimes(t *testing.T) {
	t.Parallel()
	for method, want := range map[ical.Method][]ical.Interval{
		ical.Request: busy("2026-11-23T03:30Z/2026-11-23T04:30Z"),
		ical.Cancel:  nil,
	} {
		got, err := ical.ParseBusy(strings.NewReader(write(t, ical.Invitation{Method: method, Entry: session()})), autumn())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", method, diff)
		}
	}
}

func TestWriteInvitationRefuses(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*ical.Invitation){
		"no method":              func(i *ical.Invitation) { i.Method = "" },
		"unknown method":         func(i *ical.Invitation) { i.Method = "X\r\nBEGIN:VEVENT" },
		"no organizer":           func(i *ical.Invitation) { i.Entry.Organizer = ical.Person{} },
		"nobody invited":         func(i *ical.Invitation) { i.Entry.Attendees = nil },
		"published to attendees": func(i *ical.Invitation) { i.Method = ical.Publish },
		"no uid":                 func(i *ical.Invitation) { i.Entry.UID = "" },
		"a line in the uid":      func(i *ical.Invitation) { i.Entry.UID = "a\nb" },
		"a long uid":             func(i *ical.Invitation) { i.Entry.UID = strings.Repeat("a", 300) },
		"negative sequence":      func(i *ical.Invitation) { i.Entry.Sequence = -1 },
		"no stamp":               func(i *ical.Invitation) { i.Entry.Stamp = time.Time{} },
		"no start":               func(i *ical.Invitation) { i.Entry.Start = time.Time{} },
		"end before start":       func(i *ical.Invitation) { i.Entry.End = i.Entry.Start.Add(-time.Second) },
		"a long text":            func(i *ical.Invitation) { i.Entry.Description = strings.Repeat("a", 70_000) },
		"unknown status":         func(i *ical.Invitation) { i.Entry.Status = "MAYBE" },
		"unknown reply":          func(i *ical.Invitation) { i.Entry.Attendees[0].Reply = "YES" },
		"relative address":       func(i *ical.Invitation) { i.Entry.URL = "/bookings" },
		"script as address":      func(i *ical.Invitation) { i.Entry.URL = "javascript:alert(1)" },
		"a line in the address":  func(i *ical.Invitation) { i.Entry.URL = "https://a.example/\r\nATTENDEE:mailto:x@y" },
		"a line in the mail":     func(i *ical.Invitation) { i.Entry.Organizer.Email = "a@b.example\r\nX:1" },
		"a name in the mail":     func(i *ical.Invitation) { i.Entry.Organizer.Email = "A <a@b.example>" },
		"two mails":              func(i *ical.Invitation) { i.Entry.Attendees[0].Email = "a@b.example, c@d.example" },
		"a quoted mail":          func(i *ical.Invitation) { i.Entry.Attendees[0].Email = `"a b"@c.example` },
		"no mail but a name":     func(i *ical.Invitation) { i.Entry.Attendees[0].Email = "" },
	} {
		i := ical.Invitation{Product: "Klear", Method: ical.Request, Entry: session()}
		spoil(&i)
		var out bytes.Buffer
		if err := ical.WriteInvitation(&out, i); !errors.Is(err, ical.ErrEvent) || out.Len() > 0 {
			t.Errorf("%s: %v, wrote %q", name, err, out.String())
		}
	}
}

func TestWriteFeed(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	f := ical.Feed{Product: "Klear", Name: "Asha, sessions", Refresh: 15 * time.Minute, Entries: []ical.Entry{
		{UID: "1@klear", Stamp: utc("2026-11-20T10:00Z"), Start: utc("2026-11-23T09:00Z"), End: utc("2026-11-23T10:00Z"), Summary: "Session"},
		{UID: "2@klear", Stamp: utc("2026-11-20T10:00Z"), Start: utc("2026-11-24T09:00Z"), End: utc("2026-11-24T10:00Z"), Status: ical.Tentative},
		{UID: "3@klear", Stamp: utc("2026-11-20T10:00Z"), Start: utc("2026-11-25T09:00Z"), End: utc("2026-11-25T10:00Z"), Status: ical.Cancelled},
	}}
	if err := ical.WriteFeed(&out, f); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"METHOD:PUBLISH", `X-WR-CALNAME:Asha\, sessions`, "REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M"} {
		if !strings.Contains(out.String(), "\r\n"+line+"\r\n") {
			t.Errorf("no line %s in\n%s", line, out.String())
		}
	}
	got, err := ical.ParseBusy(&out, autumn())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(busy("2026-11-23T09:00Z/2026-11-23T10:00Z"), got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	f.Entries[2].UID = ""
	if err := ical.WriteFeed(&out, f); !errors.Is(err, ical.ErrEvent) || out.Len() > 0 {
		t.Errorf("a bad entry: %v, wrote %q", err, out.String())
	}
}

// TestNoTextBecomesALine writes arbitrary text everywhere and reads it back with golang-ical: whatever is in a text, the
// calendar keeps its lines, and every line keeps to 75 octets and whole characters.
func TestNoTextBecomesALine(t *testing.T) {
	t.Parallel()
	plain := strings.Count(unfolded(write(t, ical.Invitation{Method: ical.Request, Entry: session()})), "\r\n")
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.SampledFrom([]rune("a,;:\\\"^\r\n\t '\u2028é漢🙂\x00\x1b")), 1, 200, -1))
		e := session()
		e.Summary, e.Location, e.Description = "S"+text.Draw(rt, "summary"), "L"+text.Draw(rt, "location"), "D"+text.Draw(rt, "description")
		e.Organizer.Name = text.Draw(rt, "organizer")
		if len(e.Organizer.Name) > 255 {
			e.Organizer.Name = ""
		}
		var buf bytes.Buffer
		if err := ical.WriteInvitation(&buf, ical.Invitation{Product: text.Draw(rt, "product"), Method: ical.Request, Entry: e}); err != nil {
			rt.Fatal(err)
		}
		out := buf.String()
		for line := range strings.SplitSeq(out, "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n\x00") {
				rt.Fatalf("line %q", line)
			}
		}
		if n := strings.Count(unfolded(out), "\r\n"); n != plain {
			rt.Fatalf("%d lines instead of %d:\n%s", n, plain, out)
		}
		cal, err := ics.ParseCalendar(strings.NewReader(out))
		if err != nil {
			rt.Fatalf("%v in\n%s", err, out)
		}
		if len(cal.Events()) != 1 || cal.Events()[0].Id() != e.UID {
			rt.Fatalf("not one event:\n%s", out)
		}
	})
}

func unfolded(s string) string { return strings.ReplaceAll(s, "\r\n ", "") }
