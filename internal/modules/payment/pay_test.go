package payment_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

func TestCaptureReachesTheBooks(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.offer()
	p := h.captured(b)
	want := payment.Payment{ID: p.ID, Purpose: payment.ForBooking, BookingID: b.BookingID, PayerID: b.PayerID, PractitionerID: b.PractitionerID, PractitionerPersonID: b.PractitionerPersonID,
		Gateway: sandbox.Name, GatewayRef: p.GatewayRef, Status: payment.Captured, AmountMinor: 150_000, CapturedMinor: 150_000, CommissionMinor: 22_500, Quote: tariff.Quote{ListMinor: 150_000, FeeMinor: 22_500},
		Currency: "INR", Method: "Test card ending 4242", Version: 2, CreatedAt: at}
	if diff := cmp.Diff(want, p); diff != "" || p.GatewayRef == "" {
		t.Errorf("payment (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(balances{Clearing: 150_000, Escrow: -150_000}, h.balances(p)); diff != "" {
		t.Errorf("balances (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{payment.EventCaptured}, h.eventTypes(p.ID)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	h.sound()
}

func TestEveryAnswerIsRecordedAndExplained(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, tt := range []struct {
		number  string
		capture bool
		status  payment.Status
		err     *apperr.Error
		event   []string
		live    bool
	}{
		{sandbox.CardSucceeds, true, payment.Captured, nil, []string{payment.EventCaptured}, true},
		{sandbox.CardSucceeds, false, payment.Authorised, nil, []string{payment.EventAuthorised}, true},
		{sandbox.CardDeclined, true, payment.Declined, payment.ErrDeclined, []string{payment.EventDeclined}, false},
		{sandbox.CardNoFunds, true, payment.Declined, payment.ErrDeclined, []string{payment.EventDeclined}, false},
		{sandbox.CardNeedsAction, true, payment.RequiresAction, payment.ErrActionRequired, []string{payment.EventRequiresAction}, true},
		{sandbox.CardAnswersLater, true, payment.Processing, payment.ErrProcessing, nil, true},
	} {
		b := h.offer()
		p := h.begin(b)
		o := h.authorise(p.ID, tt.number, tt.capture)
		p = h.record(p.ID, o)
		if p.Status != tt.status || p.Status.Live() != tt.live {
			t.Errorf("%s: status %s, live %t; want %s, %t", tt.number, p.Status, p.Status.Live(), tt.status, tt.live)
		}
		if err := o.Err(); (tt.err == nil) != (err == nil) || (tt.err != nil && !errors.Is(err, tt.err)) {
			t.Errorf("%s: told %v, want %v", tt.number, err, tt.err)
		}
		if diff := cmp.Diff(tt.event, h.eventTypes(p.ID)); diff != "" {
			t.Errorf("%s: events (-want +got):\n%s", tt.number, diff)
		}
		again, err := h.svc.Authorise(ctx, p.ID, card(t, tt.number), tt.capture, "")
		if tt.live && (err != nil || again.Status != tt.status) || !tt.live && !errors.Is(err, payment.ErrClosed) {
			t.Errorf("%s: asked again: %s, %v", tt.number, again.Status, err)
		}
		next, err := h.tryBegin(b)
		if err != nil || (next.ID == p.ID) != tt.live {
			t.Errorf("%s: the next attempt is %s after %s, %v", tt.number, next.ID, p.ID, err)
		}
	}
	h.sound()
}

func TestDeclinesAreSaidInPlainWords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, code := range []string{payment.DeclineGeneric, payment.DeclineFunds, payment.DeclineExpired, payment.DeclineAuthenticated, payment.DeclineUPI, payment.DeclineAuthExpired, "no_such_code"} {
		e, ok := apperr.As(payment.Outcome{Status: payment.Declined, DeclineCode: code}.Err())
		if !ok || e.Kind != apperr.PaymentRequired || seen[e.Message] {
			t.Errorf("%s: %+v", code, e)
		}
		seen[e.Message] = true
	}
}

func TestBeginRefusesWhatCannotBePaid(t *testing.T) {
	t.Parallel()
	h := open(t)
	for name, change := range map[string]func(*payment.Begin){
		"free":                       func(b *payment.Begin) { b.Amount.Minor, b.Quote = 0, tariff.Quote{} },
		"negative":                   func(b *payment.Begin) { b.Amount.Minor = -1 },
		"beyond exact JSON numbers":  func(b *payment.Begin) { b.Amount.Minor = payment.MaxAmountMinor + 1 },
		"no such currency":           func(b *payment.Begin) { b.Amount.Currency = "XXQ" },
		"commission above the price": func(b *payment.Begin) { b.Quote.FeeMinor = b.Amount.Minor + 1 },
		"negative commission":        func(b *payment.Begin) { b.Quote.FeeMinor = -1 },
	} {
		b := h.offer()
		change(&b)
		if _, err := h.tryBegin(b); !errors.Is(err, payment.ErrAmount) {
			t.Errorf("%s: got %v, want ErrAmount", name, err)
		}
	}
	b := h.offer()
	h.begin(b)
	b.Amount.Minor++
	if _, err := h.tryBegin(b); !errors.Is(err, payment.ErrAlreadyLive) {
		t.Errorf("other terms: got %v, want ErrAlreadyLive", err)
	}
}

// pay does what one browser tab does.
func pay(h *house, b payment.Begin) error {
	p, err := h.tryBegin(b)
	if err != nil {
		return err
	}
	o, err := h.svc.Authorise(ctx, p.ID, card(h, sandbox.CardSucceeds), true, "")
	if err != nil {
		return err
	}
	_, err = h.svc.Record(ctx, p.ID, o)
	return err
}

func race(t *testing.T, n int, do func() error) {
	t.Helper()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if err := do(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestTwentyTabsPayOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.offer()
	race(t, 20, func() error { return pay(h, b) })
	list, err := h.svc.ByBooking(ctx, h.db, b.BookingID)
	h.ok(err)
	if len(list) != 1 || list[0].CapturedMinor != 150_000 {
		t.Fatalf("got %+v; want one payment", list)
	}
	h.sound()
	if held, err := h.sandbox.Totals(ctx); err != nil || held["INR"] != 150_000 {
		t.Fatalf("the gateway took %v, %v", held, err)
	}
}

// The unique index is what makes one attempt of twenty: without it the same race makes more.
func TestWithoutTheIndexTabsPayTwice(t *testing.T) {
	t.Parallel()
	h := open(t)
	owner, err := pgx.Connect(ctx, h.url)
	h.ok(err)
	defer owner.Close(ctx)
	_, err = owner.Exec(ctx, "drop index payment.payment_one_live")
	h.ok(err)
	b := h.offer()
	first, second := h.begin(b), h.begin(b)
	if first.ID == second.ID {
		t.Fatal("something else than payment_one_live refuses a second attempt; the comment in the migration is wrong")
	}
}

func TestOneOutcomeRecordedFiftyTimesAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	o := h.authorise(p.ID, sandbox.CardSucceeds, true)
	race(t, 50, func() error {
		got, err := h.svc.Record(ctx, p.ID, o)
		if err == nil && got.Status != payment.Captured {
			t.Errorf("status %s", got.Status)
		}
		return err
	})
	if n := h.count("select count(*) from ledger.transaction where payment_id = $1", p.ID); n != 1 {
		t.Errorf("%d postings, want 1", n)
	}
	if diff := cmp.Diff([]string{payment.EventCaptured}, h.eventTypes(p.ID)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	h.sound()
}

func permutations[T any](list []T) [][]T {
	if len(list) <= 1 {
		return [][]T{list}
	}
	var out [][]T
	for i := range list {
		rest := slices.Delete(slices.Clone(list), i, i+1)
		for _, p := range permutations(rest) {
			out = append(out, append([]T{list[i]}, p...))
		}
	}
	return out
}

func TestNewsInAnyOrderEndsTheSame(t *testing.T) {
	t.Parallel()
	h := open(t)
	news := []payment.Outcome{
		{Status: payment.RequiresAction, GatewayRef: "r", ActionURL: "/a"}, {Status: payment.Processing}, {Status: payment.Unknown},
		{Status: payment.Authorised}, {Status: payment.Captured, CapturedMinor: 150_000},
	}
	for _, order := range permutations(news) {
		p := h.begin(h.offer())
		for _, o := range order {
			o.GatewayRef = p.ID.String()
			h.record(p.ID, o)
		}
		if got := h.get(p.ID); got.Status != payment.Captured || got.CapturedMinor != 150_000 || got.ActionURL != "" {
			t.Fatalf("%v ended as %+v", order, got)
		}
		if n := h.count("select count(*) from ledger.transaction where payment_id = $1", p.ID); n != 1 {
			t.Fatalf("%v: %d postings", order, n)
		}
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

func TestNewsThatContradictsTheBooksIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	for name, o := range map[string]payment.Outcome{
		"declined after capture": {Status: payment.Declined},
		"voided after capture":   {Status: payment.Voided},
		"another amount":         {Status: payment.Captured, CapturedMinor: 149_999},
		"captured nothing":       {Status: payment.Captured},
	} {
		if _, err := h.svc.Record(ctx, p.ID, o); !errors.Is(err, payment.ErrState) {
			t.Errorf("%s: got %v, want ErrState", name, err)
		}
	}
	if _, err := h.svc.Record(ctx, src.ID(), payment.Outcome{Status: payment.Unknown}); !errors.Is(err, payment.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	h.sound()
}

func TestLostAnswersAreReadNotRepeated(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, tt := range []struct {
		name      string
		authorise sandbox.Fault
		find      sandbox.Fault
		first     payment.Status
	}{
		{"answer lost, then read", sandbox.LoseAnswer, sandbox.None, payment.Captured},
		{"answer lost, reading lost too", sandbox.LoseAnswer, sandbox.LoseAnswer, payment.Unknown},
		{"request lost", sandbox.LoseRequest, sandbox.None, payment.Unknown},
	} {
		p := h.begin(h.offer())
		h.sandbox.Faults.Next(sandbox.OpAuthorise, tt.authorise)
		h.sandbox.Faults.Next(sandbox.OpFind, tt.find)
		o := h.authorise(p.ID, sandbox.CardSucceeds, true)
		if got := h.record(p.ID, o); got.Status != tt.first {
			t.Errorf("%s: %s, want %s", tt.name, got.Status, tt.first)
		}
		if tt.first == payment.Unknown && !errors.Is(o.Err(), payment.ErrUnknown) {
			t.Errorf("%s: told %v, want ErrUnknown", tt.name, o.Err())
		}
		if got := h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, true)); got.Status != payment.Captured {
			t.Errorf("%s: the second try ends as %s", tt.name, got.Status)
		}
	}
	if n := h.sandbox.Faults.Calls(sandbox.OpAuthorise); n != 4 {
		t.Errorf("the gateway was asked %d times; 3 attempts, and once more where the request was lost", n)
	}
	if held, err := h.sandbox.Totals(ctx); err != nil || held["INR"] != 450_000 {
		t.Errorf("the gateway took %v, %v for three payments of 150000", held, err)
	}
	h.sound()
}

// A crash after the gateway's answer leaves our row as it was: nothing was recorded.
func TestSweepCompletesWhatACrashLeftOpen(t *testing.T) {
	t.Parallel()
	h := open(t)
	taken, declined, never, typing := h.begin(h.offer()), h.begin(h.offer()), h.begin(h.offer()), h.begin(h.offer())
	h.authorise(taken.ID, sandbox.CardSucceeds, true)
	h.authorise(declined.ID, sandbox.CardDeclined, true)
	h.ok(h.svc.SweepNow(ctx)) // too soon: somebody may be about to record these
	if got := h.get(taken.ID); got.Status != payment.Created {
		t.Fatalf("swept after no time: %s", got.Status)
	}
	h.clock.Advance(3 * time.Minute)
	h.ok(h.svc.SweepNow(ctx))
	check := func(when string, want map[uuid.UUID]payment.Status) {
		t.Helper()
		for id, status := range want {
			if got := h.get(id); got.Status != status {
				t.Errorf("%s: %s, want %s", when, got.Status, status)
			}
		}
	}
	check("after 3 minutes", map[uuid.UUID]payment.Status{taken.ID: payment.Captured, declined.ID: payment.Declined, never.ID: payment.Created, typing.ID: payment.Created})
	h.sound()
	h.clock.Advance(20 * time.Minute)
	h.record(typing.ID, h.authorise(typing.ID, sandbox.CardSucceeds, true))
	h.clock.Advance(10 * time.Minute)
	h.ok(h.svc.SweepNow(ctx))
	check("after 33 minutes", map[uuid.UUID]payment.Status{never.ID: payment.Voided, typing.ID: payment.Captured})
	h.sound()
}

func TestSweepStopsWaitingForThePayer(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.record(p.ID, h.authorise(p.ID, sandbox.CardNeedsAction, true))
	h.clock.Advance(time.Hour)
	h.ok(h.svc.SweepNow(ctx))
	if got := h.get(p.ID); got.Status != payment.RequiresAction {
		t.Fatalf("after an hour: %s", got.Status)
	}
	h.clock.Advance(24 * time.Hour)
	h.ok(h.svc.SweepNow(ctx))
	if got := h.get(p.ID); got.Status != payment.Voided {
		t.Fatalf("after a day: %s", got.Status)
	}
}

func TestMoneyForAnAttemptThatIsOverIsSentBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	o := h.authorise(p.ID, sandbox.CardSucceeds, true)
	h.record(p.ID, payment.Outcome{Status: payment.Voided}) // the hold ended, and somebody gave the attempt up
	for range 2 {
		if got := h.record(p.ID, o); got.Status != payment.Returned || got.RefundedMinor != 150_000 {
			t.Fatalf("got %+v, want it returned", got)
		}
	}
	refunds, err := h.svc.Refunds(ctx, h.db, p.ID)
	h.ok(err)
	if len(refunds) != 1 {
		t.Fatalf("refunds %+v, want one", refunds)
	}
	h.ok(h.svc.SendRefund(ctx, refunds[0].ID))
	if diff := cmp.Diff(balances{}, h.balances(p)); diff != "" {
		t.Errorf("balances (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{payment.EventVoided, payment.EventReturned, payment.EventRefunded}, h.eventTypes(p.ID)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	h.sound()
}

func TestAuthorisationForAnAttemptThatIsOverIsReleased(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	o := h.authorise(p.ID, sandbox.CardSucceeds, false)
	h.record(p.ID, payment.Outcome{Status: payment.Voided})
	if got := h.record(p.ID, o); got.Status != payment.Voided {
		t.Fatalf("got %s", got.Status)
	}
	if n := h.count("select count(*) from jobs.river_job where kind = 'payment_late_void'"); n != 1 {
		t.Fatalf("%d jobs, want 1", n)
	}
	for range 2 {
		h.ok(h.svc.LateVoid(ctx, p.ID))
	}
	if i, err := h.sandbox.Find(ctx, p.ID); err != nil || i.Status != payment.Voided {
		t.Fatalf("%s, %v", i.Status, err)
	}
}

func TestCaptureAndVoidOfAnAuthorisation(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, tt := range []struct {
		name  string
		fault sandbox.Fault
		do    func(id uuid.UUID) (payment.Outcome, error)
		op    sandbox.Op
		want  payment.Status
	}{
		{"capture", sandbox.None, func(id uuid.UUID) (payment.Outcome, error) { return h.svc.CaptureAuthorised(ctx, id, 0) }, sandbox.OpCapture, payment.Captured},
		{"capture, answer lost", sandbox.LoseAnswer, func(id uuid.UUID) (payment.Outcome, error) { return h.svc.CaptureAuthorised(ctx, id, 0) }, sandbox.OpCapture, payment.Captured},
		{"capture, request lost", sandbox.LoseRequest, func(id uuid.UUID) (payment.Outcome, error) { return h.svc.CaptureAuthorised(ctx, id, 0) }, sandbox.OpCapture, payment.Authorised},
		{"void", sandbox.None, func(id uuid.UUID) (payment.Outcome, error) { return h.svc.VoidAuthorised(ctx, id) }, sandbox.OpVoid, payment.Voided},
		{"void, answer lost", sandbox.LoseAnswer, func(id uuid.UUID) (payment.Outcome, error) { return h.svc.VoidAuthorised(ctx, id) }, sandbox.OpVoid, payment.Voided},
		{"void, request lost", sandbox.LoseRequest, func(id uuid.UUID) (payment.Outcome, error) { return h.svc.VoidAuthorised(ctx, id) }, sandbox.OpVoid, payment.Authorised},
	} {
		p := h.begin(h.offer())
		h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, false))
		h.sandbox.Faults.Next(tt.op, tt.fault)
		o, err := tt.do(p.ID)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := h.record(p.ID, o); got.Status != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got.Status, tt.want)
		}
	}
	h.sound()
}

