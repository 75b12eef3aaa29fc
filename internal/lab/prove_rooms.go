package lab

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed rooms.sql
var sqlRooms string

// bookersOfRooms ask at once.
const bookersOfRooms = 64

// ProveRooms lets n guests book at once, over HTTP, what three practitioners in two rooms offer: private sessions, alone and
// in series, a group, and team services for any and for all, in a few days of three weeks that are far too full; a third of them book a
// team in weeks in which everybody is free. Then it recounts the bookings: nobody and no room is booked twice, no group
// has a seat too many, no series lacks a date, and the team's turns are fair within one.
func ProveRooms(ctx context.Context, binary string, n int, seed uint64, out io.Writer) error {
	if seed == 0 {
		seed = rand.Uint64()
	}
	fmt.Fprintf(out, "seed: %d\n", seed)
	began := time.Now()
	s, err := NewServer(binary, "", "--no-rate-limit")
	if err != nil {
		return err
	}
	defer s.Remove()
	if _, err := s.Start(ctx); err != nil {
		return err
	}
	pool, err := s.DB(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	offers, err := roomsLab(ctx, pool)
	if err != nil {
		return err
	}
	before, err := count(ctx, pool, sqlDeadlocks)
	if err != nil {
		return err
	}
	t := bookRooms(ctx, s.URL(), offers.wishes(n, rand.New(rand.NewPCG(seed, 1))))
	fmt.Fprintf(out, "bookers: %d\nbookings: %d\nseries: %d\nrefused_409: %d\nother_answers: %d\n", n, t.held, t.series, t.refused, t.other)
	short, err := recount(ctx, pool, before, t, out)
	fmt.Fprintf(out, "duration_s: %.1f\n", time.Since(began).Seconds())
	if err == nil && (short || t.other > 0 || t.held == 0) {
		err = errors.New("the promise fell short")
	}
	return errors.Join(err, t.err)
}

// roomOffers are the ids of what rooms.sql made.
type roomOffers struct {
	private, group []string
	teams          map[string]string
}

func roomsLab(ctx context.Context, pool *pgxpool.Pool) (o roomOffers, err error) {
	o.teams = map[string]string{}
	if _, err = pool.Exec(ctx, sqlRooms); err != nil {
		return o, err
	}
	_, err = pool.Exec(ctx, `insert into schedule.weekly_window (practitioner_id, iso_day, start_min, end_min)
		select distinct practitioner_id, day, 0, 1440 from catalog.service, generate_series(1, 7) day where name = 'lab private'`)
	if err != nil {
		return o, err
	}
	rows, err := pool.Query(ctx, `select name, id::text from catalog.service where name like 'lab %' union all select name, id::text from catalog.team_service where name like 'lab %'`)
	if err != nil {
		return o, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, id string
		if err := rows.Scan(&name, &id); err != nil {
			return o, err
		}
		switch name {
		case "lab private":
			o.private = append(o.private, id)
		case "lab group":
			o.group = append(o.group, id)
		default:
			o.teams[name] = id
		}
	}
	return o, rows.Err()
}

// wish is one guest's: a service or a team service, at a time; or a service at several times, all or none.
type wish struct {
	id     string
	team   bool
	start  time.Time
	series []time.Time
}

const day1 = 24 * time.Hour // the lab's zone is UTC

// wishes are a third of a team in free weeks, one at each hour, and the rest of everything else in a few days, private sessions
// also on the same weekdays of the two weeks after.
func (o roomOffers) wishes(n int, rng *rand.Rand) []wish {
	y, m, d := time.Now().UTC().Date()
	day := func(n int) time.Time { return time.Date(y, m, d+n, 0, 0, 0, 0, time.UTC) }
	out := make([]wish, n)
	for i := range out {
		at := day(2).Add(time.Duration(rng.IntN(5*24)) * time.Hour)
		week := time.Duration(rng.IntN(3)) * 7 * day1 // so that the later dates of series are contended for, too
		private := o.private[rng.IntN(len(o.private))]
		switch kind := rng.IntN(5); {
		case i%3 == 0:
			out[i] = wish{id: o.teams["lab fair"], team: true, start: day(28).Add(time.Duration(i/3) * time.Hour)}
		case kind == 0:
			out[i] = wish{id: o.teams["lab any"], team: true, start: at}
		case kind == 1:
			out[i] = wish{id: o.teams["lab all"], team: true, start: at}
		case kind == 2:
			out[i] = wish{id: o.group[rng.IntN(len(o.group))], start: day(2).Add(time.Duration(rng.IntN(12)) * time.Hour)}
		case kind == 3:
			out[i] = wish{id: private, series: []time.Time{at, at.Add(7 * day1), at.Add(14 * day1)}}
		default:
			out[i] = wish{id: private, start: at.Add(week)}
		}
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// bookRooms lets everybody hold and pay.
func bookRooms(ctx context.Context, base string, list []wish) *tally {
	t := &tally{}
	work := make(chan wish, len(list))
	for _, w := range list {
		work <- w
	}
	close(work)
	var wg sync.WaitGroup
	for range bookersOfRooms {
		wg.Go(func() {
			for w := range work {
				t.book(ctx, NewClient(base, secret()), w)
			}
		})
	}
	wg.Wait()
	return t
}

func (t *tally) book(ctx context.Context, c *Client, w wish) {
	held, err := w.hold(ctx, c)
	for _, b := range held {
		if err == nil {
			_, err = c.Pay(ctx, b.ID, CardGood)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var p *Problem
	switch {
	case err == nil:
		t.held += len(held)
		if w.series != nil {
			t.series++
		}
	case errors.As(err, &p) && p.Status == http.StatusConflict && (p.Code == "slot_taken" || p.Code == "series_clash"):
		t.refused++
	default:
		t.other++
		t.err = errors.Join(t.err, err)
	}
}

func (w wish) hold(ctx context.Context, c *Client) ([]Booking, error) {
	if w.series != nil {
		return c.HoldSeries(ctx, w.id, w.series)
	}
	hold := c.Hold
	if w.team {
		hold = c.HoldTeam
	}
	b, err := hold(ctx, w.id, w.start)
	return []Booking{b}, err
}

// recount looks at the bookings, not only at the table that the constraints guard.
func recount(ctx context.Context, pool *pgxpool.Pool, deadlocksBefore int, t *tally, out io.Writer) (short bool, err error) {
	figures := []struct {
		name, sql string
		most      int
	}{
		{"overlaps", sqlBookedTwice, 0}, {"overlaps_constrained", sqlOverlaps, 0}, {"seats_over", sqlSeatsOver, 0},
		{"without_room", sqlWithoutRoom, 0}, {"not_confirmed", sqlNotConfirmed, 0}, {"series_not_whole", sqlHalfSeries, 0}, {"round_robin_spread", sqlSpread, 1}, {"ledger_unbalanced", sqlUnbalanced, 0},
	}
	for _, f := range figures {
		n, err := count(ctx, pool, f.sql)
		if err != nil {
			return true, err
		}
		fmt.Fprintf(out, "%s: %d\n", f.name, n)
		short = short || n > f.most
	}
	deadlocks, err := count(ctx, pool, sqlDeadlocks)
	fmt.Fprintf(out, "deadlocks: %d\n", deadlocks-deadlocksBefore)
	confirmed, err2 := count(ctx, pool, "select count(*) from booking.booking b join catalog.service s on s.id = b.service_id where s.name like 'lab %' and b.status = 'confirmed'")
	return short || deadlocks != deadlocksBefore || confirmed != t.held, errors.Join(err, err2)
}

const (
	// Sessions by whoever holds them and by their room; the seats of a group are one session.
	sqlBookedTwice = `with standing as (
		select * from booking.booking where status in ('held', 'pending', 'confirmed', 'in_session', 'completed')
	), taken as (
		select distinct occupancy_id, practitioner_id as what, tstzrange(starts_at, ends_at) as during from standing
		union select b.occupancy_id, c.practitioner_id, tstzrange(b.starts_at, b.ends_at) from standing b join booking.companion c on c.booking_id = b.id
		union select occupancy_id, room_id, tstzrange(starts_at, ends_at) from standing where room_id is not null
	) select count(*) from taken a join taken b on a.what = b.what and a.occupancy_id < b.occupancy_id and a.during && b.during`
	sqlSeatsOver = `select count(*) from (select 1 from booking.booking b join catalog.service s on s.id = b.service_id
		where b.group_session and b.status in ('held', 'confirmed') group by b.occupancy_id, s.capacity having count(*) > s.capacity) x`
	sqlWithoutRoom = `select count(*) from booking.booking b join catalog.service s on s.id = b.service_id
		where s.name in ('lab private', 'lab group') and b.status = 'confirmed' and b.room_id is null`
	sqlNotConfirmed = `select count(*) from booking.booking b join catalog.service s on s.id = b.service_id where s.name like 'lab %' and b.status <> 'confirmed'`
	sqlHalfSeries   = `select count(*) from (select 1 from booking.series s left join booking.booking b on b.series_id = s.id and b.status = 'confirmed'
		group by s.id, s.size having count(b.id) <> s.size) x`
	sqlSpread = `select coalesce(max(n) - min(n), 99) from (select count(b.id) as n from catalog.team_member m join catalog.team_service t on t.id = m.team_service_id
		left join booking.booking b on b.team_service_id = t.id and b.practitioner_id = m.practitioner_id and b.status = 'confirmed' where t.name = 'lab fair' group by m.practitioner_id) x`
)
