package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// demoSeeker is the demo login that the benchmark signs in as.
const demoSeeker, demoPassword = "seeker@demo.klear.example", "klear-demo-2026"

// benchRead compares the signed-in read of a booking by id with a bare handler that runs the same query: what routing,
// session, permission check, envelope, log and metrics cost.
func benchRead(ctx context.Context, s *Server, d time.Duration, out io.Writer) (ratio float64, err error) {
	c := NewClient(s.URL(), "")
	var in struct {
		AccessToken string `json:"accessToken"`
	}
	if err := c.Do(ctx, http.MethodPost, "/auth/login", map[string]any{"email": demoSeeker, "password": demoPassword}, &in); err != nil {
		return 0, fmt.Errorf("signing in: %w", err)
	}
	c.Token = in.AccessToken
	offers, err := c.Offers(ctx, 1, time.Now())
	if err != nil {
		return 0, err
	}
	held, err := c.Hold(ctx, offers[0].Service, offers[0].Slots[0].Start)
	if err != nil {
		return 0, err
	}
	bare, stop, err := bareHandler(ctx, s)
	if err != nil {
		return 0, err
	}
	defer stop()
	client := &http.Client{Transport: transport(), Timeout: 10 * time.Second}
	get := func(url, token string) func(context.Context, int) error {
		return func(ctx context.Context, _ int) error { return read(ctx, client, url, token) }
	}
	klear := get(s.URL()+"/api/v1/bookings/"+held.ID, in.AccessToken)
	plain := get(bare+"/"+held.ID, "")
	// In turn, twice, so that a machine that slows down slows both.
	Load(ctx, "warm", clients, time.Second, klear)
	Load(ctx, "warm", clients, time.Second, plain)
	var ours, theirs float64
	for range 2 {
		f := Load(ctx, "read_by_id", clients, d/2, klear)
		f.Print(out)
		g := Load(ctx, "bare_handler", clients, d/2, plain)
		g.Print(out)
		ours, theirs = ours+f.PerSecond(), theirs+g.PerSecond()
	}
	ratio = ours / theirs
	fmt.Fprintf(out, "read_to_bare_ratio: %.2f (bar 0.60)\n", ratio)
	return ratio, nil
}

func read(ctx context.Context, c *http.Client, url, token string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err = io.Copy(io.Discard, res.Body); err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %d", res.StatusCode)
	}
	return err
}

// bareHandler serves the same row with nothing around it: net/http, the pool, JSON.
func bareHandler(ctx context.Context, s *Server) (url string, stop func(), err error) {
	pool, err := pgxpool.New(ctx, "postgres://postgres@/klear?host="+filepath.Join(s.Data, "postgres", "sock")+"&pool_max_conns=24")
	if err != nil {
		return "", nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{id}", func(w http.ResponseWriter, r *http.Request) {
		id, err := uuid.Parse(r.PathValue("id"))
		if err != nil {
			http.Error(w, "id", http.StatusBadRequest)
			return
		}
		rows, err := pool.Query(r.Context(), "select * from booking.booking where id = $1", id)
		if err != nil {
			http.Error(w, "query", http.StatusInternalServerError)
			return
		}
		row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToMap)
		if err != nil {
			http.Error(w, "row", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(row)
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	srv := &http.Server{Handler: mux}
	go func() { _ = srv.Serve(ln) }()
	return "http://" + ln.Addr().String(), func() { _ = srv.Close(); pool.Close() }, nil
}
