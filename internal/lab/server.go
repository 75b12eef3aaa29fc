package lab

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Server is a klear process started exactly as a person would start it, on a free port with a data folder of its own.
type Server struct {
	Binary  string
	Command string // "": serve
	Data    string
	Addr    string // fixed after the first start, so that a restart answers at the same place
	Args    []string
	Env     []string // beside the caller's own

	mu   sync.Mutex
	cmd  *exec.Cmd
	done chan struct{}
	log  *os.File
}

// readyWithin bounds a start: the first one loads the demo catalogue.
const readyWithin = 90 * time.Second

// NewServer prepares a server; data "" makes a temporary folder that other users may enter, as PostgreSQL needs.
func NewServer(binary, data string, args ...string) (*Server, error) {
	if data == "" {
		dir, err := os.MkdirTemp("", "klear-lab-")
		if err != nil {
			return nil, err
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			return nil, err
		}
		data = dir
	}
	log, err := os.OpenFile(filepath.Join(data, "klear.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	return &Server{Binary: binary, Data: data, Addr: "127.0.0.1:0", Args: args, log: log}, err
}

// Start runs the binary and returns once it says that it is ready, with the time that took.
func (s *Server) Start(ctx context.Context) (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	began := time.Now()
	cmd := exec.Command(s.Binary, append([]string{cmp.Or(s.Command, "serve"), "--addr", s.Addr, "--data", s.Data}, s.Args...)...)
	cmd.Env = append(os.Environ(), s.Env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	cmd.Stderr = s.log
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ready := make(chan string, 1)
	go announce(out, ready, s.log)
	s.cmd, s.done = cmd, make(chan struct{})
	go func(done chan struct{}) { _ = cmd.Wait(); close(done) }(s.done)
	select {
	case url := <-ready:
		s.Addr = strings.TrimPrefix(url, "http://")
		return time.Since(began), nil
	case <-s.done:
		return 0, fmt.Errorf("klear did not start: %s", s.lastLog())
	case <-time.After(readyWithin):
		_ = cmd.Process.Kill()
		return 0, errors.New("klear was not ready in time")
	case <-ctx.Done():
		_ = cmd.Process.Kill()
		return 0, ctx.Err()
	}
}

// announce passes on the address that the server prints.
func announce(out io.Reader, ready chan<- string, log io.Writer) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		fmt.Fprintln(log, lines.Text())
		if _, url, ok := strings.Cut(lines.Text(), " is ready at "); ok {
			ready <- strings.TrimSpace(url)
		}
	}
}

func (s *Server) lastLog() string {
	b, err := os.ReadFile(filepath.Join(s.Data, "klear.log"))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return lines[len(lines)-1]
}

// URL is where the server answers.
func (s *Server) URL() string { return "http://" + s.Addr }

// Kill ends the process with SIGKILL, as a crash would, and waits for it to be gone. PostgreSQL lives on.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.cmd.Process.Kill()
	<-s.done
}

// Ended waits for the process to end by itself; false: it did not in time.
func (s *Server) Ended(ctx context.Context, within time.Duration) bool {
	select {
	case <-s.done:
		return true
	case <-time.After(within):
	case <-ctx.Done():
	}
	return false
}

// KillPostgres ends the database server with SIGKILL.
func (s *Server) KillPostgres() error {
	b, err := os.ReadFile(filepath.Join(s.Data, "postgres", "cluster", "postmaster.pid"))
	if err != nil {
		return err
	}
	var pid int
	if _, err := fmt.Sscan(string(b), &pid); err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

// Stop asks for an orderly end and reports how the process ended.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.done:
	case <-time.After(40 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.done
		return errors.New("klear did not stop in 40 s")
	}
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("klear exited with %d: %s", code, s.lastLog())
	}
	return nil
}

// Remove stops the server and deletes its folder.
func (s *Server) Remove() {
	_ = s.Stop()
	_ = os.RemoveAll(s.Data)
}

// Pid of the running process.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// DB opens the server's database from outside, past the application, to see what is really stored.
func (s *Server) DB(ctx context.Context) (*pgxpool.Pool, error) {
	return pgxpool.New(ctx, s.DatabaseURL()+"&pool_max_conns=4")
}

// DatabaseURL is the server's private database, as its owner.
func (s *Server) DatabaseURL() string {
	name := "klear"
	if s.Command == "gateway-simulator" {
		name = "gateway"
	}
	return "postgres://postgres@/" + name + "?host=" + filepath.Join(s.Data, "postgres", "sock")
}

// Healthy waits until the server answers again.
func (s *Server) Healthy(ctx context.Context) error {
	for {
		res, err := http.Get(s.URL() + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}
