package saved

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/brands"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/notify"
	"klear/internal/modules/schedule"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/platform/mail"
	"klear/locales"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// noon is Friday 20 November 2026, 12:00 in India.
var noon = time.Date(2026, 11, 20, 6, 30, 0, 0, time.UTC)

// post remembers what was sent.
type post struct {
	mu   sync.Mutex
	sent []mail.Message
}

func (p *post) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m)
	return nil
}

// bench is a practitioner who works from 9 to 18 each day, and a reader. The queue does not run: a test takes jobs out.
type bench struct {
	*Service
	t      *testing.T
	clock  *clock.Fake
	post   *post
	pro    uuid.UUID
	reader identity.Principal
}

func setup(t *testing.T) *bench {
	t.Helper()
	t.Parallel()
	d, k, src := dbtest.New(t), clock.NewFake(noon), ids.NewSource(nil)
	queue := jobs.New(d, jobs.Options{})
	bus := events.NewBus(queue, src)
	people := &identitytest.Kit{DB: d, Bus: bus, Jobs: queue, Clock: k, Passwords: &identitytest.Passwords{}, Mail: &identitytest.Mailbox{}, Blobs: &identitytest.Blobs{}}
	people.Service = identitytest.NewNode(t, people)
	b, err := brand.Load(brands.FS, "klearkarma")
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
	if err != nil {
		t.Fatal(err)
	}
	x := &bench{t: t, clock: k, post: &post{}}
	letters, err := notify.New(notify.Deps{Sender: x.post, Brand: brand.NewLive(b), Bundle: bundle, From: mail.Address{Email: "hello@klear.test"}})
	if err != nil {
		t.Fatal(err)
	}
	x.Service = New(Deps{DB: d, Clock: k, Jobs: queue, People: people.Service, Catalog: catalog.New(catalog.Deps{DB: d, Clock: k, IDs: src, Bus: bus}),
		Schedule: schedule.New(schedule.Deps{DB: d, Clock: k, IDs: src, Events: bus}), Letters: letters, BaseURL: "https://klear.test",
		StopLink: func(s Stop) (string, error) { return "/saved/stop?person=" + s.PersonID.String(), nil }})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	x.pro = x.practitioner()
	p := people.Account(t, "reader@example.org", identity.Seeker)
	x.reader = identity.Principal{PersonID: p.ID, Role: identity.Seeker}
	x.exec("update identity.person set zone = 'Asia/Kolkata' where id = $1", p.ID)
	return x
}

func (x *bench) exec(sql string, args ...any) {
	x.t.Helper()
	if _, err := x.DB.Exec(x.t.Context(), sql, args...); err != nil {
		x.t.Fatal(err)
	}
}

func (x *bench) practitioner() uuid.UUID {
	x.t.Helper()
	id := catalogtest.Practitioner(x.t, x.DB, catalogtest.PractitionerSpec{})
	catalogtest.Service(x.t, x.DB, catalogtest.ServiceSpec{Practitioner: id})
	x.hours(id, "09:00", "18:00")
	return id
}

func (x *bench) hours(id uuid.UUID, from, to string) {
	x.t.Helper()
	week := schedule.Hours{}
	for day := 1; day <= 7; day++ {
		week.Weekly = append(week.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: from, End: to}}})
	}
	zone, err := clock.Zone("Asia/Kolkata")
	if err != nil {
		x.t.Fatal(err)
	}
	if _, err := x.Schedule.SetHours(x.t.Context(), identity.Principal{}, id, zone, week); err != nil {
		x.t.Fatal(err)
	}
}

func (x *bench) save(alert bool) {
	x.t.Helper()
	if _, err := x.Save(x.t.Context(), x.reader, x.pro, &alert); err != nil {
		x.t.Fatal(err)
	}
}

