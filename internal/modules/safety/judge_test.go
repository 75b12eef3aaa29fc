package safety_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/modules/safety/assess"
)

const (
	despair = "I wish I could go to sleep and never wake up"
	danger  = "I want to kill myself"
	plan    = "I am going to kill myself tonight"
)

// C1: what is slow or breaks is answered with the safe words, and the team is called.
func TestALayerThatFailsIsAnsweredSafely(t *testing.T) {
	for name, read := range map[string]func(time.Time, string) assess.Said{
		"breaks": func(time.Time, string) assess.Said { panic("secret words") },
		"slow":   func(time.Time, string) assess.Said { time.Sleep(2 * safety.Limit); return assess.Said{} },
	} {
		t.Run(name, func(t *testing.T) {
			s := setup(t)
			s.read = read
			who := s.person(t, "meera@example.org", identity.Seeker)
			began := time.Now()
			j := s.Judge(t.Context(), who, "hello")
			if took := time.Since(began); name == "slow" && took < safety.Limit {
				t.Errorf("did not wait its %s", safety.Limit)
			}
			if !j.Level.Urgent() || !strings.Contains(j.Words, "14416") && !strings.Contains(j.Words, "findahelpline") {
				t.Errorf("%+v", j)
			}
			if n := value[int](t, s, "select count(*) from safety.on_call_case where person_id = $1", who.PersonID); n != 1 {
				t.Errorf("%d cases", n)
			}
		})
	}
}

// C1, C7: nobody signed in, and no database: there is an answer all the same.
func TestHelpIsNeverWithheld(t *testing.T) {
	s := setup(t)
	who := s.person(t, "meera@example.org", identity.Seeker)
	who.Zone = "Asia/Kolkata"
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the reader is gone: it is recorded all the same
	s.Judge(ctx, who, plan)
	if n := value[int](t, s, "select count(*) from safety.event where level = 'critical'"); n != 1 {
		t.Errorf("%d events of a reader who closed the page", n)
	}
	s.db.Close()
	for _, p := range []identity.Principal{{}, who} {
		if j := s.Judge(t.Context(), p, plan); j.Level != assess.Critical || !strings.Contains(j.Words, "112") {
			t.Errorf("%+v", j)
		}
	}
	if !s.hasCounted("unrecorded") {
		t.Error("nobody hears that judgements are lost")
	}
}

// C5, C6: the profile's country before the locale's, both when they differ, the international list when neither is known.
func TestTheLinesAreOfTheRightCountry(t *testing.T) {
	s := setup(t)
	for _, c := range []struct {
		zone, locale, asked string
		want                string
	}{
		{"Asia/Kolkata", "en-US", "", "IN US"}, {"Asia/Kolkata", "en-IN", "", "IN"}, {"", "en-GB", "", "GB"}, {"", "en", "", "ZZ"},
		{"America/New_York", "en-FR", "", "US EU"}, {"Asia/Kolkata", "en-US", "GB", "GB IN"}, {"", "xx-YY", "", "ZZ"}, {"Europe/London", "hi", "QQ", "ZZ GB"},
	} {
		var got []string
		for _, l := range s.LinesFor(identity.Principal{Zone: c.zone, Locale: c.locale}, c.asked) {
			got = append(got, l.Country)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// C8: no denial takes the card away, and the next visit begins with a question.
func TestADenialDoesNotTakeTheCardAway(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	s.Judge(ctx, who, danger)
	until := s.clock.Now().Add(safety.CardFor)
	for range 3 {
		s.clock.Advance(10 * time.Minute)
		s.Judge(ctx, who, "no, I'm fine, it was nothing, you misunderstood me")
	}
	card, err := s.CardOf(ctx, who)
	if err != nil || card.Until.Before(until) || card.Level != assess.High || card.CheckIn {
		t.Errorf("%+v, %v", card, err)
	}
	s.clock.Advance(time.Hour)
	if card, _ = s.CardOf(ctx, who); !card.CheckIn {
		t.Error("the next visit asks nothing")
	}
	if err := s.CheckedIn(ctx, who); err != nil {
		t.Fatal(err)
	}
	if card, _ = s.CardOf(ctx, who); card.CheckIn || !card.Pinned(s.clock.Now()) {
		t.Errorf("%+v", card)
	}
	if _, err := s.db.Exec(ctx, "update safety.card set pinned_until = pinned_until - interval '1 hour'"); err == nil {
		t.Error("a card was taken away early")
	}
	if other, err := s.CardOf(ctx, s.person(t, "asha@example.org", identity.Seeker)); err != nil || other.Pinned(s.clock.Now()) {
		t.Errorf("somebody else's card: %+v, %v", other, err)
	}
}

// The days before count, by their levels; and no words are kept.
func TestTheCourseOfDaysCounts(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	const calm = "I feel calm now, I have decided and everything is clear"
	alone := s.Judge(ctx, who, calm)
	s.Judge(ctx, who, plan)
	s.clock.Advance(20 * time.Hour)
	if j := s.Judge(ctx, who, calm); !j.Level.Urgent() || j.Level <= alone.Level {
		t.Errorf("calm after danger is %s, alone %s", j.Level, alone.Level)
	}
	if n := value[int](t, s, "select count(*) from events.event where data::text ilike '%kill%'"); n != 0 {
		t.Error("words are in the event log")
	}
}

// C13: an event is never changed, and ordinary talk leaves nothing.
func TestEventsAreOnlyAddedTo(t *testing.T) {
	s := setup(t)
	ctx, who := t.Context(), s.person(t, "meera@example.org", identity.Seeker)
	if j := s.Judge(ctx, who, "Can I move my session to Friday?"); j.Level != assess.None || j.Words != "" {
		t.Errorf("%+v", j)
	}
	if n := value[int](t, s, "select count(*) from safety.reading"); n != 0 {
		t.Errorf("%d readings of ordinary talk", n)
	}
	if j := s.Judge(ctx, who, despair); j.Level != assess.Moderate || j.Words == "" {
		t.Errorf("%+v", j)
	}
	if n := value[int](t, s, "select count(*) from safety.event where case_id is null and level = 'moderate'"); n != 1 {
		t.Errorf("%d events", n)
	}
	for _, sql := range []string{"update safety.event set level = 'high'", "delete from safety.event"} {
		if _, err := s.db.Exec(ctx, sql); err == nil {
			t.Errorf("%s", sql)
		}
	}
}
