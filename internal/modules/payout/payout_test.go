package payout_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var shown = cmpopts.IgnoreFields(payout.Summary{}, "Next")

func TestFromEarnedToArrived(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(1)
	h.earn(p, 40_000)
	if diff := cmp.Diff(payout.Summary{Currency: "INR", Pending: 100_000}, h.summary(p), shown); diff != "" {
		t.Errorf("within the time for complaints (-want +got):\n%s", diff)
	}
	h.days(1)
	if diff := cmp.Diff(payout.Summary{Currency: "INR", Pending: 40_000, Available: 60_000}, h.summary(p), shown); diff != "" {
		t.Errorf("the first is ready (-want +got):\n%s", diff)
	}
	out := h.sent(p)
	if out.Status != payout.InTransit || out.Amount.Minor != 60_000 || out.Bank != "Bank account ending 6789" {
		t.Errorf("sent %+v", out)
	}
	if diff := cmp.Diff(payout.Summary{Currency: "INR", Pending: 40_000, InTransit: 60_000}, h.summary(p), shown); diff != "" {
		t.Errorf("on its way (-want +got):\n%s", diff)
	}
	h.bank.becomes(out.ID, payment.PayoutPaid, "")
	for range 3 { // a notice may come more than once
		h.ok(h.svc.OnNotice(ctx, payment.Notice{About: payment.AboutPayout, Reference: out.ID}))
	}
	if diff := cmp.Diff(payout.Summary{Currency: "INR", Pending: 40_000, Paid: 60_000}, h.summary(p), shown); diff != "" {
		t.Errorf("arrived (-want +got):\n%s", diff)
	}
	if n := h.clearing(); n != -60_000 {
		t.Errorf("%d left the gateway, want 60,000", -n)
	}
	_, lines, total, err := h.svc.Payout(ctx, p.who, out.ID, payout.Page{Limit: 10})
	h.ok(err)
	if total != 1 || lines[0].Amount.Minor != 60_000 || lines[0].Event != "earn" {
		t.Errorf("made of %+v", lines)
	}
}

// Many runs at once: one payout. All of them are let go only when each of them waits, so that none is early. Without the
// lock in decideTx every run has seen the same money by then, and only the constraints keep it from going out ten times.
func TestManyRunsAtOnceMakeOnePayout(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(3)
	h.due(p)
	var runs []payout.Run
	for range 10 {
		h.due(p)
		r, err := h.svc.StartRun(ctx, admin)
		h.ok(err)
		runs = append(runs, r)
	}
	gate, err := h.db.Begin(ctx)
	h.ok(err)
	_, err = ledger.LockPractitionerTx(ctx, gate, p.id, "INR")
	h.ok(err)
	var wg sync.WaitGroup
	for _, r := range runs {
		wg.Go(func() {
			if err := h.svc.WorkNow(ctx, r.ID); err != nil {
				t.Error(err)
			}
		})
	}
	h.waiting(len(runs))
	h.ok(gate.Commit(ctx))
	wg.Wait()
	if out := h.only(p); out.Amount.Minor != 60_000 {
		t.Errorf("%+v", out)
	}
	var all []payout.Outcome
	for _, r := range runs {
		all = append(all, h.verdicts(r)...)
	}
	n := 0
	for _, o := range all {
		if o == payout.Sent {
			n++
		} else if o != payout.OpenPayout {
			t.Errorf("decided %q", o)
		}
	}
	if n != 1 || len(all) != 10 {
		t.Errorf("%d of %d runs paid", n, len(all))
	}
	h.summary(p)
}

