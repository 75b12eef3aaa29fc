package app

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"klear/internal/modules/desk"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
	"klear/internal/platform/mail"
	"klear/internal/platform/telemetry"

	"github.com/prometheus/client_golang/prometheus"
)

// counts are what this process did since it started. Every label value is one of a fixed set: event types, codes, kinds.
type counts struct {
	bookings, payments, payouts, refused, mails, givenUp, letters, safety, companion, tried *prometheus.CounterVec
}

func newCounts(m *telemetry.Metrics) *counts {
	c := &counts{
		bookings:  m.Counter("booking_changes_total", "Status changes of bookings, by what happened: held, confirmed, cancelled …", "change"),
		payments:  m.Counter("payment_outcomes_total", "What became of payments: captured, declined, unknown, refunded …", "outcome"),
		payouts:   m.Counter("payout_changes_total", "What became of payouts to practitioners: sent, paid, returned.", "change"),
		refused:   m.Counter("holds_refused_total", "Holds that were refused, by error code.", "code"),
		mails:     m.Counter("mails_total", "E-mails handed to the mail server, or refused by it.", "result"),
		letters:   m.Counter("letters_broken_total", "Letters whose words by an operator could not be sent: the original went out.", "letter"),
		companion: m.Counter("companion_model_total", "What came of asking the companion's language model: spoken, failed, or unfit and why.", "outcome"),
		safety:    m.Counter("safety_judged_total", "Messages judged, by level; unjudged, unrecorded and flooded ones, and how our own message came back, and stale help lines.", "outcome"),
		tried:     m.Counter("payment_attempts_refused_total", "Attempts to pay that were refused because too many came to nothing within an hour, by whose they were: person or address.", "of"),
		givenUp:   m.Counter("jobs_given_up_total", "Jobs that will not be tried again.", "kind"),
	}
	// What an alarm looks at is there before it happens for the first time.
	for _, result := range []string{"sent", "failed"} {
		c.mails.WithLabelValues(result)
	}
	for _, outcome := range []string{"none", "low", "moderate", "high", "critical", "unjudged", "unrecorded", "flooded", "watch_ok", "watch_failed", "lines_stale"} {
		c.safety.WithLabelValues(outcome)
	}
	for _, of := range []string{"person", "address"} {
		c.tried.WithLabelValues(of)
	}
	for _, change := range []string{"sent", "paid", "returned"} {
		c.payouts.WithLabelValues(change)
	}
	for _, outcome := range []string{"captured", "declined", "unknown", "refund_failed"} {
		c.payments.WithLabelValues(outcome)
	}
	return c
}

// event counts what was committed: rolled back attempts are not in it.
func (c *counts) event(eventType string) {
	module, what, _ := strings.Cut(eventType, ".")
	switch module {
	case "booking":
		c.bookings.WithLabelValues(what).Inc()
	case "payout":
		c.payouts.WithLabelValues(what).Inc()
	case "payment":
		c.payments.WithLabelValues(what).Inc()
	}
}

func (c *counts) spoken(outcome string)   { c.companion.WithLabelValues(outcome).Inc() }
func (c *counts) judged(outcome string)   { c.safety.WithLabelValues(outcome).Inc() }
func (c *counts) holdRefused(code string) { c.refused.WithLabelValues(code).Inc() }
func (c *counts) tryRefused(of string)    { c.tried.WithLabelValues(of).Inc() }
func (c *counts) jobGivenUp(kind string)  { c.givenUp.WithLabelValues(kind).Inc() }

// mail counts what a sender sends.
func (c *counts) mail(s mail.Sender) mail.Sender { return countedMail{s, c.mails} }

type countedMail struct {
	mail.Sender
	results *prometheus.CounterVec
}

// Send sends and counts.
func (s countedMail) Send(ctx context.Context, m mail.Message) error {
	err := s.Sender.Send(ctx, m)
	result := "sent"
	if err != nil {
		result = "failed"
	}
	s.results.WithLabelValues(result).Inc()
	return err
}