// news lets the module look, and returns what it would tell of.
func (x *bench) news() []time.Time {
	x.t.Helper()
	var news []time.Time
	err := x.look(x.t.Context(), x.pro, func(_ context.Context, _ db.Tx, freed []time.Time) error {
		news = freed
		return nil
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return news
}

func (x *bench) block(start time.Time) uuid.UUID {
	x.t.Helper()
	b, err := x.Schedule.BlockTime(x.t.Context(), identity.Principal{}, x.pro, start, start.Add(time.Hour))
	if err != nil {
		x.t.Fatal(err)
	}
	return b.ID
}

// tomorrowTen is a start that the practitioner offers.
var tomorrowTen = time.Date(2026, 11, 21, 4, 30, 0, 0, time.UTC)

func (x *bench) tellOf(starts []time.Time, occasion uuid.UUID) {
	x.t.Helper()
	if err := x.tell(x.t.Context(), Tell{PersonID: x.reader.PersonID, PractitionerID: x.pro, Starts: starts, Occasion: occasion}); err != nil {
		x.t.Fatal(err)
	}
}

// TestOnlyWhatWasFreedIsNews: neither what was free all along nor what is taken, nor days that come nearer.
func TestOnlyWhatWasFreedIsNews(t *testing.T) {
	x := setup(t)
	x.save(true)
	if n := x.news(); len(n) != 0 {
		t.Errorf("nothing changed, and %d starts are news", len(n))
	}
	block := x.block(tomorrowTen)
	if n := x.news(); len(n) != 0 {
		t.Errorf("a block makes news: %v", n)
	}
	x.clock.Advance(20 * time.Hour)
	if n := x.news(); len(n) != 0 {
		t.Errorf("a day passed, and %v is news", n)
	}
	if err := x.Schedule.Unblock(t.Context(), x.pro, block); err != nil {
		t.Fatal(err)
	}
	if n := x.news(); len(n) != 1 || !n[0].Equal(tomorrowTen) {
		t.Errorf("the unblocked hour: %v", n)
	}
	x.hours(x.pro, "09:00", "19:00")
	if n := x.news(); len(n) < 20 {
		t.Errorf("a longer day makes %d starts news", len(n))
	}
	x.hours(x.pro, "10:00", "17:00")
	if n := x.news(); len(n) != 0 {
		t.Errorf("a shorter day makes news: %v", n)
	}
}

// TestEachWatcherGetsAJobOfTheirOwn: and nobody who did not ask.
func TestEachWatcherGetsAJobOfTheirOwn(t *testing.T) {
	x := setup(t)
	x.save(true)
	for range 3 {
		x.exec("insert into saved.practitioner (person_id, practitioner_id, alert, saved_at) values ($1, $2, false, now())", catalogtest.Person(t, x.DB, "seeker"), x.pro)
	}
	block := x.block(tomorrowTen)
	x.news()
	if err := x.Schedule.Unblock(t.Context(), x.pro, block); err != nil {
		t.Fatal(err)
	}
	if err := x.Look(t.Context(), x.pro, uuid.New()); err != nil {
		t.Fatal(err)
	}
	if n := x.count("select count(*) from jobs.river_job where kind = 'saved_spread'"); n != 1 {
		t.Fatalf("%d jobs to spread", n)
	}
	if err := x.spread(t.Context(), Spread{PractitionerID: x.pro, Starts: []time.Time{tomorrowTen}, Occasion: uuid.New()}); err != nil {
		t.Fatal(err)
	}
	if n := x.count("select count(*) from jobs.river_job where kind = 'saved_tell'"); n != 1 {
		t.Errorf("%d jobs to tell, want the watcher's", n)
	}
}

func (x *bench) count(sql string, args ...any) (n int) {
	x.t.Helper()
	if err := x.DB.QueryRow(x.t.Context(), sql, args...).Scan(&n); err != nil {
		x.t.Fatal(err)
	}
	return n
}

// TestOneLetterADay: many occasions at once make one letter; the one that won may repeat it after a crash.
func TestOneLetterADay(t *testing.T) {
	x := setup(t)
	x.save(true)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { x.tellOf([]time.Time{tomorrowTen}, uuid.New()) })
	}
	wg.Wait()
	if len(x.post.sent) != 1 {
		t.Fatalf("%d letters", len(x.post.sent))
	}
	m := x.post.sent[0]
	if !strings.Contains(m.Text, "10:00") || m.Headers["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click" ||
		!strings.Contains(m.Headers["List-Unsubscribe"], "/saved/stop?person="+x.reader.PersonID.String()) {
		t.Errorf("the letter: %v\n%s", m.Headers, m.Text)
	}
	x.clock.Advance(24 * time.Hour)
	next := []time.Time{tomorrowTen.Add(24 * time.Hour)}
	again := uuid.New()
	x.tellOf(next, again)
	x.tellOf(next, again)
	if len(x.post.sent) != 3 || x.post.sent[1].ID != x.post.sent[2].ID {
		t.Errorf("the next day: %d letters", len(x.post.sent))
	}
}

// TestNothingAtNight: the letter waits for eight in the morning on the reader's clock, whatever the practitioner's says.
func TestNothingAtNight(t *testing.T) {
	x := setup(t)
	x.save(true)
	x.exec("update identity.person set zone = 'America/New_York' where id = $1", x.reader.PersonID) // 1:30 at night
	x.tellOf([]time.Time{tomorrowTen}, uuid.New())
	var at time.Time
	if err := x.DB.QueryRow(t.Context(), "select scheduled_at from jobs.river_job where kind = 'saved_tell'").Scan(&at); err != nil {
		t.Fatal(err)
	}
	if len(x.post.sent) != 0 || !at.Equal(time.Date(2026, 11, 20, 13, 0, 0, 0, time.UTC)) {
		t.Errorf("%d letters, the next try at %s", len(x.post.sent), at)
	}
	x.clock.Set(at)
	x.tellOf([]time.Time{tomorrowTen}, uuid.New())
	if len(x.post.sent) != 1 {
		t.Errorf("%d letters in the morning", len(x.post.sent))
	}
}

// TestNobodyIsToldInVain: of a time that went again, after the wish ended, or while the account is stopped.
func TestNobodyIsToldInVain(t *testing.T) {
	x := setup(t)
	x.save(true)
	x.block(tomorrowTen)
	x.tellOf([]time.Time{tomorrowTen}, uuid.New())
	free := []time.Time{tomorrowTen, tomorrowTen.Add(time.Hour)}
	x.exec("update identity.person set status = 'suspended' where id = $1", x.reader.PersonID)
	x.tellOf(free, uuid.New())
	x.exec("update identity.person set status = 'active' where id = $1", x.reader.PersonID)
	if err := x.StopAlert(t.Context(), Stop{x.reader.PersonID, x.pro}); err != nil {
		t.Fatal(err)
	}
	x.tellOf(free, uuid.New())
	if len(x.post.sent) != 0 {
		t.Fatalf("%d letters in vain", len(x.post.sent))
	}
	x.save(true)
	x.tellOf(free, uuid.New())
	if len(x.post.sent) != 1 || !strings.Contains(x.post.sent[0].Text, "11:00") {
		t.Errorf("what is left of the news: %v", x.post.sent)
	}
}

// TestTheListHasAnEnd: many at once reach the limit and not one more. Red without the trigger's lock.
func TestTheListHasAnEnd(t *testing.T) {
	x := setup(t)
	for range MaxSaved - 1 {
		x.exec("insert into saved.practitioner (person_id, practitioner_id, saved_at) values ($1, $2, now())", x.reader.PersonID, catalogtest.Practitioner(t, x.DB, catalogtest.PractitionerSpec{}))
	}
	pros := make([]uuid.UUID, 12)
	for i := range pros {
		pros[i] = catalogtest.Practitioner(t, x.DB, catalogtest.PractitionerSpec{})
	}
	var wg sync.WaitGroup
	for _, id := range pros {
		wg.Go(func() {
			if _, err := x.Save(t.Context(), x.reader, id, nil); err != nil && !errors.Is(err, ErrTooMany) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := x.count("select count(*) from saved.practitioner where person_id = $1", x.reader.PersonID); n != MaxSaved {
		t.Errorf("%d are saved", n)
	}
}

// TestTheListShowsWhoMayBeSeen: newest first with the next start; who is hidden stays as a line without a name.
func TestTheListShowsWhoMayBeSeen(t *testing.T) {
	x := setup(t)
	x.save(false)
	x.clock.Advance(time.Minute)
	other := x.practitioner()
	if _, err := x.Save(t.Context(), x.reader, other, nil); err != nil {
		t.Fatal(err)
	}
	x.exec("update catalog.practitioner set listed = false where id = $1", x.pro)
	list, total, err := x.List(t.Context(), x.reader, 1, 10)
	if err != nil || total != 2 || len(list) != 2 {
		t.Fatalf("%v, %d of %d", err, len(list), total)
	}
	if list[0].PractitionerID != other || list[0].Practitioner == nil || list[0].Next.IsZero() || list[1].Practitioner != nil {
		t.Errorf("the list: %+v", list)
	}
	if _, err := x.Save(t.Context(), x.reader, x.pro, nil); !errors.Is(err, catalog.ErrNoPractitioner) {
		t.Errorf("saving who is hidden: %v", err)
	}
	stranger := identity.Principal{PersonID: catalogtest.Person(t, x.DB, "seeker"), Role: identity.Seeker}
	if list, _, err := x.List(t.Context(), stranger, 1, 10); err != nil || len(list) != 0 {
		t.Errorf("a stranger's list: %v, %v", list, err)
	}
	if _, _, err := x.List(t.Context(), identity.Principal{}, 1, 10); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("a visitor's list: %v", err)
	}
}
