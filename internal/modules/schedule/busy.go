package schedule

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ical"
	"klear/internal/platform/idem"
	"klear/internal/platform/ssrf"

	"github.com/google/uuid"
)

// Fetcher reads a calendar at an address that a person gave: *ssrf.Client, which cannot look inside our network.
type Fetcher interface {
	Fetch(ctx context.Context, rawURL string, if304 ssrf.Conditions) (*ssrf.Response, error)
}

// Sealer keeps calendar addresses secret: whoever knows one reads the whole calendar.
type Sealer interface {
	SealTx(ctx context.Context, q db.Querier, personID uuid.UUID, at crypto.AAD, plain []byte) ([]byte, error)
	OpenTx(ctx context.Context, q db.Querier, personID uuid.UUID, at crypto.AAD, sealed []byte) ([]byte, error)
}

// The kinds of Source.
const (
	kindURL     = "url"
	kindFile    = "file"
	kindAccount = "caldav"
)

// Limits on calendars elsewhere.
const (
	maxSources = 10
	busyPast   = 2 * 24 * time.Hour
	// busyAhead reaches the end of the longest booking window, whose days may be business days, five a week, and a day more,
	// since a copy is read out anew once a day.
	busyAhead = (catalog.MaxWindowDays*7/5 + 3) * 24 * time.Hour
	// refreshEvery, with the minute between two looks for what is due, keeps the promise that an event elsewhere takes its
	// time here within five minutes.
	refreshEvery = 4 * time.Minute
)

// ErrTooManySources refuses an eleventh calendar.
var ErrTooManySources = apperr.New(apperr.Conflict, "too_many_calendars", "Ten calendars are linked already. Remove one first.")

// Source is a linked calendar and how fresh its copy is.
type Source struct {
	ID        uuid.UUID  `json:"id"`
	Kind      string     `json:"kind" enum:"url,file,caldav"`
	Name      string     `json:"name"`
	Zone      string     `json:"zone" doc:"IANA; of all-day events and of times without a zone"`
	Tentative bool       `json:"tentativeIsBusy"`
	AddedAt   time.Time  `json:"addedAt"`
	FetchedAt *time.Time `json:"fetchedAt,omitempty" doc:"age of the copy in use"`
	Error     string     `json:"error,omitempty" doc:"code of the last failed fetch; the copy stays in use"`
}

// NewSource links a calendar: by address, or a file's content once.
type NewSource struct {
	Practitioner uuid.UUID
	Person       uuid.UUID // whose key seals the address
	Zone         string    // of all-day and floating events
	Name         string
	URL          string
	File         []byte
	Tentative    bool
}

// AddSource links a calendar. A file must be readable now; an address is fetched at once, and a failure then is
// reported, nothing is stored. Errors: ErrTooManySources, ErrSource, validation, those of ical and ssrf.
func (s *Service) AddSource(ctx context.Context, n NewSource) (Source, error) {
	var v apperr.Validation
	v.Check(n.Name != "" && utf8.RuneCountInString(n.Name) <= 120, "name", "length", "Give the calendar a name of at most 120 characters.")
	v.Check((n.URL == "") != (len(n.File) == 0), "url", "required", "Give the calendar's address, or a file.")
	zone, err := clock.Zone(n.Zone)
	v.Check(err == nil, "zone", "invalid", "Write the zone like Asia/Kolkata.")
	if err := v.Err(); err != nil {
		return Source{}, err
	}
	if at, ok := strings.CutPrefix(n.URL, "webcal://"); ok {
		n.URL = "https://" + at // what calendar programs call a feed's address
	}
	var out Source
	if done, err := idem.Answered(ctx, s.DB, &out); done || err != nil {
		return out, err
	}
	now := s.Clock.Now()
	p := scheduledb.AddSourceParams{ID: s.IDs.ID(), PractitionerID: n.Practitioner, Kind: kindFile, Name: n.Name, Zone: n.Zone,
		TentativeBusy: n.Tentative, AddedAt: now, TriedAt: &now, FetchedAt: &now}
	content := n.File
	if n.URL != "" {
		p.Kind = kindURL
		res, err := s.fetch(ctx, n.URL, ssrf.Conditions{})
		if err != nil {
			return Source{}, err
		}
		content = res.Body
	}
	busy, err := parseBusy(content, zone, n.Tentative, now)
	if err != nil {
		return Source{}, err
	}
	out = Source{ID: p.ID, Kind: p.Kind, Name: p.Name, Zone: p.Zone, Tentative: p.TentativeBusy, AddedAt: now, FetchedAt: &now}
	err = idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error { return s.addSourceTx(ctx, tx, n, p, busy) })
	return out, err
}