// What the code could get wrong, the database refuses.
func TestTheDatabaseKeepsPayoutsStraight(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(3)
	out := h.sent(p)
	h.earn(p, 10_000)
	var posting [16]byte
	h.ok(h.db.QueryRow(ctx, "select transaction_id from payout.line where payout_id = $1", out.ID).Scan(&posting))
	second := func(tx db.Tx, status string) ([16]byte, error) {
		run, id := src.ID(), src.ID()
		if _, err := tx.Exec(ctx, "insert into payout.run (id, kind, on_day, started_by, started_at) values ($1, 'operator', '2026-03-17', $2, now())", run, p.who.PersonID); err != nil {
			return id, err
		}
		if _, err := tx.Exec(ctx, "insert into payout.run_item (run_id, practitioner_id, currency) values ($1, $2, 'INR')", run, p.id); err != nil {
			return id, err
		}
		_, err := tx.Exec(ctx, `insert into payout.payout (id, run_id, practitioner_id, person_id, gateway, payee_ref, amount_minor, currency, status, created_at, checked_at)
			values ($1, $2, $3, $4, 'bank', 'x', 60000, 'INR', $5, now(), now())`, id, run, p.id, p.who.PersonID, status)
		return id, err
	}
	for name, tt := range map[string]struct {
		do         func(tx db.Tx) error
		constraint string
		code       string
	}{
		"a posting in two payouts": {func(tx db.Tx) error {
			id, err := second(tx, "sending")
			h.ok(err)
			_, err = tx.Exec(ctx, "insert into payout.line (payout_id, transaction_id, amount_minor) values ($1, $2, 60000)", id, posting)
			return err
		}, "line_paid_once", ""},
		"a payout that is more than its lines": {func(tx db.Tx) error {
			_, err := second(tx, "sending")
			return err
		}, "", "KL007"},
		"two that the gateway was not told of": {func(tx db.Tx) error {
			_, err := second(tx, "sending")
			h.ok(err)
			_, err = second(tx, "sending")
			return err
		}, "payout_one_open", ""},
		"two of one run": {func(tx db.Tx) error {
			_, err := tx.Exec(ctx, `insert into payout.payout (id, run_id, practitioner_id, person_id, gateway, payee_ref, amount_minor, currency, status, created_at, checked_at)
				select gen_random_uuid(), run_id, practitioner_id, person_id, gateway, payee_ref, 1, currency, 'sending', now(), now() from payout.payout where id = $1`, out.ID)
			return err
		}, "payout_once_a_run", ""},
		"more than was earned": {func(tx db.Tx) error {
			_, err := ledger.PostTx(ctx, tx, ledger.Posting{ID: src.ID(), EventKey: "po:much:sent", Event: "payout_sent", At: at, Lines: []ledger.Line{
				ledger.Debit(ledger.Account{Kind: ledger.PractitionerPayable, Owner: p.id.String(), Currency: "INR"}, 10_001),
				ledger.Credit(ledger.Account{Kind: ledger.PractitionerInTransit, Owner: p.id.String(), Currency: "INR"}, 10_001)}})
			return err
		}, "practitioner_payable_not_negative", ""},
	} {
		tx, err := h.db.Begin(ctx)
		h.ok(err)
		if err = tt.do(tx); err == nil {
			err = tx.Commit(ctx)
		}
		_ = tx.Rollback(ctx)
		if tt.constraint != "" && !db.Violates(err, tt.constraint) || tt.code != "" && db.Code(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An answer that is lost is read, never asked for again under another key.
func TestLostAnswersAreReadNotRepeated(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(b *bank){"reply": func(b *bank) { b.loseReply = true }, "request": func(b *bank) { b.loseRequest = true }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			p := h.payee()
			h.earn(p, 60_000)
			h.days(3)
			h.due(p)
			h.run()
			out := h.only(p)
			lose(h.bank)
			if err := h.svc.SendNow(ctx, out.ID); !errors.Is(err, payment.ErrUnknown) {
				t.Fatalf("got %v; the job must run again", err)
			}
			if got := h.get(p, out.ID); got.Status != payout.Sending {
				t.Fatalf("%s after no answer", got.Status)
			}
			h.earn(p, 90_000)
			h.days(3)
			h.due(p)
			if got := h.verdicts(h.run()); !slices.Equal(got, []payout.Outcome{payout.OpenPayout}) {
				t.Errorf("a second payout while the first is unknown: %v", got)
			}
			h.ok(h.svc.SweepNow(ctx)) // the queue gave up; the sweep does not
			if got := h.get(p, out.ID); got.Status != payout.InTransit {
				t.Errorf("%s after the sweep", got.Status)
			}
			if len(h.bank.payouts) != 1 || len(h.bank.keys) != 1 {
				t.Errorf("the bank has %d payouts under %d keys", len(h.bank.payouts), len(h.bank.keys))
			}
			h.summary(p)
		})
	}
}

// Five days after it arrived the bank sends it back: once, and its postings are free for the next payout.
func TestAPayoutThatTheBankReturnsComesBackOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(3)
	out := h.sent(p)
	h.bank.becomes(out.ID, payment.PayoutPaid, "")
	h.ok(h.svc.RefreshNow(ctx, out.ID))
	h.days(5)
	h.bank.becomes(out.ID, payment.PayoutReturned, "account_closed")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := h.svc.OnNotice(ctx, payment.Notice{About: payment.AboutPayout, Reference: out.ID}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	h.ok(h.svc.SweepNow(ctx))
	if diff := cmp.Diff(payout.Summary{Currency: "INR", Available: 60_000}, h.summary(p), shown); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := h.get(p, out.ID); got.Status != payout.Returned || got.FailureCode != "account_closed" || h.clearing() != 0 {
		t.Errorf("%+v, clearing %d", got, h.clearing())
	}
	h.due(p)
	if got := h.verdicts(h.run()); !slices.Equal(got, []payout.Outcome{payout.Held}) {
		t.Errorf("to the same account again: %v", got)
	}
	h.openAccount(p) // its owner looked at it
	h.due(p)
	h.run()
	if list := h.history(p); len(list) != 2 || list[0].Amount.Minor != 60_000 || list[0].Status != payout.Sending {
		t.Errorf("after the account was looked at: %+v", list)
	}
}

func TestARefusalComesBackAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(3)
	h.bank.refuse = true
	if out := h.sent(p); out.Status != payout.Returned || out.FailureCode != "refused" {
		t.Errorf("%+v", out)
	}
	if s := h.summary(p); s.Available != 60_000 || s.InTransit != 0 {
		t.Errorf("%+v", s)
	}
	h.due(p)
	if got := h.verdicts(h.run()); !slices.Equal(got, []payout.Outcome{payout.Sent}) { // nothing is wrong with the account
		t.Errorf("the next run: %v", got)
	}
}

