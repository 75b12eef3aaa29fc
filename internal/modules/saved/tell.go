package saved

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/saved/internal/saveddb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

// Spread is the job that gives each watcher of a practitioner a job of their own, a batch at a time.
type Spread struct {
	PractitionerID uuid.UUID   `json:"practitioner_id"`
	Starts         []time.Time `json:"starts"`
	Occasion       uuid.UUID   `json:"occasion"`
	After          uuid.UUID   `json:"after"` // the last person of the batch before
}

// Tell is the job that writes to one watcher.
type Tell struct {
	PersonID       uuid.UUID   `json:"person_id"`
	PractitionerID uuid.UUID   `json:"practitioner_id"`
	Starts         []time.Time `json:"starts"` // that were freed
	Occasion       uuid.UUID   `json:"occasion"`
}

// Kind names the job.
func (Spread) Kind() string { return "saved_spread" }

// Kind names the job.
func (Tell) Kind() string { return "saved_tell" }

const perSpread = 500

func (s *Service) spread(ctx context.Context, j Spread) error {
	people, err := on(s.DB).Watchers(ctx, saveddb.WatchersParams{PractitionerID: j.PractitionerID, After: j.After, MaxRows: perSpread})
	if err != nil || len(people) == 0 {
		return err
	}
	list := make([]jobs.Job, len(people), len(people)+1)
	for i, id := range people {
		list[i] = jobs.Job{Args: Tell{PersonID: id, PractitionerID: j.PractitionerID, Starts: j.Starts, Occasion: j.Occasion}}
	}
	if len(people) == perSpread {
		j.After = people[perSpread-1]
		list = append(list, jobs.Job{Args: j})
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.Jobs.AddTx(ctx, tx, list...) })
}

// tell writes, unless it is night at the reader's, the wish ended, nothing of what was freed is left, or the day had its
// letter.
func (s *Service) tell(ctx context.Context, j Tell) error {
	if s.Kept != nil && !s.Kept(ctx) {
		return nil
	}
	still, err := on(s.DB).Watches(ctx, saveddb.WatchesParams{PersonID: j.PersonID, PractitionerID: j.PractitionerID})
	if err != nil || !still {
		return err
	}
	reader, err := s.People.PersonByID(ctx, s.DB, j.PersonID)
	if err != nil || reader.Status != identity.Active || !reader.Verified {
		return err
	}
	who, err := s.Catalog.PractitionerByID(ctx, j.PractitionerID)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		return nil
	} else if err != nil {
		return err
	}
	now, zone := s.Clock.Now(), s.zoneOf(reader)
	if at := quietUntil(now, zone); at.After(now) {
		return s.DB.InTx(ctx, func(tx db.Tx) error { return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: j, At: at}) })
	}
	start, err := s.left(ctx, &who, j.Starts, now)
	if err != nil || start.IsZero() {
		return err
	}
	w := now.In(zone)
	day := pgtype.Date{Time: time.Date(w.Year(), w.Month(), w.Day(), 0, 0, 0, 0, time.UTC), Valid: true}
	winner, err := on(s.DB).TakeDay(ctx, saveddb.TakeDayParams{PersonID: j.PersonID, PractitionerID: j.PractitionerID, Day: day, Occasion: j.Occasion})
	if err != nil || winner != j.Occasion {
		return err
	}
	return s.write(ctx, reader, &who, start, zone, j)
}

// left is the first of the freed starts that is still free; zero: none.
func (s *Service) left(ctx context.Context, who *catalog.Practitioner, starts []time.Time, now time.Time) (time.Time, error) {
	free, err := s.free(ctx, s.DB, who, now, now.Add(lookAhead))
	if err != nil {
		return time.Time{}, err
	}
	still := make(map[int64]bool, len(free))
	for _, t := range free {
		still[t.Unix()] = true
	}
	for _, t := range starts {
		if still[t.Unix()] {
			return t, nil
		}
	}
	return time.Time{}, nil
}

// zoneOf is the reader's zone: their own, else the brand's.
func (s *Service) zoneOf(p identity.Person) *time.Location {
	if zone, err := clock.Zone(p.Zone); err == nil && p.Zone != "" {
		return zone
	}
	return s.Letters.Brand.Location()
}

func (s *Service) write(ctx context.Context, reader identity.Person, who *catalog.Practitioner, start time.Time, zone *time.Location, j Tell) error {
	stop, err := s.StopLink(Stop{PersonID: j.PersonID, PractitionerID: j.PractitionerID})
	if err != nil {
		return err
	}
	l := s.Letters.Localizer(reader.Locale)
	return s.Letters.Send(ctx, notify.Letter{
		Name: "saved_free", To: reader.Email, ToName: reader.Name, Locale: reader.Locale, Stop: s.BaseURL + stop,
		Fields: notify.Fields{Name: reader.Name, Other: who.DisplayName, When: l.WhenYear(start, zone) + " · " + l.Zone(zone, start),
			Link: s.BaseURL + "/p/" + who.Slug + "?on=" + start.In(zone).Format(time.DateOnly) + "#book"},
		Key: "saved:" + j.PractitionerID.String() + ":" + j.Occasion.String(),
	})
}