func TestUnknownCaptureIsReadBeforeItIsTriedAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, false))
	h.sandbox.Faults.Next(sandbox.OpCapture, sandbox.LoseRequest)
	h.sandbox.Faults.Next(sandbox.OpFind, sandbox.LoseRequest)
	o, err := h.svc.CaptureAuthorised(ctx, p.ID, 0)
	h.ok(err)
	if got := h.record(p.ID, o); got.Status != payment.Unknown {
		t.Fatalf("got %s", got.Status)
	}
	o, err = h.svc.CaptureAuthorised(ctx, p.ID, 0)
	h.ok(err)
	if got := h.record(p.ID, o); got.Status != payment.Captured {
		t.Fatalf("got %s", got.Status)
	}
	h.sound()
}

func TestVoidLosesTheRaceAgainstTheGateway(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.record(p.ID, h.authorise(p.ID, sandbox.CardNeedsAction, true))
	i, err := h.sandbox.Find(ctx, p.ID)
	h.ok(err)
	h.ok(h.sandbox.CompleteChallenge(ctx, i.Ref, true))
	o, err := h.svc.VoidAuthorised(ctx, p.ID)
	h.ok(err)
	if got := h.record(p.ID, o); got.Status != payment.Captured {
		t.Fatalf("got %s: the payer had approved before", got.Status)
	}
	if _, err := h.svc.VoidAuthorised(ctx, p.ID); !errors.Is(err, payment.ErrState) {
		t.Fatalf("got %v, want ErrState", err)
	}
	h.sound()
}

