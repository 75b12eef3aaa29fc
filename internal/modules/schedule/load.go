package schedule

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The hot path reads hours and occupied time of any number of practitioners in one round trip, which sqlc cannot
// express: these statements go out as one batch.
//
//go:embed queries/hot/weekly.sql
var sqlWeekly string

//go:embed queries/hot/overrides.sql
var sqlOverrides string

//go:embed queries/hot/time_off.sql
var sqlTimeOff string

//go:embed queries/hot/occupancy.sql
var sqlOccupancy string

//go:embed queries/hot/busy.sql
var sqlBusy string

//go:embed queries/hot/rooms.sql
var sqlRooms string

// entry is a row of occupancy as the engine and the hold need it.
type entry struct {
	id        uuid.UUID
	serviceID uuid.UUID
	capacity  int
	liveSeats int
	booking   slots.Booking
}

// book is everything about one practitioner's time in a range.
type book struct {
	hours   slots.Hours
	entries []entry
	busy    []slots.Interval
}

// use is a stretch during which a room is taken; stale: by something that has ended.
type use struct {
	id    uuid.UUID // of the occupancy, the first row's of a collective session
	time  slots.Interval
	stale bool
}

// shelf is what was read for a question: the books of practitioners, and of rooms where there are any.
type shelf struct {
	books map[uuid.UUID]*book
	rooms map[uuid.UUID][]use
}

// span is a range of instants with the dates around it, generous by two days for zones and for windows past midnight.
type span struct{ from, to time.Time }

func (s span) dates() (time.Time, time.Time) { return s.from.AddDate(0, 0, -2), s.to.AddDate(0, 0, 2) }

// load reads the books of the practitioners, and of the rooms if there are any, in one round trip.
func load(ctx context.Context, q db.Querier, practitioners, rooms []uuid.UUID, s span, now time.Time) (shelf, error) {
	books := make(map[uuid.UUID]*book, len(practitioners))
	for _, id := range practitioners {
		books[id] = &book{}
	}
	first, last := s.dates()
	var batch pgx.Batch
	batch.Queue(sqlWeekly, practitioners).Query(func(rows pgx.Rows) error { return scanWeekly(rows, books) })
	batch.Queue(sqlOverrides, practitioners, first, last).Query(func(rows pgx.Rows) error { return scanOverrides(rows, books) })
	batch.Queue(sqlTimeOff, practitioners, first, last).Query(func(rows pgx.Rows) error { return scanTimeOff(rows, books) })
	batch.Queue(sqlOccupancy, practitioners, s.from, s.to, now).Query(func(rows pgx.Rows) error { return scanOccupancy(rows, books) })
	batch.Queue(sqlBusy, practitioners, s.from, s.to).Query(func(rows pgx.Rows) error { return scanBusy(rows, books) })
	var uses map[uuid.UUID][]use
	if len(rooms) > 0 {
		uses = make(map[uuid.UUID][]use, len(rooms))
		batch.Queue(sqlRooms, rooms, s.from, s.to, now).Query(func(rows pgx.Rows) error { return scanRooms(rows, uses) })
	}
	if err := q.SendBatch(ctx, &batch).Close(); err != nil {
		return shelf{}, fmt.Errorf("reading the book: %w", err)
	}
	return shelf{books, uses}, nil
}

func scanRooms(rows pgx.Rows, uses map[uuid.UUID][]use) error {
	var room uuid.UUID
	var u use
	_, err := pgx.ForEachRow(rows, []any{&room, &u.id, &u.time.Start, &u.time.End, &u.stale}, func() error {
		uses[room] = append(uses[room], u)
		return nil
	})
	return err
}

func scanWeekly(rows pgx.Rows, books map[uuid.UUID]*book) error {
	var id uuid.UUID
	var day, start, end int
	_, err := pgx.ForEachRow(rows, []any{&id, &day, &start, &end}, func() error {
		w := &books[id].hours.Weekly[day-1]
		*w = append(*w, slots.Window{Start: start, End: end})
		return nil
	})
	return err
}

func scanOverrides(rows pgx.Rows, books map[uuid.UUID]*book) error {
	var id uuid.UUID
	var on time.Time
	var flat []int16
	_, err := pgx.ForEachRow(rows, []any{&id, &on, &flat}, func() error {
		books[id].hours.Overrides = append(books[id].hours.Overrides, slots.Override{Date: slots.DateOf(on), Windows: unflatten(flat)})
		return nil
	})
	return err
}

func scanTimeOff(rows pgx.Rows, books map[uuid.UUID]*book) error {
	var id uuid.UUID
	var from, to time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &from, &to}, func() error {
		books[id].hours.TimeOff = append(books[id].hours.TimeOff, slots.DateRange{From: slots.DateOf(from), To: slots.DateOf(to)})
		return nil
	})
	return err
}

func scanOccupancy(rows pgx.Rows, books map[uuid.UUID]*book) error {
	for rows.Next() {
		var id uuid.UUID
		var e entry
		var status string
		var expires *time.Time
		b := &e.booking
		if err := rows.Scan(&id, &e.id, &e.serviceID, &status, &b.Start, &b.End, &b.Blocked.Start, &b.Blocked.End, &expires, &e.capacity, &e.liveSeats); err != nil {
			return err
		}
		b.Status, b.Seats, b.HoldID = statusOf(status), e.liveSeats, e.id.String()
		if expires != nil {
			b.ExpiresAt = *expires
		}
		books[id].entries = append(books[id].entries, e)
	}
	return rows.Err()
}

// statusOf maps a row's status to the engine's; a block by hand is as firm as a booking.
func statusOf(s string) slots.Status {
	if s == statusBlock {
		return slots.Confirmed
	}
	return slots.Status(s)
}

func scanBusy(rows pgx.Rows, books map[uuid.UUID]*book) error {
	var id uuid.UUID
	var b slots.Interval
	_, err := pgx.ForEachRow(rows, []any{&id, &b.Start, &b.End}, func() error {
		books[id].busy = append(books[id].busy, b)
		return nil
	})
	return err
}

// unflatten reads {start, end, start, end …}; the table's CHECK keeps the count even.
func unflatten(flat []int16) []slots.Window {
	out := make([]slots.Window, 0, len(flat)/2)
	for i := 0; i+1 < len(flat); i += 2 {
		out = append(out, slots.Window{Start: int(flat[i]), End: int(flat[i+1])})
	}
	return out
}

func flatten(ws []slots.Window) []int16 {
	out := make([]int16, 0, len(ws)*2)
	for _, w := range ws {
		out = append(out, int16(w.Start), int16(w.End))
	}
	return out
}