// gauges are read at each scrape: the queue and the stuck payments, with one statement each, and the connections.
type gauges struct {
	db   *db.DB
	jobs *jobs.Client
	log  *slog.Logger
	// stuck counts the steps of payments, and the payouts, that are open for too long, by step.
	stuck func(context.Context) (map[payment.StepName]int, error)
}

// countStuck is what payments and payouts have waiting for a gateway.
func (a *App) countStuck(ctx context.Context) (map[payment.StepName]int, error) {
	out, err := a.payments.CountStuck(ctx)
	if err != nil {
		return nil, err
	}
	out[desk.StepPayout], err = a.payouts.CountStuck(ctx)
	return out, err
}

// gaugesTimeout bounds a scrape: when the database is slow, the other numbers are needed most.
const gaugesTimeout = 2 * time.Second

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("klear_"+name, help, labels, nil)
}

var (
	jobsDesc        = describe("jobs", "Jobs by queue and state: waiting (due), running, later, discarded (given up on).", "queue", "state")
	oldestDesc      = describe("job_oldest_waiting_seconds", "How long the longest waiting job of a queue is due.", "queue")
	queueUpDesc     = describe("queue_readable", "1 when the queue could be read at this scrape; without it the job series are missing.")
	stuckDesc       = describe("payment_steps_stuck", "Steps of payments at a gateway, and payouts, that are open for more than 15 minutes, by step. Missing when they could not be read.", "step")
	connectionsDesc = describe("db_connections", "Database connections of this process.", "state")
	limitDesc       = describe("db_connections_max", "The most connections this process opens (KLEAR_POOL_SIZE).")
	waitsDesc       = describe("db_connection_waits_total", "How often somebody had to wait for a connection.")
	waitedDesc      = describe("db_connection_wait_seconds_total", "How long somebody waited for a connection, in all.")
)

// Describe lists the series.
func (g *gauges) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{jobsDesc, oldestDesc, queueUpDesc, stuckDesc, connectionsDesc, limitDesc, waitsDesc, waitedDesc} {
		ch <- d
	}
}

// Collect reads them.
func (g *gauges) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	pool := g.db.Stat()
	gauge(connectionsDesc, float64(pool.AcquiredConns()), "in_use")
	gauge(connectionsDesc, float64(pool.IdleConns()), "idle")
	gauge(limitDesc, float64(pool.MaxConns()))
	ch <- prometheus.MustNewConstMetric(waitsDesc, prometheus.CounterValue, float64(pool.EmptyAcquireCount()))
	ch <- prometheus.MustNewConstMetric(waitedDesc, prometheus.CounterValue, pool.EmptyAcquireWaitTime().Seconds())

	ctx, cancel := context.WithTimeout(context.Background(), gaugesTimeout)
	defer cancel()
	if stuck, err := g.stuck(ctx); err != nil {
		g.log.Warn("stuck payments could not be read for metrics", "error", err)
	} else {
		for name, n := range stuck {
			gauge(stuckDesc, float64(n), string(name))
		}
	}
	list, err := g.jobs.Backlogs(ctx)
	if err != nil {
		g.log.Warn("the queue could not be read for metrics", "error", err)
		gauge(queueUpDesc, 0)
		return
	}
	gauge(queueUpDesc, 1)
	for _, b := range withEmpty(list) {
		gauge(jobsDesc, float64(b.Waiting), b.Queue, "waiting")
		gauge(jobsDesc, float64(b.Running), b.Queue, "running")
		gauge(jobsDesc, float64(b.Later), b.Queue, "later")
		gauge(jobsDesc, float64(b.Discarded), b.Queue, "discarded")
		gauge(oldestDesc, b.Oldest.Seconds(), b.Queue)
	}
}

// withEmpty adds the queues in which nothing is: an alarm needs a zero, not a gap.
func withEmpty(list []jobs.Backlog) []jobs.Backlog {
	have := map[string]bool{}
	for _, b := range list {
		have[b.Queue] = true
	}
	for _, q := range jobs.Queues {
		if !have[q] {
			list = append(list, jobs.Backlog{Queue: q})
		}
	}
	return list
}
