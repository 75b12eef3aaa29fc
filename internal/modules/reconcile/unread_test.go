package reconcile_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/payment"
)

// unread is what is said not to be compared.
func (h *house) unread() (days []string) {
	h.Helper()
	list, total, err := h.Unread(h.Context(), h.db, 100)
	h.ok(err)
	if total != len(list) {
		h.Errorf("%d of %d", len(list), total)
	}
	for _, d := range list {
		days = append(days, d.Gateway+" "+d.Day.Format(time.DateOnly))
	}
	return days
}

// TestAReportThatCannotBeRead does not look sound: its days are named until they were read.
func TestAReportThatCannotBeRead(t *testing.T) {
	h := open(t)
	h.report.err = errors.New("the gateway is down")
	if h.clock.Advance(5 * day); len(h.unread()) != 0 {
		t.Fatalf("before anything moved: %q", h.unread())
	}
	h.moved("capture", src.ID(), 500, h.clock.Now())
	if err := h.ReadDay(t.Context(), "stripe", h.clock.Now()); err == nil {
		t.Fatal("it was read")
	}
	if h.clock.Advance(23 * time.Hour); len(h.unread()) != 0 { // the next day, 11:00
		t.Errorf("before it should have been: %q", h.unread())
	}
	h.clock.Advance(time.Hour)
	if got := h.unread(); len(got) != 1 || got[0] != "stripe 2026-03-19" {
		t.Errorf("after it should have been: %q", got)
	}
	h.clock.Advance(2 * day)
	if got := h.unread(); len(got) != 3 || got[2] != "stripe 2026-03-21" {
		t.Errorf("two days later: %q", got)
	}
	counts, err := h.CountUnread(t.Context(), h.db)
	if err != nil || counts["stripe"] != 3 {
		t.Errorf("%v, %v", counts, err)
	}
	h.report.err = nil
	h.ok(h.PlanNow(t.Context()))
	if n := h.value("select count(*) from jobs.river_job where kind = 'reconcile_day'"); n != 3 {
		t.Errorf("%d days are asked for", n)
	}
	for back := range 3 {
		h.ok(h.ReadDay(t.Context(), "stripe", h.clock.Now().AddDate(0, 0, -1-back)))
	}
	if got := h.unread(); len(got) != 0 {
		t.Errorf("after they were read: %q", got)
	}
}

// TestADayThatWasReadBeforeItEnded is not read: what came later is missing.
func TestADayThatWasReadBeforeItEnded(t *testing.T) {
	h := open(t)
	h.moved("capture", src.ID(), 500, noon)
	h.day()
	if h.clock.Advance(day); len(h.unread()) != 1 {
		t.Errorf("%q", h.unread())
	}
	h.ok(h.PlanNow(t.Context()))
	if n := h.value("select count(*) from jobs.river_job where kind = 'reconcile_day'"); n != 1 {
		t.Errorf("%d days are asked for", n)
	}
	if h.day(); len(h.unread()) != 0 {
		t.Errorf("%q", h.unread())
	}
}

// TestAnAuditKnowsTheServersGateways, whose keys it does not have; and a gateway that was given up is not waited for.
func TestAnAuditKnowsTheServersGateways(t *testing.T) {
	h := open(t)
	h.report.err = errors.New("down")
	h.moved("capture", src.ID(), 500, noon)
	h.ok(h.PlanNow(t.Context()))
	audit := *h.Service
	audit.Reporters = map[string]payment.Reporter{"sandbox": h.report}
	h.clock.Advance(3 * day)
	if list, _, err := audit.Unread(t.Context(), h.db, 10); err != nil || len(list) != 3 || list[0].Gateway != "stripe" {
		t.Errorf("%+v, %v", list, err)
	}
	h.ok(audit.PlanNow(t.Context())) // a server without the gateway
	h.clock.Advance(10 * day)
	list, _, err := audit.Unread(t.Context(), h.db, 10)
	if err != nil || len(list) != 3 {
		t.Errorf("since it was given up: %+v, %v", list, err)
	}
	h.ok(h.PlanNow(t.Context()))
	if list, _, err = audit.Unread(t.Context(), h.db, 100); err != nil || len(list) != 13 {
		t.Errorf("it is back: %d, %v", len(list), err)
	}
	if _, _, err := h.UnreadDays(t.Context(), h.seeker, 10); err == nil {
		t.Error("a seeker reads them")
	}
}
