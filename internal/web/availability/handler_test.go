package availability_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/dbtest"
	"klear/internal/web/availability"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	meera = "meera@example.org" // the practitioner
	week  = "/pro/availability"
	dates = "/pro/availability/dates"
	block = "/pro/availability/blocks"
)

type stage struct {
	*pagetest.Site
	practice pagetest.Practice
}

func newStage(t *testing.T, spec catalogtest.PractitionerSpec) stage {
	t.Helper()
	t.Parallel()
	s := stage{Site: pagetest.New(t, func(s *pagetest.Site) {
		availability.Handler{Kit: s.Kit, People: s.People.Service, Catalog: s.Catalog, Schedule: s.Schedule, Bookings: s.Bookings}.Mount(s.Mux)
	})}
	s.practice = s.Practice(t, meera, spec, catalogtest.ServiceSpec{Name: "Yoga"})
	return s
}

func (s stage) hours(t *testing.T) schedule.Hours {
	t.Helper()
	h, err := s.Schedule.Hours(t.Context(), s.practice.ID, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (s stage) booked(t *testing.T, at time.Time) *booking.Booking {
	t.Helper()
	return s.Book(t, s.practice, at, pagetest.Client{Name: "Kavya Menon", Email: "kavya@example.org"})
}

func press(do string) url.Values { return url.Values{"do": {do}} }

// windows are a weekday's hours as declared.
func windows(h schedule.Hours, day int) string {
	var out []string
	for _, d := range h.Weekly {
		if d.Day == day {
			for _, w := range d.Windows {
				out = append(out, w.Start+"-"+w.End)
			}
		}
	}
	return strings.Join(out, " ")
}

// TestTheWeekWithoutScript: every button of the form is a step on the way, and only the last one keeps anything.
func TestTheWeekWithoutScript(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	a := s.As(t, meera).Get(week).Want(200, "").Has("The next 14 days")
	if a.Value("start.1.0") != "09:00" || a.Value("end.1.0") != "18:00" {
		t.Fatalf("Monday is %s to %s", a.Value("start.1.0"), a.Value("end.1.0"))
	}
	before := s.hours(t)
	a = a.Submit(week, press("add-1")).Want(200, "")
	a = a.Submit(week, url.Values{"do": {"draft"}, "start.1.1": {"20:00"}, "end.1.1": {"02:00"}, "end.2.0": {"00:00"}}).Want(200, "").Has("Until 2:00 am on Tuesday.", "(24:00)")
	a = a.Submit(week, press("close-7")).Want(200, "")
	a = a.Submit(week, press("remove-6-0")).Want(200, "")
	a = a.Submit(week, url.Values{"do": {"copy"}, "from": {"1"}, "to.3": {"yes"}, "to.4": {"yes"}}).Want(200, "").Has("Nothing is saved yet")
	if got := s.hours(t); windows(got, 1) != "09:00-18:00" || got.Version != before.Version {
		t.Fatalf("a draft was kept: %+v", got)
	}
	a.Submit(week, press("save")).Want(303, week).Follow().Has("Your week is saved.")
	got := s.hours(t)
	for day, want := range map[int]string{1: "09:00-18:00 20:00-26:00", 2: "09:00-24:00", 3: "09:00-18:00 20:00-26:00", 4: "09:00-18:00 20:00-26:00", 5: "09:00-18:00", 6: "", 7: ""} {
		if windows(got, day) != want {
			t.Errorf("day %d is %q, want %q", day, windows(got, day), want)
		}
	}
}

// TestThreeTapsToTheFirstWeek: a preset, a look, save.
func TestThreeTapsToTheFirstWeek(t *testing.T) {
	for preset, want := range map[string][2]string{"evenings": {"18:00-21:00", ""}, "office": {"09:00-17:00", ""}, "weekends": {"", "10:00-16:00"}} {
		t.Run(preset, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{})
			if _, err := s.Schedule.SetHours(t.Context(), identity.Principal{}, s.practice.ID, time.UTC, schedule.Hours{}); err != nil {
				t.Fatal(err)
			}
			a := s.As(t, meera).Get(week).Want(200, "").Has("When do you work?")
			a.Submit(week, press("preset-"+preset)).Want(200, "").Submit(week, press("save")).Want(303, week)
			got := s.hours(t)
			if windows(got, 1) != want[0] || windows(got, 7) != want[1] {
				t.Errorf("Monday %q, Sunday %q", windows(got, 1), windows(got, 7))
			}
		})
	}
}