func (s *Service) addSourceTx(ctx context.Context, tx db.Tx, n NewSource, p scheduledb.AddSourceParams, busy []ical.Interval) (err error) {
	q := scheduledb.New(tx)
	if err := q.LockHours(ctx, n.Practitioner.String()); err != nil {
		return err
	}
	if have, err := q.CountSources(ctx, n.Practitioner); err != nil {
		return err
	} else if have >= maxSources {
		return ErrTooManySources
	}
	if n.URL != "" {
		if p.UrlSealed, err = s.Sealer.SealTx(ctx, tx, n.Person, sourceField(p.ID), []byte(n.URL)); err != nil {
			return err
		}
	}
	if err := q.AddSource(ctx, p); err != nil {
		return err
	}
	return s.storeBusyTx(ctx, tx, p.ID, n.Practitioner, busy)
}

func sourceField(id uuid.UUID) crypto.AAD {
	return crypto.AAD{Table: "schedule.busy_source", Row: id, Column: "url_sealed"}
}

func parseBusy(content []byte, zone *time.Location, tentative bool, now time.Time) ([]ical.Interval, error) {
	return ical.ParseBusy(bytes.NewReader(content), ical.BusyOptions{Zone: zone, From: now.Add(-busyPast), To: now.Add(busyAhead), TentativeBusy: tentative})
}

// fetch reads a calendar; any answer that is not one is ErrSource.
func (s *Service) fetch(ctx context.Context, url string, c ssrf.Conditions) (*ssrf.Response, error) {
	res, err := s.Fetcher.Fetch(ctx, url, c)
	if err != nil {
		return nil, err
	}
	if res.Status != http.StatusOK && res.Status != http.StatusNotModified {
		return nil, ErrSource.WithMessage("The calendar's address answered %d instead of a calendar.", res.Status)
	}
	return res, nil
}

func (s *Service) storeBusyTx(ctx context.Context, tx db.Tx, source, practitioner uuid.UUID, busy []ical.Interval) error {
	q := scheduledb.New(tx)
	if err := q.ClearBusy(ctx, source); err != nil {
		return err
	}
	p := scheduledb.AddBusyParams{SourceID: source, PractitionerID: practitioner}
	for _, b := range busy {
		p.Starts, p.Ends = append(p.Starts, b.Start), append(p.Ends, b.End)
	}
	if err := q.AddBusy(ctx, p); err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, events.Event{Type: "schedule.busy_refreshed", AggregateType: "practitioner", AggregateID: practitioner,
		Actor: events.System, At: s.Clock.Now(), Data: map[string]any{"source_id": source, "intervals": len(busy)}})
}

// Sources lists a practitioner's linked calendars.
func (s *Service) Sources(ctx context.Context, practitioner uuid.UUID) ([]Source, error) {
	rows, err := scheduledb.New(s.DB).Sources(ctx, practitioner)
	if err != nil {
		return nil, err
	}
	out := make([]Source, len(rows))
	for i, r := range rows {
		out[i] = Source{ID: r.ID, Kind: r.Kind, Name: r.Name, Zone: r.Zone, Tentative: r.TentativeBusy, AddedAt: r.AddedAt, FetchedAt: r.FetchedAt, Error: r.ErrorCode}
	}
	return out, nil
}

// RemoveSource unlinks a calendar; its times are free again.
func (s *Service) RemoveSource(ctx context.Context, practitioner, source uuid.UUID) error {
	var dropped int64
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &dropped, func(tx db.Tx) (err error) {
		dropped, err = scheduledb.New(tx).DropSource(ctx, scheduledb.DropSourceParams{ID: source, PractitionerID: practitioner})
		if err == nil && dropped == 0 {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, events.Event{Type: "schedule.busy_refreshed", AggregateType: "practitioner", AggregateID: practitioner,
			Actor: events.Actor{Kind: "practitioner"}, At: s.Clock.Now(), Data: map[string]any{"source_id": source, "intervals": 0}})
	})
}
