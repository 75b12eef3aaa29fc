package desk_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

type poison struct{}

func (poison) Kind() string { return "test_poison" }

func complaint() desk.Complaint {
	return desk.Complaint{Kind: "unqualified", Words: "The register does not know this number."}
}

func TestAReportIsSealedAndDecidedOnce(t *testing.T) {
	b := setup(t)
	ctx := t.Context()
	practitioner, person := b.page(t, "ananya@example.org")
	first, err := b.ReportPage(ctx, identity.Principal{}, practitioner, complaint())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.ReportPage(ctx, b.principal(t, "kavya@example.org", identity.Seeker), practitioner, complaint()); err != nil {
		t.Fatal(err)
	}
	if raw := value[[]byte](t, b, "select words_sealed from desk.report where id = $1", first.ReportID); strings.Contains(string(raw), "register") {
		t.Error("the words are in the database as they are")
	}
	if n := value[int](t, b, "select count(*) from events.event where type = 'desk.reported' and data::text like '%register%'"); n != 0 {
		t.Error("the words are in the event log")
	}
	r, err := b.Report(ctx, b.admin, first.ReportID)
	if err != nil || r.Words != complaint().Words || r.OtherOpen != 1 || r.PageState != "shown" || r.PersonID != person {
		t.Errorf("%+v, %v", r, err)
	}
	won, refused, other := race(8, desk.ErrDecided, func(int) error {
		return b.DecideReport(ctx, b.admin, first.ReportID, desk.Hidden, "Number not found")
	})
	if won != 1 || refused != 7 || other != 0 {
		t.Errorf("%d won, %d were refused, %d failed", won, refused, other)
	}
	if n := value[int](t, b, "select count(*) from catalog.verification_decision where practitioner_id = $1 and decision = 'rejected'", practitioner); n != 1 {
		t.Errorf("hidden %d times", n)
	}
	if n := value[int](t, b, "select count(*) from desk.action a join events.event e on e.aggregate_id = a.id and e.actor_id = a.person_id where a.verb = 'report_hidden' and a.reason = 'Number not found'"); n != 1 {
		t.Errorf("%d acts on record", n)
	}
	if _, open, err := b.ReportQueue(ctx, b.admin, desk.Open, 1, 20); err != nil || open != 0 {
		t.Errorf("%d reports of a page that is hidden are open, %v", open, err)
	}
	if _, err := b.ReportPage(ctx, identity.Principal{}, practitioner, complaint()); err == nil {
		t.Error("a hidden page is reported")
	}
}

func TestOneOpenReportOfOneAccount(t *testing.T) {
	b := setup(t)
	practitioner, _ := b.page(t, "ananya@example.org")
	kavya := b.principal(t, "kavya@example.org", identity.Seeker)
	won, refused, other := race(8, desk.ErrReported, func(int) error {
		_, err := b.ReportPage(t.Context(), kavya, practitioner, complaint())
		return err
	})
	if won != 1 || refused != 7 || other != 0 {
		t.Errorf("%d won, %d were refused, %d failed", won, refused, other)
	}
}

func TestDecisions(t *testing.T) {
	b := setup(t)
	ctx := t.Context()
	practitioner, person := b.page(t, "ananya@example.org")
	report := func() uuid.UUID {
		t.Helper()
		r, err := b.ReportPage(ctx, identity.Principal{}, practitioner, complaint())
		if err != nil {
			t.Fatal(err)
		}
		return r.ReportID
	}
	a, second := report(), report()
	if err := b.DecideReport(ctx, b.admin, a, desk.Dismissed, "Number found"); err != nil {
		t.Fatal(err)
	}
	if _, open, err := b.ReportQueue(ctx, b.admin, desk.Open, 1, 20); err != nil || open != 1 {
		t.Errorf("%d open after one was dismissed, %v", open, err)
	}
	faults := b.DecideReport(ctx, b.admin, second, "", " ")
	if e, ok := apperr.As(faults); !ok || len(e.Fields) != 2 {
		t.Errorf("neither decision nor reason: %v", faults)
	}
	if err := b.DecideReport(ctx, b.admin, second, desk.Suspended, "Took money outside"); err != nil {
		t.Fatal(err)
	}
	if s := value[string](t, b, "select status || ' ' || status_reason from identity.person where id = $1", person); s != "suspended Took money outside" {
		t.Error(s)
	}
	if err := b.DecideReport(ctx, b.admin, uuid.New(), desk.Dismissed, "x"); !errors.Is(err, desk.ErrNoReport) {
		t.Error(err)
	}
	for _, bad := range []desk.Complaint{{Kind: "x", Words: complaint().Words}, {Kind: "other", Words: "short"}, {Kind: "other", Words: strings.Repeat("अ", desk.MaxWords+1)}} {
		if _, err := b.ReportPage(ctx, identity.Principal{}, practitioner, bad); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%.20v: %v", bad, err)
		}
	}
}

