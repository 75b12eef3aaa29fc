package sharing_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/client"
	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/mood"
	"klear/internal/modules/share"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/sharing"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	kavya = "kavya@example.org"
	imran = "imran@example.org" // whom she has a session with
	other = "other@example.org" // a practitioner she never met
)

type site struct {
	*pagetest.Site
	moods         *mood.Service
	goals         *goal.Service
	shares        *share.Service
	practice      pagetest.Practice
	stranger      pagetest.Practice
	me, pro, they identity.Principal
	client        uuid.UUID // me, on the list of the practitioner
}

func setup(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	s := &site{}
	s.Site = pagetest.New(t, func(p *pagetest.Site) {
		s.moods = mood.New(mood.Deps{DB: p.DB, Clock: p.Clock, IDs: ids.NewSource(nil), Events: p.People.Bus, People: p.People.Service})
		s.goals = goal.New(goal.Deps{DB: p.DB, Clock: p.Clock, IDs: ids.NewSource(nil), Events: p.People.Bus, People: p.People.Service})
		insights := &insight.Service{Deps: insight.Deps{DB: p.DB, Clock: p.Clock, IDs: ids.NewSource(nil), Moods: s.moods}}
		s.shares = share.New(share.Deps{DB: p.DB, Clock: p.Clock, IDs: ids.NewSource(nil), Moods: s.moods, Goals: s.goals, Insights: insights})
		clients := &client.Service{Deps: client.Deps{DB: p.DB, Clock: p.Clock, IDs: ids.NewSource(nil), Events: p.People.Bus, Jobs: p.People.Jobs, People: p.People.Service}}
		sharing.Handler{Kit: p.Kit, Shares: s.shares, Clients: clients}.Mount(p.Mux)
	})
	s.practice = s.Practice(t, imran, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.stranger = s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.People.Account(t, kavya, identity.Seeker)
	s.me = s.People.SignIn(t, kavya, identity.PageSession).Principal
	s.pro = identity.Principal{PersonID: s.practice.Account.ID, Role: identity.Practitioner}
	s.they = identity.Principal{PersonID: s.stranger.Account.ID, Role: identity.Practitioner}
	s.BookAs(t, booking.Caller{Principal: s.me}, s.practice, s.Tomorrow(10), pagetest.Client{})
	s.client = uuid.New()
	if _, err := s.DB.Exec(t.Context(), "insert into client.client (id, owner_id, person_id, created_at) values ($1, $2, $3, now())", s.client, s.pro.PersonID, s.me.PersonID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.moods.Keep(t.Context(), s.me, mood.Draft{Figures: mood.Figures{Mood: 4}, Note: "zqmarker note", Triggers: []string{"zqmarker word"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.goals.Add(t.Context(), s.me, goal.Draft{Title: "Lights out by 11:30", Why: "zqmarker why", Measure: goal.Days, Target: 5}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) give(t *testing.T, days int, kinds ...share.Kind) uuid.UUID {
	t.Helper()
	id, err := s.shares.Give(t.Context(), s.me, share.Terms{Practitioner: s.practice.ID, Kinds: kinds, Days: days})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestSharedReadAndEnded over the pages of both.
func TestSharedReadAndEnded(t *testing.T) {
	s := setup(t)
	me, pro := s.As(t, kavya), s.As(t, imran)
	at := "/pro/clients/" + s.client.String() + "/shared"
	pro.Get(at).Want(200, "").Has("Nothing is shared with you")
	a := me.Get("/sharing").Submit("/sharing", url.Values{"practitioner": {s.practice.ID.String()}, "days": {"90"}}).Want(422, "").Has("Choose what you share.")
	if !a.Wrong("kinds") {
		t.Error("the kinds are not marked")
	}
	me.Get("/sharing").Submit("/sharing", url.Values{"practitioner": {s.practice.ID.String()}, "kinds": {"mood", "goals"}, "days": {"90"}}).Want(303, "/sharing").Follow().
		Has("It is shared.", "Mood", "Goals", "Not read yet.")
	pro.Get(at).Has("Your client sees each time")
	pro.Get(at+"?kind=mood").Want(200, "").Has("Your entries by week")
	goals := pro.Get(at+"?kind=goals").Want(200, "").Has("Lights out by 11:30")
	if strings.Contains(goals.Body+pro.Get(at+"?kind=mood").Body, "zqmarker") {
		t.Error("a practitioner reads notes, reasons or words")
	}
	pro.Get(at+"?kind=insights").Want(200, "") // not shared: nothing is read
	me.Get("/sharing").Has("Read 3 times")
	list, err := s.shares.Given(t.Context(), s.me)
	if err != nil || len(list) != 1 || list[0].Reads != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	mine := "/sharing/" + list[0].ID.String()
	me.Get(mine).Want(200, "").Has("Mood", "Goals")
	form := me.Get("/sharing").Fields(mine+"/end", nil)
	s.As(t, other).Get(mine).Want(404, "")
	s.As(t, other).Get(at).Want(404, "")
	me.Post(mine+"/end", form).Want(303, "/sharing").Follow().Has("Ended. Nothing of it")
	pro.Get(at + "?kind=mood").Has("Nothing is shared with you")
}

// TestOnlyWhatIsSharedIsRead: by whom it is shared with, of the kinds that are, until its moment and with no job in between.
func TestOnlyWhatIsSharedIsRead(t *testing.T) {
	s, ctx := setup(t), t.Context()
	if _, err := s.shares.Give(ctx, s.me, share.Terms{Practitioner: s.stranger.ID, Kinds: share.Kinds, Days: 30}); !errors.Is(err, share.ErrStranger) {
		t.Errorf("with a stranger: %v", err)
	}
	id := s.give(t, 30, share.Goals)
	for name, c := range map[string]struct{ err, want error }{
		"the kind":        {second(s.shares.ReadGoals(ctx, s.pro, id)), nil},
		"another kind":    {second(s.shares.ReadMood(ctx, s.pro, id)), share.ErrEnded},
		"another reader":  {second(s.shares.ReadGoals(ctx, s.they, id)), share.ErrNotFound},
		"its own person":  {second(s.shares.ReadGoals(ctx, s.me, id)), share.ErrNotFound},
		"another's reads": {second(s.shares.Readings(ctx, s.they, id)), share.ErrNotFound},
		"another ends it": {s.shares.End(ctx, s.pro, id), share.ErrNotFound},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", name, c.err, c.want)
		}
	}
	s.Clock.Advance(30*24*time.Hour - time.Second)
	if goals, err := s.shares.ReadGoals(ctx, s.pro, id); err != nil || len(goals) != 1 || goals[0].Why != "" {
		t.Errorf("a second before its end: %+v, %v", goals, err)
	}
	s.Clock.Advance(time.Second)
	if _, err := s.shares.ReadGoals(ctx, s.pro, id); !errors.Is(err, share.ErrEnded) {
		t.Errorf("at its end: %v", err)
	}
	if reads, err := s.shares.Readings(ctx, s.me, id); err != nil || len(reads) != 2 {
		t.Errorf("%v, %v", reads, err)
	}
	for _, sql := range []string{"delete from share.reading", "update share.reading set at = at - interval '1 day'"} {
		if _, err := s.DB.Exec(ctx, sql); err == nil {
			t.Errorf("the application may %s", sql)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// TestAReadMeetsTheEnd: however readers and the end of a consent meet, every read that succeeds is on record before the end.
func TestAReadMeetsTheEnd(t *testing.T) {
	s := setup(t)
	id := s.give(t, 30, share.Goals)
	var read atomic.Int32
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if i == 6 {
				if err := s.shares.End(t.Context(), s.me, id); err != nil {
					t.Error(err)
				}
				return
			}
			switch _, err := s.shares.ReadGoals(t.Context(), s.pro, id); {
			case err == nil:
				read.Add(1)
			case !errors.Is(err, share.ErrEnded):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := s.shares.ReadGoals(t.Context(), s.pro, id); !errors.Is(err, share.ErrEnded) {
		t.Errorf("after the end: %v", err)
	}
	if list, err := s.shares.Readings(t.Context(), s.me, id); err != nil || len(list) != int(read.Load()) {
		t.Errorf("%d reads, %d on record, %v", read.Load(), len(list), err)
	}
}

// TestAReadWaitsForTheEnd: who reads while it is being ended waits for that and reads nothing; and no read is on record after
// the end. Red without the constraints reading_consent and reading_in_time.
func TestAReadWaitsForTheEnd(t *testing.T) {
	s := setup(t)
	ctx, id := t.Context(), s.give(t, 30, share.Goals)
	s.Clock.Advance(time.Second)
	read := make(chan error, 1)
	err := s.DB.InTx(ctx, func(tx db.Tx) error {
		if _, err := tx.Exec(ctx, "update share.consent set until = given_at + interval '500 milliseconds', ended = true where id = $1", id); err != nil {
			return err
		}
		go func() { read <- second(s.shares.ReadGoals(ctx, s.pro, id)) }()
		for waiting := 0; waiting == 0 && len(read) == 0; {
			if err := s.DB.QueryRow(ctx, "select count(*) from pg_locks where not granted").Scan(&waiting); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, share.ErrEnded) {
		t.Errorf("it was read: %v", err)
	}
	if list, err := s.shares.Readings(ctx, s.me, id); err != nil || len(list) != 0 {
		t.Errorf("on record: %v, %v", list, err)
	}
	_, err = s.DB.Exec(ctx, "insert into share.reading (id, consent_id, until, kind, at) select gen_random_uuid(), id, until, 'goals', until + interval '1 second' from share.consent where id = $1", id)
	if !db.Violates(err, "reading_in_time") {
		t.Errorf("a read after the end: %v", err)
	}
}

// TestTheEndComesAfterTheLastRead: what was read a moment later than the end began, by a clock that is ahead or while the end
// waited for it, is no fault of whoever ends: the end is at once, and after it.
func TestTheEndComesAfterTheLastRead(t *testing.T) {
	s := setup(t)
	for _, again := range []func(uuid.UUID) error{
		func(id uuid.UUID) error { return s.shares.End(t.Context(), s.me, id) },
		func(uuid.UUID) error { s.give(t, 30, share.Goals); return nil },
	} {
		id := s.give(t, 30, share.Goals)
		if _, err := s.DB.Exec(t.Context(), `insert into share.reading (id, consent_id, until, kind, at) select gen_random_uuid(), id, until, 'goals', $2 from share.consent where id = $1`,
			id, s.Clock.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if err := again(id); err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(2 * time.Second)
		if _, err := s.shares.ReadGoals(t.Context(), s.pro, id); !errors.Is(err, share.ErrEnded) {
			t.Errorf("after the end: %v", err)
		}
	}
}

// TestOneConsentHolds of many that are given at once, and the database refuses a second one. Red without the exclusion
// consent_one.
func TestOneConsentHolds(t *testing.T) {
	s := setup(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := s.shares.Give(t.Context(), s.me, share.Terms{Practitioner: s.practice.ID, Kinds: []share.Kind{share.Mood}, Days: 30}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s.Clock.Advance(time.Second)
	if open, err := s.shares.Open(t.Context(), s.pro); err != nil || len(open) != 1 {
		t.Fatalf("%+v, %v", open, err)
	}
	_, err := s.DB.Exec(t.Context(), `insert into share.consent (id, person_id, to_id, mood, goals, insights, given_at, until)
		select gen_random_uuid(), person_id, to_id, true, true, true, given_at + interval '1 day', until from share.consent order by until desc limit 1`)
	if !db.Violates(err, "consent_one") {
		t.Errorf("a second one: %v", err)
	}
}

// TestErasedIsGone from both sides.
func TestErasedIsGone(t *testing.T) {
	for _, of := range []func(*site) uuid.UUID{func(s *site) uuid.UUID { return s.me.PersonID }, func(s *site) uuid.UUID { return s.pro.PersonID }} {
		t.Run("", func(t *testing.T) {
			s := setup(t)
			id := s.give(t, 30, share.Goals)
			if _, err := s.shares.ReadGoals(t.Context(), s.pro, id); err != nil {
				t.Fatal(err)
			}
			data, err := json.Marshal(identity.DeletedEvent{PersonID: of(s)})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.shares.OnErased(t.Context(), events.Delivery{Data: data}); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := s.DB.QueryRow(t.Context(), "select (select count(*) from share.consent) + (select count(*) from share.reading)").Scan(&n); err != nil || n != 0 {
				t.Errorf("%d rows are left, %v", n, err)
			}
		})
	}
}
