package safety

import (
	"context"
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/safety/internal/safetydb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Page is the job that calls the team to a case, again and again until somebody acknowledged it.
type Page struct {
	Case  uuid.UUID `json:"case"`
	Round int       `json:"round"`
	Now   bool      `json:"now"` // the case is new or graver: also when it was paged a moment ago
}

// Kind names the job.
func (Page) Kind() string { return "safety_page" }

// Letter is the job that writes to one of the team.
type Letter struct {
	PersonID uuid.UUID `json:"person_id"`
	Case     uuid.UUID `json:"case"` // zero: our own message was not found
	Pages    int       `json:"pages"`
	Since    time.Time `json:"since"`
}

// Kind names the job.
func (Letter) Kind() string { return "safety_letter" }

type watch struct{}

// Kind names the job.
func (watch) Kind() string { return "safety_watch" }

type sweep struct{}

// Kind names the job.
func (sweep) Kind() string { return "safety_sweep" }

type forget struct{}

// Kind names the job.
func (forget) Kind() string { return "safety_forget" }

// register puts the module's workers on the queue; called by New, before the queue is opened.
func (s *Service) register() {
	jobs.Handle(s.Jobs, s.page)
	jobs.Handle(s.Jobs, s.write)
	jobs.Handle(s.Jobs, s.sweep)
	jobs.Handle(s.Jobs, s.again)
	jobs.Handle(s.Jobs, s.watch)
	jobs.Handle(s.Jobs, s.forget)
	jobs.Handle(s.Jobs, s.writeContact)
	s.Jobs.Every(SweepEvery, sweep{}, jobs.QueueDefault)
	s.Jobs.Every(WatchEvery, watch{}, jobs.QueueDefault)
	s.Jobs.Every(24*time.Hour, forget{}, jobs.QueueBulk)
}

// sweep calls the team to every open case that nobody looks after and nobody was called to lately, and to those that somebody
// took long ago and did not end: whatever became of the calls before, no open case is without one for longer than this.
func (s *Service) sweep(ctx context.Context, _ sweep) error {
	team, err := s.team(ctx, s.DB)
	if err != nil || len(team) == 0 {
		return err // nobody is called; who joins is called to what is open then
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		now := s.Clock.Now()
		if err := on(tx).Release(ctx, now.Add(-CloseWithin)); err != nil {
			return err
		}
		open, err := on(tx).Unheard(ctx, now.Add(-RepageAfter))
		if err != nil {
			return err
		}
		var list []jobs.Job
		for _, c := range open {
			list = append(list, jobs.Job{Args: Page{Case: c.ID, Round: int(c.Version)}})
		}
		return s.Jobs.AddTx(ctx, tx, list...)
	})
}

// callTx calls the team to everything that nobody looks after.
func (s *Service) callTx(ctx context.Context, tx db.Tx) error {
	open, err := on(tx).Unseen(ctx)
	if err != nil {
		return err
	}
	var list []jobs.Job
	for _, c := range open {
		list = append(list, jobs.Job{Args: Page{Case: c.ID, Round: int(c.Version), Now: true}})
	}
	return s.Jobs.AddTx(ctx, tx, list...)
}

// page decides about one letter to each of the team, and about the next call. Without a team there is none: people were
// told that nobody is called, and the case waits in the list for who joins.
func (s *Service) page(ctx context.Context, j Page) error {
	team, err := s.team(ctx, s.DB)
	if err != nil || len(team) == 0 {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		c, err := on(tx).LockCase(ctx, j.Case)
		if err != nil || c.ResolvedAt != nil || c.AcknowledgedAt != nil {
			return err
		}
		now := s.Clock.Now()
		if !j.Now && c.PagedAt != nil && now.Sub(*c.PagedAt) < RepageAfter {
			return nil // a later call goes on from there
		}
		if err := on(tx).Paged(ctx, safetydb.PagedParams{ID: c.ID, Now: now}); err != nil {
			return err
		}
		list := []jobs.Job{{Args: Page{Case: c.ID, Round: j.Round + 1}, At: now.Add(RepageAfter)}}
		for _, who := range team {
			list = append(list, jobs.Job{Args: Letter{who.ID, c.ID, int(c.Pages) + 1, c.OpenedAt}})
		}
		return s.Jobs.AddTx(ctx, tx, list...)
	})
}

// write sends a letter to somebody who is still on call. The case's person is not named in it.
func (s *Service) write(ctx context.Context, j Letter) error {
	team, err := s.team(ctx, s.DB)
	for _, who := range team {
		if who.ID == j.PersonID {
			return s.send(ctx, who, j)
		}
	}
	return err
}

func (s *Service) send(ctx context.Context, who identity.Person, j Letter) error {
	zone, err := clock.Zone(who.Zone)
	if err != nil {
		zone = time.UTC
	}
	l := notify.Letter{Name: "on_call_page", To: who.Email, ToName: who.Name, Locale: who.Locale,
		Fields: notify.Fields{Name: who.Name, Left: j.Pages, When: s.Letters.Localizer(who.Locale).WhenYear(j.Since, zone), Link: s.BaseURL + "/admin/on-call"},
		Key:    "on_call:" + j.Case.String() + ":" + strconv.Itoa(j.Pages)}
	if j.Case == uuid.Nil {
		l.Name, l.Key = "on_call_watch", "on_call_watch:"+j.Since.UTC().Format(time.RFC3339)
	}
	return s.Letters.Send(ctx, l)
}

// watchWords speak of danger in each language; nobody wrote them.
var watchWords = map[string]string{"en": "I want to kill myself tonight", "es": "quiero suicidarme esta noche", "hi": "मैं आत्महत्या करना चाहता हूँ", "hi-Latn": "main khudkushi karna chahta hu"}

// watch sends messages of our own through the way that people's go (C20): what does not come back as urgent, with the
// lines of the brand's country, is an outage, and the team is called.
func (s *Service) watch(ctx context.Context, _ watch) error {
	s.watchLines(ctx)
	whole := true
	for _, words := range watchWords {
		j := s.Judge(ctx, identity.Principal{}, words)
		whole = whole && j.Level.Urgent() && strings.Contains(j.Words, s.LinesFor(identity.Principal{}, "")[0].Pack.Emergency) && j.Reasons[0] != unjudged
	}
	if whole {
		s.Counted("watch_ok")
		return nil
	}
	s.Counted("watch_failed")
	team, err := s.team(ctx, s.DB)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		var list []jobs.Job
		for _, who := range team {
			list = append(list, jobs.Job{Args: Letter{PersonID: who.ID, Since: s.Clock.Now()}})
		}
		return s.Jobs.AddTx(ctx, tx, list...)
	})
}

// watchLines says when numbers were not checked for too long (C5). They are shown all the same.
func (s *Service) watchLines(ctx context.Context) {
	for country, pack := range s.Brand.Now().Crisis {
		if pack.Stale(s.Clock.Now()) {
			s.Counted("lines_stale")
			s.Log.WarnContext(ctx, "help lines were not checked for 90 days", "country", country, "checked", pack.Checked)
		}
	}
}

func (s *Service) forget(ctx context.Context, _ forget) error {
	return on(s.DB).ForgetReadings(ctx, s.Clock.Now().Add(-courseOf))
}

// OnErased forgets the course of days of somebody who deleted their account, and whom they named.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	if err := on(s.DB).ForgetPerson(ctx, d.AggregateID); err != nil {
		return err
	}
	_, err := on(s.DB).EndContact(ctx, safetydb.EndContactParams{PersonID: d.AggregateID, Now: s.Clock.Now(), By: "erasure"})
	return err
}
