package schedule

import (
	"context"
	"net/http"
	"slices"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
	"klear/internal/platform/ssrf"

	"github.com/google/uuid"
)

// register puts the module's workers on the queue; called by New, before the queue is opened.
func (s *Service) register() {
	if s.Jobs == nil {
		return // a test that never refreshes calendars
	}
	jobs.Handle(s.Jobs, s.refreshDue)
	jobs.Handle(s.Jobs, s.refresh)
	jobs.Handle(s.Jobs, s.writeDue)
	jobs.Handle(s.Jobs, s.writeEvent)
	s.Jobs.Every(time.Minute, RefreshDue{}, jobs.QueueBulk)
	s.Jobs.Every(time.Minute, WriteDue{}, jobs.QueueBulk)
}

// RefreshDue is the periodic job that finds calendars whose copy is old; Refresh is the job that reads one of them.
type (
	RefreshDue struct{}
	Refresh    struct {
		SourceID       uuid.UUID `json:"source_id"`
		PractitionerID uuid.UUID `json:"practitioner_id"`
	}
)

// Kind names the job.
func (RefreshDue) Kind() string { return "calendar_refresh_due" }

// Kind names the job.
func (Refresh) Kind() string { return "calendar_refresh" }

func (s *Service) refreshDue(ctx context.Context, _ RefreshDue) error {
	ids, err := scheduledb.New(s.DB).DueSources(ctx, s.Clock.Now().Add(-refreshEvery))
	if err != nil || len(ids) == 0 {
		return err
	}
	list := make([]jobs.Job, len(ids))
	for i, id := range ids {
		list[i] = jobs.Job{Args: Refresh{SourceID: id}, Queue: jobs.QueueBulk, Unique: true}
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.Jobs.AddTx(ctx, tx, list...) })
}

// refresh reads one calendar. Whatever goes wrong, the last copy stays and the reason's code is kept beside it.
func (s *Service) refresh(ctx context.Context, j Refresh) error {
	q := scheduledb.New(s.DB)
	src, err := q.Source(ctx, j.SourceID)
	if db.IsNoRows(err) {
		return nil // unlinked meanwhile
	} else if err != nil {
		return err
	}
	if err := s.refreshSource(ctx, src); err != nil {
		return q.FetchFailed(ctx, scheduledb.FetchFailedParams{ID: src.ID, Now: s.Clock.Now(), ErrorCode: codeOf(err)})
	}
	return nil
}

// soonEnough is how old a try must be before somebody may ask for another: the server elsewhere is not ours to hammer.
const soonEnough = 15 * time.Second

// RefreshSource reads a linked calendar now and says how it went; a failure is in the answer, as after any other reading.
// A file, and one that was tried a moment ago, stay as they are. Errors: ErrNotFound.
func (s *Service) RefreshSource(ctx context.Context, practitioner, source uuid.UUID) (Source, error) {
	var out Source
	if done, err := idem.Answered(ctx, s.DB, &out); done || err != nil {
		return out, err
	}
	src, err := scheduledb.New(s.DB).Source(ctx, source)
	if db.IsNoRows(err) || err == nil && src.PractitionerID != practitioner {
		return Source{}, ErrNotFound
	} else if err != nil {
		return Source{}, err
	}
	now := s.Clock.Now()
	if src.Kind != kindFile && (src.TriedAt == nil || now.Sub(*src.TriedAt) >= soonEnough) {
		if err := s.refresh(ctx, Refresh{SourceID: source}); err != nil {
			return Source{}, err
		}
	}
	list, err := s.Sources(ctx, practitioner)
	if err != nil {
		return Source{}, err
	}
	i := slices.IndexFunc(list, func(x Source) bool { return x.ID == source })
	if i < 0 {
		return Source{}, ErrNotFound // unlinked meanwhile
	}
	out = list[i]
	err = idem.InTx(ctx, s.DB, now, &out, func(db.Tx) error { return nil })
	return out, err
}

func (s *Service) refreshSource(ctx context.Context, src scheduledb.SourceRow) error {
	owner, err := s.Owner(ctx, src.PractitionerID)
	if err != nil {
		return err
	}
	url, err := s.Sealer.OpenTx(ctx, s.DB, owner, sourceField(src.ID), src.UrlSealed)
	if err != nil {
		return err
	}
	if src.Kind == kindAccount {
		return s.refreshAccount(ctx, src, string(url))
	}
	now := s.Clock.Now()
	res, err := s.fetch(ctx, string(url), s.conditions(src, now))
	if err != nil {
		return err
	}
	etag := res.ETag
	if etag == "" && res.Status == http.StatusNotModified {
		etag = src.Etag // an answer without a body need not repeat it
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		if res.Status == http.StatusOK {
			zone, err := time.LoadLocation(src.Zone)
			if err != nil {
				return err
			}
			busy, err := parseBusy(res.Body, zone, src.TentativeBusy, now)
			if err != nil {
				return err
			}
			if err := s.storeBusyTx(ctx, tx, src.ID, src.PractitionerID, busy); err != nil {
				return err
			}
		}
		return scheduledb.New(tx).Fetched(ctx, scheduledb.FetchedParams{ID: src.ID, Now: now, Etag: etag[:min(len(etag), 300)]})
	})
}

// conditions let a calendar answer "not changed", but for the first time each day: what repeats without end was read out
// up to busyAhead only, and has to grow with the days.
func (s *Service) conditions(src scheduledb.SourceRow, now time.Time) ssrf.Conditions {
	if src.TriedAt == nil || src.TriedAt.UTC().Format(time.DateOnly) != now.UTC().Format(time.DateOnly) {
		return ssrf.Conditions{}
	}
	return ssrf.Conditions{ETag: src.Etag}
}

func codeOf(err error) string {
	if e, ok := apperr.As(err); ok {
		return e.Code
	}
	return ErrSource.Code
}
