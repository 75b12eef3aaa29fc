package mood

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood/internal/mooddb"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
)

// Get reads one of the caller's entries. Errors: ErrNotFound, identity's.
func (s *Service) Get(ctx context.Context, who identity.Principal, id uuid.UUID) (Entry, error) {
	if err := may(who, identity.Read); err != nil {
		return Entry{}, err
	}
	row, err := on(s.DB).Get(ctx, mooddb.GetParams{ID: id, PersonID: who.PersonID})
	if db.IsNoRows(err) {
		return Entry{}, ErrNotFound
	} else if err != nil {
		return Entry{}, err
	}
	list, err := s.open(ctx, who.PersonID, []mooddb.MoodEntry{row})
	if err != nil {
		return Entry{}, err
	}
	return list[0], nil
}

// List is one page of the caller's entries, newest first, and how many there are. Page counts from 1. Errors: identity's.
func (s *Service) List(ctx context.Context, who identity.Principal, page, limit int) ([]Entry, int, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, 0, err
	}
	total, err := on(s.DB).Count(ctx, who.PersonID)
	if err != nil || total == 0 {
		return nil, 0, err
	}
	rows, err := on(s.DB).List(ctx, mooddb.ListParams{PersonID: who.PersonID, MaxRows: int32(limit), Skip: int32((page - 1) * limit)})
	if err != nil {
		return nil, 0, err
	}
	list, err := s.open(ctx, who.PersonID, rows)
	return list, int(total), err
}

// maxPoints bounds what is read at once: a year with MaxPerDay each day.
const maxPoints = 366 * MaxPerDay

// Between are the caller's entries of the days from first to last, oldest first. Days are midnight UTC. Errors: identity's.
func (s *Service) Between(ctx context.Context, who identity.Principal, first, last time.Time) ([]Point, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	return s.PointsOfTx(ctx, s.DB, who.PersonID, first, last)
}

// PointsOfTx is Between of somebody, for modules that have settled who may read it.
func (s *Service) PointsOfTx(ctx context.Context, q db.Querier, person uuid.UUID, first, last time.Time) ([]Point, error) {
	rows, err := on(q).Between(ctx, mooddb.BetweenParams{PersonID: person, FirstDay: date(first), LastDay: date(last), MaxRows: maxPoints})
	out := make([]Point, len(rows))
	for i, r := range rows {
		out[i] = Point{ID: r.ID, At: r.At.UTC(), Day: r.Day.Time, Figures: figures(r.Mood, r.Anxiety, r.Stress, r.Energy)}
	}
	return out, err
}

// Marks says which triggers the entries have. One query.
func (s *Service) Marks(ctx context.Context, q db.Querier, entries []uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	rows, err := on(q).TriggersOf(ctx, entries)
	out := make(map[uuid.UUID][]uuid.UUID, len(rows))
	for _, r := range rows {
		out[r.EntryID] = append(out[r.EntryID], r.TriggerID)
	}
	return out, err
}

// PointsByIDTx are some of a person's entries without words, oldest first; what is not theirs is left out.
func (s *Service) PointsByIDTx(ctx context.Context, q db.Querier, person uuid.UUID, entries []uuid.UUID) ([]Point, error) {
	rows, err := on(q).Points(ctx, mooddb.PointsParams{PersonID: person, Entries: entries})
	out := make([]Point, len(rows))
	for i, r := range rows {
		out[i] = Point{ID: r.ID, At: r.At.UTC(), Day: r.Day.Time, Figures: figures(r.Mood, r.Anxiety, r.Stress, r.Energy)}
	}
	return out, err
}

// WithDays are people with entries on at least so many days since a day, a page of them in the order of their ids, from
// behind one on.
func (s *Service) WithDays(ctx context.Context, since time.Time, atLeast int, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	return on(s.DB).WithDays(ctx, mooddb.WithDaysParams{Since: date(since), MinDays: int64(atLeast), After: after, MaxRows: int32(limit)})
}

// open unseals rows of one person: one read of the key, one of the list, one of the marks.
func (s *Service) open(ctx context.Context, person uuid.UUID, rows []mooddb.MoodEntry) ([]Entry, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	key, err := s.People.KeyTx(ctx, s.DB, person)
	if err != nil {
		return nil, err
	}
	entries := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		entries[i] = r.ID
	}
	marks, err := s.Marks(ctx, s.DB, entries)
	if err != nil {
		return nil, err
	}
	words, err := s.words(ctx, person, marks)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(rows))
	for i, r := range rows {
		out[i] = fromRow(r)
		if len(r.NoteSealed) > 0 {
			note, err := key.Open(r.NoteSealed, noteOf(r.ID))
			if err != nil {
				return nil, err
			}
			out[i].Note = string(note)
		}
		for _, t := range marks[r.ID] {
			out[i].Triggers = append(out[i].Triggers, Trigger{ID: t, Name: words[t]})
		}
	}
	return out, nil
}

// words are the names of a person's triggers; nothing is read when no entry has any.
func (s *Service) words(ctx context.Context, person uuid.UUID, marks map[uuid.UUID][]uuid.UUID) (map[uuid.UUID]string, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	list, err := s.TriggersOfTx(ctx, s.DB, person)
	out := make(map[uuid.UUID]string, len(list))
	for _, t := range list {
		out[t.ID] = t.Name
	}
	return out, err
}

func fromRow(r mooddb.MoodEntry) Entry {
	e := Entry{Point: Point{ID: r.ID, At: r.At.UTC(), Day: r.Day.Time, Figures: figures(r.Mood, r.Anxiety, r.Stress, r.Energy)}, Zone: time.UTC, Version: r.Version}
	if zone, err := clock.Zone(r.Zone); err == nil {
		e.Zone = zone
	}
	return e
}

func figures(mood int16, anxiety, stress, energy *int16) Figures {
	return Figures{Mood: int(mood), Anxiety: said(anxiety), Stress: said(stress), Energy: said(energy)}
}

func said(n *int16) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

func date(t time.Time) pgtype.Date { return pgtype.Date{Time: t, Valid: true} }