// A gateway that sends tens only: what is left over waits for the next payout, and is in exactly one of them.
func TestTheRestOfAStepIsCarried(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.bank.step = 100
	p := h.payee()
	h.earn(p, 60_118)
	h.days(3)
	first := h.sent(p)
	if first.Amount.Minor != 60_100 || first.Status != payout.InTransit {
		t.Fatalf("%+v", first)
	}
	if s := h.summary(p); s.Available+s.Pending != 18 || s.InTransit != 60_100 {
		t.Errorf("%+v", s)
	}
	h.earn(p, 70_090)
	h.days(3)
	h.due(p)
	h.run()
	second := h.history(p)[0]
	if second.Amount.Minor != 70_100 {
		t.Errorf("%+v", second)
	}
	h.ok(h.svc.SendNow(ctx, second.ID))
	h.bank.becomes(first.ID, payment.PayoutReturned, "account_closed")
	h.ok(h.svc.RefreshNow(ctx, first.ID))
	if s := h.summary(p); s.Available+s.Pending != 60_108 || s.InTransit != 70_100 {
		t.Errorf("after the first came back: %+v", s)
	}
	faults, err := ledger.VerifyPractitioners(ctx, h.db)
	if err != nil || len(faults) > 0 {
		t.Errorf("%v %v", faults, err)
	}
}

