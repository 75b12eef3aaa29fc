package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// between are the places between two steps of a booking's money at which the server is killed, and what leads there.
var between = []struct{ point, story string }{
	{"held", "pay"}, {"begun", "pay"}, {"answered_authorise", "pay"}, {"recorded", "pay"}, {"settled", "pay"}, {"told", "pay"},
	{"accepted", "accept"}, {"answered_capture", "accept"}, {"captured", "accept"},
	{"given_back", "decline"}, {"ended", "decline"}, {"answered_void", "decline"}, {"voided", "decline"},
	{"given_back", "cancel"}, {"ended", "cancel"}, {"answered_refund", "cancel"}, {"refunded", "cancel"},
	{"completed", "complete"}, {"earned", "complete"},
	{"payout_decided", "payout"}, {"answered_payout", "payout"}, {"payout_sent", "payout"}, {"answered_arrival", "payout"}, {"arrived", "payout"},
}

// ProveSaga kills the server with -9 between every pair of steps, with n bookings of a seed of their own at that very
// place, while requests and answers of the gateway get lost and its webhooks come late, twice, in any order or never.
// After recovery the gateway's own books say what happened. binary is built with the tag "faults".
func ProveSaga(ctx context.Context, binary string, n int, seed uint64, out io.Writer) error {
	if seed == 0 {
		seed = rand.Uint64()
	}
	fmt.Fprintf(out, "seed: %d\nseeds_per_place: %d\n", seed, n)
	began := time.Now()
	s, err := NewServer(binary, "", "--no-rate-limit")
	if err != nil {
		return err
	}
	defer s.Remove()
	if _, err := s.Start(ctx); err != nil { // the demo is loaded over a good wire
		return err
	}
	s.Kill()
	s.Env = []string{"LAB_FAULT_FILE=" + filepath.Join(s.Data, "fault"), fmt.Sprintf("LAB_FAULT_SEED=%d", seed)}
	if _, err := s.Start(ctx); err != nil {
		return err
	}
	pool, err := s.DB(ctx)
	if err != nil {
		return err
	}
	defer pool.Close()
	t := &tales{server: s, pool: pool, seed: seed}
	if err := t.prepare(ctx, n); err != nil {
		return err
	}
	for _, place := range between {
		if err := t.killAll(ctx, place.point, place.story, n, out); err != nil {
			return fmt.Errorf("%s: %w", place.point, err)
		}
	}
	if err := t.recover(ctx, out); err != nil {
		return err
	}
	err = t.judge(ctx, binary, out)
	fmt.Fprintf(out, "duration_s: %.1f\n", time.Since(began).Seconds())
	return err
}

// killAll kills at one place until n bookings were killed there. Some places hold few at a time (a transaction that others
// wait for holds one, the queue pays few at once): they are killed as often as it takes.
func (t *tales) killAll(ctx context.Context, point, story string, n int, out io.Writer) error {
	there, kills, missed, room := 0, 0, 0, n
	if story == "payout" {
		room = paidAtOnce
	}
	for ; there < n; kills++ {
		at, err := t.kill(ctx, point, story, min(room, n-there))
		if err != nil {
			return err
		}
		if at == 0 { // the gateway's faults kept all of them away
			if missed++; missed > mostMissed {
				return fmt.Errorf("only %d of %d bookings came there: the experiment proved too little", there, n)
			}
			continue
		}
		there += at
		if story != "payout" {
			room = at
		}
	}
	fmt.Fprintf(out, "%-20s %-9s killed %2d times with %d there\n", point, story, kills, there)
	t.kills, t.there = t.kills+kills, t.there+there
	return nil
}

// kill arms one place for n bookings, lets some more than that run into it, and starts the server again. Then every second
// client comes back and asks again, as people do; the others never return. It returns how many were there.
func (t *tales) kill(ctx context.Context, point, story string, n int) (int, error) {
	told := make([]*tale, n+spare)
	for i := range told {
		told[i] = t.begin(story, rand.New(rand.NewPCG(t.seed, uint64(t.told))))
	}
	all(told, func(one *tale) { one.toTheEdge(ctx) })
	if err := os.WriteFile(filepath.Join(t.server.Data, "fault"), fmt.Appendf(nil, "%s %d", point, n), 0o600); err != nil {
		return 0, err
	}
	hurried, rest := context.WithCancel(ctx)
	defer rest()
	go t.hurryBanks(hurried)
	went := make(chan struct{})
	go func() { all(told, func(one *tale) { one.overTheEdge(ctx) }); close(went) }()
	died := t.server.Ended(ctx, dieWithin)
	if !died {
		t.server.Kill()
	}
	<-went
	if err := os.Remove(filepath.Join(t.server.Data, "fault")); err != nil {
		return 0, err
	}
	at := 0
	if died {
		at = whereItDied(filepath.Join(t.server.Data, "klear.log"), point)
	}
	restarted := time.Now()
	if _, err := t.server.Start(ctx); err != nil {
		return 0, err
	}
	all(told, func(one *tale) {
		if one.luck.IntN(2) == 0 {
			one.overTheEdge(ctx)
		}
	})
	if story != "payout" {
		return at, nil
	}
	return at, t.payoutsMove(ctx, restarted)
}

