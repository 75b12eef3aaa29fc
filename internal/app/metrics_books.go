package app

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/db"

	"github.com/prometheus/client_golang/prometheus"
)

// reporters are the gateways that give reports: those are reconciled.
func reporters(list ...payment.Gateway) map[string]payment.Reporter {
	out := map[string]payment.Reporter{}
	for _, g := range list {
		if r, ok := g.(payment.Reporter); ok {
			out[g.Name()] = r
		}
	}
	return out
}

// bookGauges are the alarms about money, read at each scrape. Every one is zero while all is well.
type bookGauges struct {
	db       *db.DB
	late     func(context.Context, db.Querier) ([]reconcile.LateCount, error)
	unread   func(context.Context, db.Querier) (map[string]int, error)
	gateways []string
	log      *slog.Logger
}

func newBookGauges(a *App) *bookGauges {
	return &bookGauges{a.db, a.reconciled.CountLate, a.reconciled.CountUnread, slices.Sorted(maps.Keys(a.reconciled.Reporters)), a.log}
}

var (
	differencesDesc = describe("reconcile_unexplained", "Movements at a gateway, or in the books, without a counterpart on the other side for too long, by the side that has them (row: the gateway's, line: the books', restated: a gateway that changed its word).", "gateway", "side")
	unreadDesc      = describe("reconcile_unread_days", "Days that have ended long enough ago and of which no report of the gateway was read: they are not compared with the books.", "gateway")
	roundingDesc    = describe("ledger_rounding_entries", "Entries on rounding accounts: parts that did not sum to their whole. Always zero.")
	unsealedDesc    = describe("ledger_unsealed", "Postings that wait for their seal.")
	booksUpDesc     = describe("books_readable", "1 when the books could be read at this scrape; without it their series are missing.")
)

// Describe lists the series.
func (g *bookGauges) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{differencesDesc, unreadDesc, roundingDesc, unsealedDesc, booksUpDesc} {
		ch <- d
	}
}

// Collect reads them.
func (g *bookGauges) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), gaugesTimeout)
	defer cancel()
	gauge := func(d *prometheus.Desc, v int, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(v), labels...)
	}
	late, err := g.late(ctx, g.db)
	state, err2 := ledger.ReadState(ctx, g.db)
	unread, err3 := g.unread(ctx, g.db)
	if err := errors.Join(err, err2, err3); err != nil {
		g.log.Warn("the books could not be read for metrics", "error", err)
		gauge(booksUpDesc, 0)
		return
	}
	gauge(booksUpDesc, 1)
	gauge(roundingDesc, state.Rounding)
	gauge(unsealedDesc, state.Waiting)
	for key, n := range g.withZeros(late) {
		gauge(differencesDesc, n, key.Gateway, string(key.Side))
	}
	for _, gateway := range g.gateways {
		unread[gateway] += 0 // an alarm needs a zero, not a gap
	}
	for gateway, n := range unread {
		gauge(unreadDesc, n, gateway)
	}
}

// withZeros adds the sides on which nothing is late: an alarm needs a zero, not a gap.
func (g *bookGauges) withZeros(late []reconcile.LateCount) map[reconcile.LateCount]int {
	out := map[reconcile.LateCount]int{}
	for _, gateway := range g.gateways {
		for _, side := range []reconcile.Side{reconcile.Row, reconcile.Line, reconcile.Restated} {
			out[reconcile.LateCount{Gateway: gateway, Side: side}] = 0
		}
	}
	for _, l := range late {
		out[reconcile.LateCount{Gateway: l.Gateway, Side: l.Side}] = l.N
	}
	return out
}