// The account is removed while a batch is under way: what the bank was not told comes back, what it was told goes on.
func TestAccountRemovedMidBatch(t *testing.T) {
	t.Parallel()
	h := open(t)
	never, asked, told := h.payee(), h.payee(), h.payee()
	for _, p := range []practitioner{never, asked, told} {
		h.earn(p, 60_000)
	}
	h.days(3)
	for _, p := range []practitioner{never, asked, told} {
		h.due(p)
	}
	h.run()
	h.bank.loseRequest = true
	_ = h.svc.SendNow(ctx, h.only(asked).ID)
	h.bank.loseReply = true
	_ = h.svc.SendNow(ctx, h.only(told).ID)
	for _, p := range []practitioner{never, asked, told} {
		_, err := h.svc.RemoveAccount(ctx, p.who)
		h.ok(err)
	}
	h.ok(h.svc.SendNow(ctx, h.only(never).ID))
	h.ok(h.svc.SendNow(ctx, h.only(told).ID))
	if err := h.svc.SendNow(ctx, h.only(asked).ID); !errors.Is(err, payout.ErrStillOpen) {
		t.Errorf("a request that may still arrive: %v", err)
	}
	if a, b, c := h.only(never), h.only(told), h.only(asked); a.FailureCode != "account_removed" || b.Status != payout.InTransit || c.Status != payout.Sending {
		t.Errorf("never told: %+v; told: %+v; asked: %+v", a, b, c)
	}
	h.clock.Advance(31 * time.Minute)
	h.ok(h.svc.SendNow(ctx, h.only(asked).ID))
	if c := h.only(asked); c.Status != payout.Returned {
		t.Errorf("half an hour later: %+v", c)
	}
}

func TestWhatIsOwedIsRepaidFirst(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 90_000)
	h.post(p, ledger.PractitionerReceivable, -25_000, src.ID()) // they owe, although money is there
	h.days(3)
	if out := h.sent(p); out.Amount.Minor != 65_000 {
		t.Errorf("%+v", out)
	}
	_, lines, _, err := h.svc.Payout(ctx, p.who, h.only(p).ID, payout.Page{Limit: 10})
	h.ok(err)
	if len(lines) != 2 || lines[0].Event != "repay" || lines[0].Amount.Minor != -25_000 {
		t.Errorf("made of %+v", lines)
	}
	if s := h.summary(p); s.Owed != 0 || s.Available != 0 {
		t.Errorf("%+v", s)
	}
}

// Why somebody is not paid, each with the reason that they are shown.
func TestWhoIsNotPaid(t *testing.T) {
	t.Parallel()
	h := open(t)
	set := func(sql string) func(p practitioner) {
		return func(p practitioner) { _, err := h.db.Exec(ctx, sql, p.id); h.ok(err) }
	}
	earns := func(p practitioner) { h.earn(p, 60_000) }
	for want, tt := range map[payout.Outcome]struct {
		who  practitioner
		with func(p practitioner)
	}{
		payout.NotVerified:  {h.payee(), set("update catalog.practitioner set verification_status = 'pending', verified_at = null where id = $1")},
		payout.Suspended:    {h.payee(), set("update catalog.practitioner set suspended = true where id = $1")},
		payout.NotReady:     {h.payee(), set("update payout.account set ready = false where practitioner_id = $1")},
		payout.Held:         {h.payee(), set("update payout.account set held = 'account_closed' where practitioner_id = $1")},
		payout.NoAccount:    {h.practitioner(), nil},
		payout.BelowMinimum: {h.payee(), func(p practitioner) { h.earn(p, -10_001) }},
		payout.Nothing:      {h.payee(), func(p practitioner) { h.earn(p, -60_000); h.earn(p, 100) }},
		payout.Sent:         {h.payee(), nil},
	} {
		earns(tt.who)
		h.days(3)
		if tt.with != nil {
			tt.with(tt.who)
		}
		if got := h.summary(tt.who).Next.Why; got != want {
			t.Errorf("shown %q, want %q", got, want)
		}
		_, err := h.svc.Ask(ctx, tt.who.who, "")
		var e *apperr.Error
		if want == payout.Sent {
			h.ok(err)
		} else if !errors.As(err, &e) || e.Code != payout.ErrNotNow.Code || !cmp.Equal(e.Details, map[string]payout.Outcome{"why": want}) {
			t.Errorf("asked, want %q: %v", want, err)
		}
		if n := len(h.history(tt.who)); (n == 1) != (want == payout.Sent) {
			t.Errorf("%q: %d payouts", want, n)
		}
	}
}