func TestPartialCaptureShrinksTheCommission(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, false))
	if _, err := h.svc.CaptureAuthorised(ctx, p.ID, 150_001); !errors.Is(err, payment.ErrAmount) {
		t.Fatalf("got %v, want ErrAmount", err)
	}
	o, err := h.svc.CaptureAuthorised(ctx, p.ID, 33_333)
	h.ok(err)
	p = h.record(p.ID, o)
	if p.CapturedMinor != 33_333 || p.CommissionMinor != 5_000 { // 22500 * 33333 / 150000 = 4999.95
		t.Fatalf("captured %d, commission %d", p.CapturedMinor, p.CommissionMinor)
	}
	h.sound()
}

func TestRecordJoinsTheCallersTransaction(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	o := h.authorise(p.ID, sandbox.CardSucceeds, true)
	holdLost := errors.New("the hold is gone")
	err := h.db.InTx(ctx, func(tx db.Tx) error {
		if _, err := h.svc.RecordTx(ctx, tx, h.clock.Now(), p.ID, o); err != nil {
			return err
		}
		return holdLost
	})
	if !errors.Is(err, holdLost) {
		t.Fatal(err)
	}
	if got := h.get(p.ID); got.Status != payment.Created || h.count("select count(*) from ledger.entry") != 0 || h.eventTypes(p.ID) != nil {
		t.Fatalf("a transaction that was rolled back left traces: %+v", got)
	}
}
