package app

import (
	"context"
	"log/slog"

	"klear/internal/modules/dispute"

	"github.com/prometheus/client_golang/prometheus"
)

// disputeGauges are the alarms about disputes, read at each scrape.
type disputeGauges struct {
	due func(context.Context) (dispute.Due, error)
	log *slog.Logger
}

var (
	unansweredDesc = describe("disputes_unanswered", "Disputes that nobody answered, by how long evidence is still taken: later, soon (72 hours at most), passed. Missing when they could not be read.", "due")
	notTakenDesc   = describe("dispute_answers_refused", "Answers that a gateway did not take, within a week.")
)

// Describe lists the series.
func (g *disputeGauges) Describe(ch chan<- *prometheus.Desc) {
	ch <- unansweredDesc
	ch <- notTakenDesc
}

// Collect reads them.
func (g *disputeGauges) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), gaugesTimeout)
	defer cancel()
	due, err := g.due(ctx)
	if err != nil {
		g.log.Warn("disputes could not be read for metrics", "error", err)
		return
	}
	gauge := func(d *prometheus.Desc, n int, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	gauge(unansweredDesc, due.Later, "later")
	gauge(unansweredDesc, due.Soon, "soon")
	gauge(unansweredDesc, due.Passed, "passed")
	gauge(notTakenDesc, due.Refused)
}