func TestDisputedMoneyStays(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	booking := h.earn(p, 30_000)
	h.days(3)
	pay := src.ID()
	_, err := h.db.Exec(ctx, `insert into payment.payment (id, booking_id, payer_id, practitioner_id, practitioner_person_id, gateway, status, amount_minor, captured_minor, commission_minor, currency, checked_at, created_at)
		values ($1, $2, $4, $3, $4, 'bank', 'captured', 35000, 35000, 5000, 'INR', now(), now())`, pay, booking, p.id, p.who.PersonID)
	h.ok(err)
	_, err = h.db.Exec(ctx, "insert into payment.dispute (id, payment_id, booking_id, gateway, gateway_ref, status, amount_minor, currency, opened_at) values ($1, $2, $3, 'bank', 'd1', 'open', 35000, 'INR', now())", src.ID(), pay, booking)
	h.ok(err)
	if s := h.summary(p); s.Frozen != 30_000 || s.Available != 60_000 {
		t.Errorf("%+v", s)
	}
	if out := h.sent(p); out.Amount.Minor != 60_000 {
		t.Errorf("%+v", out)
	}
	_, err = h.db.Exec(ctx, "update payment.dispute set status = 'won', decided_at = now()")
	h.ok(err)
	if s := h.summary(p); s.Frozen != 0 || s.Available != 30_000 {
		t.Errorf("once it is decided: %+v", s)
	}
}

// What a client contests stays as what their bank disputes does, and says so line by line; the database pays it to nobody.
func TestContestedMoneyStays(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	booking := h.earn(p, 30_000)
	h.days(3)
	h.contested(p, booking)
	if s := h.summary(p); s.Frozen != 30_000 || s.Available != 60_000 {
		t.Errorf("%+v", s)
	}
	list, n, err := h.svc.Lines(ctx, p.who, payout.PartFrozen, "INR", payout.Page{})
	if err != nil || n != 1 || list[0].Why != payout.WhyContest || list[0].Amount.Minor != 30_000 {
		t.Errorf("%+v, %v", list, err)
	}
	out := h.sent(p)
	if out.Amount.Minor != 60_000 {
		t.Errorf("%+v", out)
	}
	_, err = h.db.Exec(ctx, "insert into payout.line (payout_id, transaction_id, amount_minor) values ($1, $2, 30000)", out.ID, list[0].TransactionID)
	if db.Code(err) != "KL514" {
		t.Errorf("frozen money is paid: %v", err)
	}
	_, err = h.db.Exec(ctx, "update booking.contest set status = 'took_place', closed_at = now()")
	h.ok(err)
	if s := h.summary(p); s.Frozen != 0 || s.Available != 30_000 {
		t.Errorf("once it is decided: %+v", s)
	}
}

// contested is a session behind an earning of which its client says that it did not take place. It was booked behind the
// constraints: what it is of is no matter here.
func (h *house) contested(p practitioner, booking uuid.UUID) {
	h.Helper()
	owner, err := pgx.Connect(ctx, h.url)
	h.ok(err)
	defer owner.Close(ctx)
	_, err = owner.Exec(ctx, "set session_replication_role = replica")
	h.ok(err)
	_, err = owner.Exec(ctx, "insert into booking.contest (id, booking_id, client_id, reason, answer_by, created_at) values ($1, $2, $3, 'absent', now(), now())", src.ID(), booking, p.who.PersonID)
	h.ok(err)
}

