package telemetry

import (
	"net/http"
	"net/netip"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is the registry of one process. Label values must be bounded: routes, kinds and codes, never ids or text.
type Metrics struct {
	reg      *prometheus.Registry
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
	series   sync.Map // httpSeries → prometheus.Observer, so that a request does not hash its labels
}

type httpSeries struct {
	route, method string
	status        int
}

// NewMetrics registers the Go runtime, the process, the build and the HTTP metrics.
func NewMetrics(version, revision string) *Metrics {
	m := &Metrics{
		reg: prometheus.NewRegistry(),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "http_request_duration_seconds",
			Help:    "Time to answer a request, by route pattern.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "http_requests_in_flight", Help: "Requests being answered."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "klear_build_info", Help: "Always 1; the labels say which build runs.",
		ConstLabels: prometheus.Labels{"version": version, "revision": revision, "go": runtime.Version()},
	})
	build.Set(1)
	m.reg.MustRegister(m.duration, m.inFlight, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// RequestStarted counts a request in.
func (m *Metrics) RequestStarted() { m.inFlight.Inc() }

// RequestDone counts a request out and records its duration.
func (m *Metrics) RequestDone(route, method string, status int, took time.Duration) {
	m.inFlight.Dec()
	key := httpSeries{route, method, status}
	o, ok := m.series.Load(key)
	if !ok {
		o, _ = m.series.LoadOrStore(key, m.duration.WithLabelValues(route, method, strconv.Itoa(status)))
	}
	o.(prometheus.Observer).Observe(took.Seconds())
}

// Counter registers a counter named klear_<name>. It panics when the name is taken: names are fixed at start.
func (m *Metrics) Counter(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "klear", Name: name, Help: help}, labels)
	m.reg.MustRegister(c)
	return c
}

// Gauge registers a gauge named klear_<name>.
func (m *Metrics) Gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "klear", Name: name, Help: help}, labels)
	m.reg.MustRegister(g)
	return g
}

// GaugeFunc registers a gauge named klear_<name> whose value is asked for at each scrape; read must be quick.
func (m *Metrics) GaugeFunc(name, help string, read func() float64) {
	m.reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "klear", Name: name, Help: help}, read))
}

// Histogram registers a histogram of seconds named klear_<name>_seconds.
func (m *Metrics) Histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "klear", Name: name + "_seconds", Help: help, Buckets: buckets}, labels)
	m.reg.MustRegister(h)
	return h
}

// Register adds a collector, such as the database pool's.
func (m *Metrics) Register(c prometheus.Collector) { m.reg.MustRegister(c) }

// Handler answers /metrics. Serve it on an internal address, or behind LocalOnly.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.reg, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// LocalOnly answers 404 to everybody but programs on this machine. A request that came through a proxy is not local,
// wherever the proxy runs: any forwarding header gives it away.
func LocalOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !peer.Addr().Unmap().IsLoopback() || forwarded(r.Header) {
			http.NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func forwarded(h http.Header) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via"} {
		if len(h[name]) > 0 {
			return true
		}
	}
	return false
}