// payoutsMove waits until the payouts of a kill are under way, for the next kill is to have payouts of its own. The jobs that
// died with the process are found by the queue after 45 s; the laboratory does not wait so long.
func (t *tales) payoutsMove(ctx context.Context, restarted time.Time) error {
	if _, err := t.pool.Exec(ctx, sqlRescue, restarted); err != nil {
		return err
	}
	for range moveWithin / (200 * time.Millisecond) {
		_, _ = t.pool.Exec(ctx, sqlArrive)
		n, err := count(ctx, t.pool, "select count(*) from payout.payout where status in ('sending', 'in_transit')")
		if err != nil || n == 0 {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return nil // those that the gateway's faults hold are swept up at the end
}

const (
	spare      = 2 // bookings beside those that a place is armed for: the gateway's faults keep some away
	paidAtOnce = 4 // workers of the queue that pays
	mostMissed = 3 // rounds of a place to which nobody came
	dieWithin  = 40 * time.Second
	moveWithin = 6 * time.Second
)

// whereItDied reads what the process said last: "fault: <point> <how many>".
func whereItDied(log, point string) (n int) {
	f, err := os.Open(log)
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "fault: "+point+" "); ok {
			_, _ = fmt.Sscan(rest, &n)
		}
	}
	return n
}

// recover waits until nothing is open any more. What only the clock would bring (attempts that are given up after half an
// hour, retries further and further apart) is brought near by setting the clocks of what waits back.
func (t *tales) recover(ctx context.Context, out io.Writer) error {
	began := time.Now()
	open := -1
	for time.Since(began) < settleWithin && open != 0 {
		for _, sql := range []string{sqlLater, sqlRefundsLater, sqlPayoutsLater, sqlArrive, sqlSweep, sqlDue} {
			if _, err := t.pool.Exec(ctx, sql); err != nil {
				return err
			}
		}
		time.Sleep(time.Second)
		var err error
		if open, err = count(ctx, t.pool, sqlStuck); err != nil {
			return err
		}
	}
	paid, err := count(ctx, t.pool, "select count(*) from payout.payout where status = 'paid'")
	fmt.Fprintf(out, "kills: %d\nbookings_between_steps: %d\nbookings: %d\npayouts: %d\nsettled_after_ms: %d\n", t.kills, t.there, t.told, paid, time.Since(began).Milliseconds())
	if paid == 0 && err == nil {
		err = errors.New("nobody was paid out: the experiment proved too little")
	}
	return err
}

// judge compares with the gateway's own books, and lets the program verify its own.
func (t *tales) judge(ctx context.Context, binary string, out io.Writer) error {
	short := false
	for _, c := range []struct{ name, sql string }{
		{"double_charges", sqlDouble}, {"lost_money", sqlLostMoney}, {"paid_out_wrongly", sqlPayouts}, {"stuck", sqlStuck}, {"ledger_differs_from_gateway", sqlCleared}, {"double_bookings", sqlOverlaps},
	} {
		n, err := count(ctx, t.pool, c.sql)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Fprintf(out, "%s: %d\n", c.name, n)
		short = short || n != 0
	}
	var open string
	if err := t.pool.QueryRow(ctx, sqlWhatIsOpen).Scan(&open); err != nil {
		return err
	}
	if open != "" {
		fmt.Fprintf(out, "open: %s\n", open)
	}
	said, err := t.verify(ctx, binary)
	fmt.Fprintf(out, "books_verified: %t\n", err == nil)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, said)
	}
	if short {
		return errors.New("the promise fell short")
	}
	return nil
}

// verify runs klear ledger verify on the server's database, once its own follow-ups had their time.
func (t *tales) verify(ctx context.Context, binary string) (string, error) {
	cmd := exec.CommandContext(ctx, binary, "ledger", "verify", "--data", t.server.Data)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+t.server.DatabaseURL())
	b, err := cmd.CombinedOutput()
	return string(b), err
}