// TestFailedJobs: what failed is on the desk without anybody's words, and one of many operators retries or discards it.
func TestFailedJobs(t *testing.T) {
	b := setup(t)
	ctx := t.Context()
	stuck := func(state string) int64 {
		t.Helper()
		if err := b.db.InTx(ctx, func(tx db.Tx) error { return b.Jobs.AddTx(ctx, tx, jobs.Job{Args: poison{}}) }); err != nil {
			t.Fatal(err)
		}
		return value[int64](t, b, `update jobs.river_job set state = $1::text::jobs.river_job_state, finalized_at = case when $1 = 'discarded' then now() end, attempt = 3,
			errors = array['{"at": "2026-01-01T00:00:00Z", "attempt": 1, "error": "anna@example.org: SQLSTATE 23503", "trace": ""}'::jsonb] where id = (select max(id) from jobs.river_job) returning id`, state)
	}
	dead, waits := stuck("discarded"), stuck("retryable")
	rows, total, err := b.List(ctx, b.admin, desk.Jobs, 1, 20)
	if err != nil || total != 2 || len(rows) != 2 || rows[0].Kind != "test_poison" || rows[0].Why != "database" || !rows[0].GivenUp || rows[1].GivenUp {
		t.Fatalf("%+v %d %v", rows, total, err)
	}
	if !rows[0].Since.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("failing since %v", rows[0].Since)
	}
	won, refused, other := race(6, desk.ErrNoJob, func(int) error { return b.RetryJob(ctx, b.admin, dead, "The mail server is back") })
	if won != 1 || refused != 5 || other != 0 {
		t.Errorf("%d won, %d were refused, %d failed", won, refused, other)
	}
	if s := value[string](t, b, "select state::text from jobs.river_job where id = $1", dead); s != "available" {
		t.Errorf("the retried job is %s", s)
	}
	if err := b.DiscardJob(ctx, b.admin, waits, "  "); !errors.Is(err, apperr.ErrValidation) {
		t.Errorf("without a reason: %v", err)
	}
	if err := b.DiscardJob(ctx, b.admin, waits, "Sent by hand"); err != nil {
		t.Fatal(err)
	}
	if n := value[int](t, b, "select count(*) from jobs.river_job where id = $1", waits); n != 0 {
		t.Error("the discarded job is still there")
	}
	if why := value[string](t, b, "select reason from desk.action where verb = 'job_discarded' and subject = $1", strconv.FormatInt(waits, 10)); why != "Sent by hand" {
		t.Error(why)
	}
}

func TestTheRecordIsForGood(t *testing.T) {
	b := setup(t)
	practitioner, _ := b.page(t, "ananya@example.org")
	r, err := b.ReportPage(t.Context(), identity.Principal{}, practitioner, complaint())
	if err == nil {
		err = b.DecideReport(t.Context(), b.admin, r.ReportID, desk.Dismissed, "Fine")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{"update desk.action set reason = 'x'", "delete from desk.action", "delete from desk.report"} {
		if _, err := b.db.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s is let through", sql)
		}
	}
}

func TestOnlyOperators(t *testing.T) {
	b := setup(t)
	ctx := t.Context()
	for name, who := range map[string]identity.Principal{"a visitor": {}, "a seeker": b.principal(t, "kavya@example.org", identity.Seeker), "a practitioner": b.principal(t, "ananya@example.org", identity.Practitioner)} {
		for what, do := range map[string]func() error{
			"counts":  func() error { _, err := b.Counts(ctx, who); return err },
			"list":    func() error { _, _, err := b.List(ctx, who, desk.Jobs, 1, 20); return err },
			"job":     func() error { _, err := b.Job(ctx, who, 1); return err },
			"retry":   func() error { return b.RetryJob(ctx, who, 1, "x") },
			"discard": func() error { return b.DiscardJob(ctx, who, 1, "x") },
			"refund":  func() error { return b.HandleRefund(ctx, who, uuid.New(), "x") },
			"reports": func() error { _, _, err := b.ReportQueue(ctx, who, desk.Open, 1, 20); return err },
			"report":  func() error { _, err := b.Report(ctx, who, uuid.New()); return err },
			"decide":  func() error { return b.DecideReport(ctx, who, uuid.New(), desk.Dismissed, "x") },
		} {
			if err := do(); !errors.Is(err, identity.ErrForbidden) && !errors.Is(err, identity.ErrUnauthenticated) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}