func TestAWrongWeekKeepsWhatWasTyped(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	a := s.As(t, meera).Get(week)
	for field, form := range map[string]url.Values{
		"end.1.0":   {"end.1.0": {"09:00"}},
		"start.2.0": {"start.2.0": {"25:00"}},
		"end.3.0":   {"end.3.0": {"<script>"}},
		"start.4.0": {"start.4.0": {""}},
		"start.5.0": {"start.5.1": {"09:00"}, "end.5.1": {"10:00"}},
	} {
		form.Set("do", "save")
		if again := a.Submit(week, form).Want(422, ""); !again.Wrong(field) {
			t.Errorf("%v: %s is not said to be wrong: %s", form, field, again.Text())
		}
	}
	again := a.Submit(week, url.Values{"do": {"save"}, "start.1.0": {"07:30"}, "end.2.0": {"09:00"}}).Want(422, "")
	if again.Value("start.1.0") != "07:30" || windows(s.hours(t), 1) != "09:00-18:00" {
		t.Error("what was typed is gone, or was kept in spite of the mistake")
	}
	for _, do := range []string{"add-0", "add-8", "add-x", "remove-1-9", "remove-9-0", "preset-nothing", "copy", "nonsense", "add-1-1-1"} {
		a.Submit(week, press(do)).Want(200, "")
	}
	a.Submit(week, url.Values{"do": {"save"}, "version": {"x"}}).Want(400, "")
}

// TestTwoTabs: the second one learns that the first has saved, and can still have its way in sight of that.
func TestTwoTabs(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	browser := s.As(t, meera)
	one, two := browser.Get(week), browser.Get(week)
	one.Submit(week, url.Values{"do": {"save"}, "start.1.0": {"08:00"}}).Want(303, week)
	late := two.Submit(week, url.Values{"do": {"save"}, "start.1.0": {"10:00"}}).Want(409, "").Has("another window")
	if windows(s.hours(t), 1) != "08:00-18:00" || late.Value("start.1.0") != "10:00" {
		t.Fatalf("%q stands, %q is on the page", windows(s.hours(t), 1), late.Value("start.1.0"))
	}
	late.Submit(week, press("save")).Want(303, week)
	if windows(s.hours(t), 1) != "10:00-18:00" {
		t.Errorf("%q stands", windows(s.hours(t), 1))
	}
	old := browser.Get(dates)
	one = browser.Get(dates)
	one.Submit(dates, url.Values{"do": {"off"}, "from": {"2031-05-01"}}).Want(303, dates)
	old.Submit(dates, url.Values{"do": {"off"}, "from": {"2031-06-01"}}).Want(409, "")
	if off := s.hours(t).TimeOff; len(off) != 1 || off[0] != (schedule.Absence{From: "2031-05-01", To: "2031-05-01"}) {
		t.Errorf("%+v", off)
	}
}

