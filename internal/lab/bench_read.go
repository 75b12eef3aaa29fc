package lab

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// bareHandler starts this program again as the bare server: a process of its own, as Klear is one.
func bareHandler(ctx context.Context, s *Server) (url string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, self, "bare", s.Data)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("the bare handler did not start: %w", err)
	}
	return strings.TrimSpace(line), stop, nil
}

// Bare serves a booking of the database under data by its id with nothing around it: net/http, a pool of the size that
// the benchmark gives Klear, the same query, JSON. It prints its address and ends with ctx.
func Bare(ctx context.Context, data string, out io.Writer) error {
	pool, err := pgxpool.New(ctx, "postgres://postgres@/klear?host="+filepath.Join(data, "postgres", "sock")+"&pool_max_conns=24")
	if err != nil {
		return err
	}
	defer pool.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{id}", func(w http.ResponseWriter, r *http.Request) { bareRead(w, r, pool) })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "http://"+ln.Addr().String())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { <-ctx.Done(); _ = srv.Close() }()
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func bareRead(w http.ResponseWriter, r *http.Request, pool *pgxpool.Pool) {
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
}
