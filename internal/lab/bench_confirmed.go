package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"klear/internal/modules/payment/simulator"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// atTheDesk is how many book at once while the time to a confirmed booking is measured: one for each core.
const atTheDesk = 2

// benchConfirmed measures from the request that holds a time to the answer that it is booked and paid, less what the gateway
// took for itself: a process of its own, with this program on the wire to it. The 95th percentile is returned.
func benchConfirmed(ctx context.Context, binary string, d time.Duration, out io.Writer) (p95 time.Duration, err error) {
	w, err := newWire(ctx, binary)
	if err != nil {
		return 0, err
	}
	defer w.close()
	offers, err := NewClient(w.klear.URL(), "").Offers(ctx, 100, time.Now())
	if err != nil {
		return 0, err
	}
	plan := spread(offers)
	var next atomic.Int64
	var mu sync.Mutex
	took := map[uuid.UUID]time.Duration{}
	tr := transport()
	f := Load(ctx, "booking_to_confirmed", atTheDesk, d, func(ctx context.Context, _ int) error {
		i := int(next.Add(1)) - 1
		if i >= len(plan) {
			return errDone
		}
		b, hold, pay, err := bookOne(ctx, w.klear.URL(), tr, plan[i])
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		took[uuid.MustParse(b.ID)] = hold + pay
		return nil
	})
	f.Print(out)
	rest, err := w.without(ctx, took)
	if err != nil {
		return 0, err
	}
	own := Figures{Name: "booking_to_confirmed_without_gateway", times: rest, Requests: len(rest), Took: f.Took}
	own.Print(out)
	fmt.Fprintf(out, "booking_to_confirmed_measured: %d (bar: p95 under 50 ms, %d at once)\n", len(rest), atTheDesk)
	return own.P(.95), nil
}

// bookOne holds and pays a time as a guest, and says how long each took.
func bookOne(ctx context.Context, base string, tr http.RoundTripper, p planned) (b Booking, hold, pay time.Duration, err error) {
	c := NewClient(base, secret())
	c.HTTP = &http.Client{Transport: tr, Timeout: 20 * time.Second}
	at := time.Now()
	if b, err = c.Hold(ctx, p.service, p.start); err != nil {
		return b, 0, 0, err
	}
	hold, at = time.Since(at), time.Now()
	b, err = c.Pay(ctx, b.ID, CardGood)
	if err == nil && b.Status != "confirmed" {
		err = errors.New("not confirmed: " + b.Status)
	}
	return b, hold, time.Since(at), err
}

// wire is what lies between Klear and a gateway in a process of its own. It carries everything, and measures how long the
// gateway took to authorise a payment.
type wire struct {
	klear, company *Server
	door           *http.Server
	toKlear        atomic.Pointer[httputil.ReverseProxy]
	toCompany      atomic.Pointer[httputil.ReverseProxy]
	mu             sync.Mutex
	took           map[uuid.UUID]time.Duration // by our reference
}

// newWire starts the gateway and Klear, each with a database of its own, and itself between them.
func newWire(ctx context.Context, binary string) (*wire, error) {
	w := &wire{took: map[uuid.UUID]time.Duration{}}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	here := "http://" + ln.Addr().String()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/webhooks/"+simulator.Name, func(rw http.ResponseWriter, r *http.Request) { carry(&w.toKlear, rw, r) })
	mux.HandleFunc("POST /v1/payments", w.authorise)
	mux.HandleFunc("/v1/", func(rw http.ResponseWriter, r *http.Request) { carry(&w.toCompany, rw, r) })
	w.door = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = w.door.Serve(ln) }() // until close
	if w.company, err = w.start(ctx, binary, "gateway-simulator", &w.toCompany, "--webhook-url", here+"/api/v1/webhooks/"+simulator.Name, "--secrets", secretNow); err == nil {
		w.klear, err = w.start(ctx, binary, "serve", &w.toKlear, "--no-rate-limit", "--gateway-simulator-url", here, "--gateway-simulator-secrets", secretNow)
	}
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *wire) start(ctx context.Context, binary, command string, to *atomic.Pointer[httputil.ReverseProxy], args ...string) (*Server, error) {
	s, err := NewServer(binary, "", args...)
	if err != nil {
		return nil, err
	}
	s.Command = command
	if _, err := s.Start(ctx); err != nil {
		return s, err
	}
	target, err := url.Parse(s.URL())
	if err == nil {
		to.Store(httputil.NewSingleHostReverseProxy(target))
	}
	return s, err
}

func (w *wire) close() error {
	for _, s := range []*Server{w.company, w.klear} { // its webhooks end first
		if s != nil {
			s.Remove()
		}
	}
	return w.door.Close()
}

// carry hands a request on, once the other side is there.
func carry(to *atomic.Pointer[httputil.ReverseProxy], w http.ResponseWriter, r *http.Request) {
	proxy := to.Load()
	if proxy == nil {
		http.Error(w, "nobody is there yet", http.StatusBadGateway)
		return
	}
	proxy.ServeHTTP(w, r)
}

// authorise carries the request for a payment, and remembers the time until its answer.
func (w *wire) authorise(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, 1<<20))
	var asked struct {
		Reference uuid.UUID `json:"reference"`
	}
	if err = errors.Join(err, json.Unmarshal(body, &asked)); err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	began := time.Now()
	carry(&w.toCompany, rw, r)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.took[asked.Reference] += time.Since(began)
}

// without takes the gateway's time out of each booking's, sorted. A booking whose payment it never saw is a fault.
func (w *wire) without(ctx context.Context, took map[uuid.UUID]time.Duration) ([]time.Duration, error) {
	pool, err := w.klear.DB(ctx)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	payments, err := paymentsOf(ctx, pool)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]time.Duration, 0, len(took))
	for booking, all := range took {
		theirs, ok := w.took[payments[booking]]
		if !ok {
			return nil, fmt.Errorf("the gateway was not asked for booking %s", booking)
		}
		out = append(out, all-theirs)
	}
	slices.Sort(out)
	return out, nil
}

// paymentsOf maps bookings to what paid for them.
func paymentsOf(ctx context.Context, pool *pgxpool.Pool) (map[uuid.UUID]uuid.UUID, error) {
	rows, err := pool.Query(ctx, "select booking_id, id from payment.payment where status = 'captured'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[uuid.UUID]uuid.UUID{}
	for rows.Next() {
		var booking, payment uuid.UUID
		if err := rows.Scan(&booking, &payment); err != nil {
			return nil, err
		}
		out[booking] = payment
	}
	return out, rows.Err()
}