// TestABookingOutsideIsNamedAndKept by the week and by a date alike.
func TestABookingOutsideIsNamedAndKept(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	b := s.booked(t, s.Tomorrow(10))
	browser := s.As(t, meera)
	on := s.Tomorrow(0).Format(time.DateOnly)
	for path, form := range map[string]url.Values{
		week:  {"do": {"save"}, "start.1.0": {"11:00"}, "start.2.0": {"11:00"}, "start.3.0": {"11:00"}, "start.4.0": {"11:00"}, "start.5.0": {"11:00"}, "start.6.0": {"11:00"}, "start.7.0": {"11:00"}},
		dates: {"do": {"date"}, "date": {on}, "closed": {"yes"}},
	} {
		before := s.hours(t)
		asked := browser.Get(path).Submit(path, form).Want(409, "").Has("Kavya Menon", "10:00 am to 11:00 am", "nothing is cancelled")
		if !asked.Link("/pro/sessions/" + b.Code) {
			t.Errorf("%s: the booking is not linked", path)
		}
		if s.hours(t).Version != before.Version {
			t.Fatalf("%s: changed without being asked", path)
		}
		if path == week {
			if again := asked.Submit(week, press("draft")).Want(200, ""); again.Value("start.1.0") != "11:00" {
				t.Error("what was typed is gone")
			}
		}
		asked.Submit(path, press(form.Get("do"))).Want(303, path)
		if s.hours(t).Version == before.Version {
			t.Errorf("%s: not kept after yes", path)
		}
		now, err := s.Bookings.ByID(t.Context(), s.practice.Caller(), b.ID)
		if err != nil || now.Status != booking.Confirmed {
			t.Errorf("the booking is %v, %v", now, err)
		}
		if _, err := s.Schedule.SetHours(t.Context(), identity.Principal{}, s.practice.ID, time.UTC, before); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDates(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	browser := s.As(t, meera)
	a := browser.Get(dates).Want(200, "").Has("None. Every date follows your week.", "Republic Day")
	a.Submit(dates, url.Values{"do": {"date"}, "date": {"2031-05-02"}, "start.0.0": {"08:00"}, "end.0.0": {"10:00"}, "start.0.2": {"20:00"}, "end.0.2": {"01:00"}}).Want(303, dates).
		Follow().Has("Friday 2 May", "8:00 am to 10:00 am, 8:00 pm to 1:00 am the next day")
	browser.Get(dates).Submit(dates, url.Values{"do": {"off"}, "from": {"2031-05-10"}, "to": {"2031-05-20"}}).Want(303, dates).Follow().Has("Time off")
	if h := s.hours(t); len(h.Overrides) != 1 || len(h.Overrides[0].Windows) != 2 || h.Overrides[0].Windows[1].End != "25:00" || len(h.TimeOff) != 1 || windows(h, 1) != "09:00-18:00" {
		t.Fatalf("%+v", h)
	}
	for field, form := range map[string]url.Values{
		"date":      {"do": {"date"}, "date": {"2031-13-01"}, "closed": {"yes"}},
		"closed":    {"do": {"date"}, "date": {"2031-05-03"}},
		"start.0.0": {"do": {"date"}, "date": {"2031-05-03"}, "start.0.0": {"x"}, "end.0.0": {"10:00"}},
		"from":      {"do": {"off"}},
		"to":        {"do": {"off"}, "from": {"2031-05-03"}, "to": {"2031-05-01"}},
		"day":       {"do": {"holidays"}},
	} {
		if again := browser.Get(dates).Submit(dates, form).Want(422, ""); !again.Wrong(field) {
			t.Errorf("%v: %s is not said to be wrong: %s", form, field, again.Text())
		}
	}
	browser.Get(dates).Submit(dates, press("nonsense")).Want(400, "")
	browser.Get(dates).Submit(dates, press("open-2031-05-02")).Want(303, dates)
	browser.Get(dates).Submit(dates, press("back-2031-05-10-2031-05-20")).Want(303, dates).Follow().Has("None. Every date follows your week.")
}

// TestHolidaysAreChosen: none closes by itself, and a chosen one is a date like any other.
func TestHolidaysAreChosen(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	s.Clock.Set(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC))
	browser := s.As(t, meera)
	browser.Get(dates).Has("Christmas Day", "Republic Day")
	if len(s.hours(t).Overrides) != 0 {
		t.Fatal("looking closed a day")
	}
	browser.Get(dates).Submit(dates, url.Values{"do": {"holidays"}, "day": {"2026-12-25", "2027-01-26"}}).Want(303, dates).Follow().Has("closed already")
	if o := s.hours(t).Overrides; len(o) != 2 || len(o[0].Windows) != 0 || o[0].Date != "2026-12-25" || o[1].Date != "2027-01-26" {
		t.Errorf("%+v", o)
	}
}

func TestBlocks(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	s.booked(t, s.Tomorrow(10))
	browser := s.As(t, meera)
	on := s.Tomorrow(0).Format(time.DateOnly)
	a := browser.Get(block+"?on="+on+"&back="+url.QueryEscape("/pro/agenda?on="+on)).Want(200, "").Has("Nothing is blocked.")
	if a.Value("date") != on {
		t.Errorf("suggests %q", a.Value("date"))
	}
	a.Submit(block, url.Values{"from": {"09:30"}, "to": {"10:30"}}).Want(409, "").Has("Not blocked", "Kavya Menon")
	a.Submit(block, url.Values{"from": {"22:00"}, "to": {"00:00"}}).Want(303, "/pro/agenda?on="+on)
	a.Submit(block, url.Values{"from": {"12:00"}, "to": {"13:00"}}).Want(303, "/pro/agenda?on="+on)
	list, err := s.Schedule.Blocks(t.Context(), s.practice.ID)
	if err != nil || len(list) != 2 || !list[1].End.Equal(s.Tomorrow(24)) {
		t.Fatalf("%+v, %v", list, err)
	}
	for field, form := range map[string]url.Values{
		"date": {"date": {""}, "from": {"12:00"}, "to": {"13:00"}}, "from": {"from": {""}, "to": {"13:00"}}, "to": {"from": {"15:00"}, "to": {"14:00"}},
		"until": {"from": {"15:00"}, "to": {"14:00"}, "until": {"x"}},
	} {
		if again := browser.Get(block+"?on="+on).Submit(block, form).Want(422, ""); !again.Wrong(field) {
			t.Errorf("%v: %s is not said to be wrong: %s", form, field, again.Text())
		}
	}
	remove := block + "/" + list[0].ID.String() + "/remove"
	a = browser.Get(block)
	for range 2 { // pressed twice
		a.Submit(remove, nil).Want(303, block)
	}
	browser.Get(block+"?back=//evil.example").Submit(block, url.Values{"date": {on}, "from": {"15:00"}, "to": {"16:00"}}).Want(303, block)
}

// TestABlockInAnHourThatTheClocksSkip is refused instead of landing elsewhere.
func TestABlockInAnHourThatTheClocksSkip(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Zone: "Europe/Berlin"})
	a := s.As(t, meera).Get(block)
	if again := a.Submit(block, url.Values{"date": {"2031-03-30"}, "from": {"02:30"}, "to": {"04:00"}}).Want(422, ""); !again.Wrong("from") {
		t.Errorf("%s", again.Text())
	}
}

// TestOnlyOnesOwnTime: another practitioner's block looks missing, and forms need their token.
func TestOnlyOnesOwnTime(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	b, err := s.Schedule.BlockTime(t.Context(), identity.Principal{}, s.practice.ID, s.Tomorrow(12), s.Tomorrow(13))
	if err != nil {
		t.Fatal(err)
	}
	s.Practice(t, "other@example.org", catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	stranger := s.As(t, "other@example.org")
	csrf := stranger.Get(block).Fields(block, nil)
	stranger.Post(block+"/"+b.ID.String()+"/remove", csrf).Want(303, block)
	if list, err := s.Schedule.Blocks(t.Context(), s.practice.ID); err != nil || len(list) != 1 {
		t.Errorf("it is gone: %v, %v", list, err)
	}
	for _, path := range []string{week, dates, block, block + "/" + b.ID.String() + "/remove"} {
		s.As(t, meera).Post(path, url.Values{"do": {"save"}}).Want(http.StatusForbidden, "")
	}
	s.People.Account(t, "new@example.org", identity.Practitioner)
	s.As(t, "new@example.org").Get(week).Want(404, "")
}