// The scheduled run exists once a day, begins in the morning of the brand's calendar, and takes those whose day it is.
func TestTheScheduledRun(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee() // weekly: Monday, 16 March
	h.earn(p, 60_000)
	runs := func() []payout.Run {
		list, _, err := h.svc.Runs(ctx, admin, payout.Page{Limit: 10})
		h.ok(err)
		return list
	}
	h.clock.Advance(-3 * time.Hour) // 5:30 in the morning
	h.ok(h.svc.ScheduleNow(ctx))
	if n := len(runs()); n != 0 {
		t.Errorf("%d runs before the hour", n)
	}
	h.clock.Advance(3 * time.Hour)
	for range 3 {
		h.ok(h.svc.ScheduleNow(ctx))
	}
	if list := runs(); len(list) != 1 || list[0].Items != 0 || list[0].Day.Format(time.DateOnly) != "2026-03-14" {
		t.Errorf("on Saturday: %+v", list)
	}
	h.days(3) // Monday's run did not take place: Tuesday's takes over
	h.ok(h.svc.ScheduleNow(ctx))
	list := runs()
	h.ok(h.svc.WorkNow(ctx, list[0].ID))
	if list = runs(); len(list) != 2 || list[0].Items != 1 || list[0].Sent != 1 || list[0].FinishedAt == nil {
		t.Errorf("on Tuesday: %+v", list)
	}
	account, err := h.svc.Account(ctx, p.who)
	h.ok(err)
	if got := account.NextOn.Format(time.DateOnly); got != "2026-03-23" {
		t.Errorf("next on %s, want the Monday after", got)
	}
}

func TestTheDryRunIsTheRun(t *testing.T) {
	t.Parallel()
	h := open(t)
	paid, poor, nobody := h.payee(), h.payee(), h.practitioner()
	h.earn(paid, 60_000)
	h.earn(poor, 100)
	h.earn(nobody, 60_000)
	h.days(3)
	dry, without, err := h.svc.DryRun(ctx, admin)
	h.ok(err)
	r := h.run()
	_, wet, err := h.svc.Run(ctx, admin, r.ID, payout.Page{Limit: 100})
	h.ok(err)
	if diff := cmp.Diff(dry, wet, cmpopts.IgnoreFields(payout.Verdict{}, "PayoutID", "Status")); diff != "" || len(wet) != 2 || without != 1 {
		t.Errorf("%d without an account (-dry +run):\n%s", without, diff)
	}
	if len(h.history(poor)) != 0 || len(h.history(paid)) != 1 {
		t.Error("the run paid somebody else than it said")
	}
}