const (
	// Money at the gateway that our records do not know, or that belongs to a booking that does not stand; in rows.
	sqlLostMoney = `select count(*) from sandbox_gateway.intent i
		left join payment.payment p on p.id = i.reference
		left join booking.booking b on b.id = p.booking_id
		where i.captured_minor - i.refunded_minor <> coalesce(p.captured_minor - p.refunded_minor, 0)
			or (i.captured_minor > i.refunded_minor and b.status not in ('confirmed', 'completed'))
			or (i.captured_minor = i.refunded_minor and b.price_minor > 0 and b.status in ('confirmed', 'completed')
				and not exists (select from payment.payment o where o.booking_id = b.id and o.captured_minor > o.refunded_minor))`
	// Steps at the gateway that are open, and authorisations that nobody holds any more.
	sqlStuck = `select (select count(*) from payment.v_open_step) + (select count(*) from payout.payout where status in ('sending', 'in_transit')) + (select count(*) from sandbox_gateway.intent i
		join payment.payment p on p.id = i.reference join booking.booking b on b.id = p.booking_id
		where i.status = 'authorised' and b.status not in ('pending', 'confirmed', 'held'))`
	sqlLater = `update payment.payment set created_at = created_at - interval '40 minutes', checked_at = checked_at - interval '40 minutes',
			capture_asked_at = capture_asked_at - interval '40 minutes', void_asked_at = void_asked_at - interval '40 minutes'
		where status in ('created', 'processing', 'unknown', 'requires_action', 'authorised')`
	sqlRefundsLater = `update payment.refund set created_at = created_at - interval '40 minutes' where status = 'pending'`
	// Payouts that one side knows otherwise than the other, and bookings that were paid out more than once.
	sqlPayouts = `select (select count(*) from payout.payout p full join sandbox_gateway.payout g on g.reference = p.id
			where p.id is null and g.id is not null or p.status <> 'returned' and g.id is null
				or (p.status, p.amount_minor, p.currency) is distinct from (g.status, g.amount_minor, g.currency) and not (p.status = 'returned' and g.id is null))
		+ (select count(*) from (select e.booking_id from payout.line l join ledger.v_entry e on e.transaction_id = l.transaction_id and e.account_kind = 'practitioner_payable'
			join payout.payout p on p.id = l.payout_id where p.status <> 'returned' and e.event = 'earn' group by e.booking_id having count(*) > 1) twice)`
	sqlCleared = `select count(*) from (
		select currency, sum(there) as there from (
			select currency, captured_minor - refunded_minor as there from sandbox_gateway.intent
			union all select currency, -amount_minor from sandbox_gateway.payout where status <> 'returned') g group by currency) g
		full join (select e.currency, sum(e.amount_minor) as here from ledger.entry e join ledger.account a on a.id = e.account_id
			where a.kind = 'psp_clearing' group by e.currency) l using (currency) where coalesce(there, 0) <> coalesce(here, 0)`
	// Every practitioner has a bank account that takes money, and no payout day until a tale gives them one.
	sqlPayees = `insert into sandbox_gateway.payee (id, idempotency_key, reference, country, currency, bank, created_at)
		select 'lab_' || p.id, 'lab_' || p.id, p.id, 'IN', min(s.currency), 'pays', now() from catalog.practitioner p join catalog.service s on s.practitioner_id = p.id
		where p.person_id is not null group by p.id on conflict do nothing`
	sqlAccounts = `insert into payout.account (practitioner_id, person_id, gateway, payee_ref, ready, bank, cadence, next_on, checked_at, created_at)
		select p.id, p.person_id, 'sandbox', 'lab_' || p.id, true, 'Test bank account ending 6789', 'monthly', current_date + 300, now(), now()
		from catalog.practitioner p join sandbox_gateway.payee x on x.reference = p.id
		on conflict (practitioner_id) do update set gateway = 'sandbox', payee_ref = excluded.payee_ref, ready = true, bank = excluded.bank, next_on = excluded.next_on, held = ''`
	sqlPayday = `update payout.account set next_on = current_date - 2 where practitioner_id = $1`
	// A bank takes a minute; the laboratory does not wait for it.
	sqlArrive       = `update sandbox_gateway.timer set due_at = least(due_at, now()) where what = 'pay'`
	sqlPayoutsLater = `update payout.payout set checked_at = checked_at - interval '3 hours', asked_at = asked_at - interval '3 hours' where status in ('sending', 'in_transit')`
	sqlSweep        = `update jobs.river_job set state = 'available', finalized_at = null, max_attempts = max_attempts + 1, scheduled_at = now()
		where id = (select max(id) from jobs.river_job where kind = 'payout_sweep' and state = 'completed')`
	sqlRescue = `update jobs.river_job set state = 'available', scheduled_at = now() where state = 'running' and attempted_at < $1`
	// What is open, for whoever has to find out why.
	sqlWhatIsOpen = `select coalesce(string_agg(v.step || ' ' || v.state || ' after ' || v.attempts || ' ' || v.error_code || ' (' || v.status || ')', ', '), '') from payment.v_open_step v`
	sqlDue        = `update jobs.river_job set scheduled_at = now() where state in ('available', 'scheduled', 'retryable') and queue = 'money' and scheduled_at > now()`
)