func TestEachTheirOwn(t *testing.T) {
	t.Parallel()
	h := open(t)
	p, other := h.payee(), h.payee()
	h.earn(p, 60_000)
	h.earn(other, 70_000)
	h.days(3)
	out := h.sent(p)
	seeker := identity.Principal{PersonID: src.ID(), Role: identity.Seeker, Verified: true}
	for name, who := range map[string]identity.Principal{"another practitioner": other.who, "a client": seeker, "a visitor": {}} {
		if _, _, _, err := h.svc.Payout(ctx, who, out.ID, payout.Page{}); !errors.Is(err, payout.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, do := range map[string]func(who identity.Principal) error{
		"dry run": func(who identity.Principal) error { _, _, err := h.svc.DryRun(ctx, who); return err },
		"run":     func(who identity.Principal) error { _, err := h.svc.StartRun(ctx, who); return err },
		"runs":    func(who identity.Principal) error { _, _, err := h.svc.Runs(ctx, who, payout.Page{}); return err },
		"list": func(who identity.Principal) error {
			_, _, err := h.svc.ByStatus(ctx, who, payout.Returned, payout.Page{})
			return err
		},
	} {
		if err := do(p.who); !errors.Is(err, identity.ErrForbidden) {
			t.Errorf("%s by a practitioner: %v", name, err)
		}
	}
	for name, do := range map[string]func(who identity.Principal) error{
		"earnings": func(who identity.Principal) error { _, err := h.svc.Earnings(ctx, who); return err },
		"account":  func(who identity.Principal) error { _, err := h.svc.OpenAccount(ctx, who, ""); return err },
		"ask":      func(who identity.Principal) error { _, err := h.svc.Ask(ctx, who, ""); return err },
	} {
		if err := do(seeker); !errors.Is(err, identity.ErrForbidden) {
			t.Errorf("%s by a client: %v", name, err)
		}
		if err := do(identity.Principal{}); !errors.Is(err, identity.ErrUnauthenticated) {
			t.Errorf("%s by a visitor: %v", name, err)
		}
	}
}

// The statement begins with what was there, ends with what the books hold, and names every posting between.
func TestTheStatementEqualsTheBooks(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(20) // April
	h.sent(p)
	h.earn(p, 5_000)
	april := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	s, err := h.svc.StatementOf(ctx, p.who, "", april, april.AddDate(0, 1, 0))
	h.ok(err)
	if s.Before.Minor != 60_000 || s.After.Minor != 5_000 || len(s.Lines) != 2 || s.Lines[0].Event != "payout_sent" || s.Lines[0].Amount.Minor != -60_000 {
		t.Errorf("%+v", s)
	}
	if sum := h.summary(p); sum.Pending+sum.Available != s.After.Minor {
		t.Errorf("the statement ends with %d, the books hold %+v", s.After.Minor, sum)
	}
}

// A payout day that a practitioner chose, and two who change it at once.
func TestTheSchedule(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.practitioner()
	for cadence, want := range map[payout.Cadence]string{payout.Daily: "2026-03-15", payout.Weekly: "2026-03-16", payout.Monthly: "2026-04-01"} {
		a, err := h.svc.SetSchedule(ctx, p.who, payout.Schedule{Cadence: cadence})
		if got := a.NextOn.Format(time.DateOnly); err != nil || got != want {
			t.Errorf("%s: next on %s, %v; want %s", cadence, got, err, want)
		}
	}
	a, err := h.svc.Account(ctx, p.who)
	h.ok(err)
	if _, err = h.svc.SetSchedule(ctx, p.who, payout.Schedule{Cadence: payout.Daily, MinimumMinor: 100_000, Version: a.Version}); err != nil {
		t.Error(err)
	}
	if _, err = h.svc.SetSchedule(ctx, p.who, payout.Schedule{Cadence: payout.Daily, Version: a.Version}); !errors.Is(err, payout.ErrStale) {
		t.Errorf("an old version: %v", err)
	}
	for _, w := range []payout.Schedule{{Cadence: "hourly"}, {Cadence: payout.Daily, MinimumMinor: -1}, {Cadence: payout.Daily, MinimumMinor: payout.MaxMinimumMinor + 1}} {
		if _, err = h.svc.SetSchedule(ctx, p.who, w); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%+v: %v", w, err)
		}
	}
}

// Without the index two payouts hold one posting: it is what keeps them apart.
func TestTheIndexKeepsAPostingInOnePayout(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(3)
	out := h.sent(p)
	again := "insert into payout.line select gen_random_uuid(), transaction_id, amount_minor from payout.line where payout_id = $1"
	owner, err := pgx.Connect(ctx, h.url)
	h.ok(err)
	defer owner.Close(ctx)
	_, err = owner.Exec(ctx, "set session_replication_role = replica") // no foreign keys
	h.ok(err)
	if _, err = owner.Exec(ctx, again, out.ID); !db.Violates(err, "line_paid_once") {
		t.Errorf("with the index: %v", err)
	}
	_, err = owner.Exec(ctx, "drop index payout.line_paid_once")
	h.ok(err)
	if _, err = owner.Exec(ctx, again, out.ID); err != nil {
		t.Errorf("without it: %v", err)
	}
}

func TestLetters(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(3)
	out := h.sent(p)
	h.bank.becomes(out.ID, payment.PayoutReturned, "account_closed")
	h.ok(h.svc.RefreshNow(ctx, out.ID))
	rows, err := h.db.Query(ctx, "select type from events.event where aggregate_id = $1 order by aggregate_seq", out.ID)
	h.ok(err)
	types, err := pgx.CollectRows(rows, pgx.RowTo[string])
	h.ok(err)
	if diff := cmp.Diff([]string{payout.EventSent, payout.EventReturned}, types); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	for _, d := range h.deliveries(out.ID) {
		h.ok(h.svc.OnEvent(ctx, d))
	}
	if len(h.mail) != 1 || h.mail[0].Name != "payout_returned" || h.mail[0].Fields.Price == "" || h.mail[0].Fields.Link != "https://klear.test/pro/payouts/"+out.ID.String() {
		t.Errorf("one letter, about the return: %+v", h.mail)
	}
}
