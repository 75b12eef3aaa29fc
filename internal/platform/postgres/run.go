package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// settings of a durable server on a small machine. Everything a promise rests on is said, not assumed.
var settings = []string{
	"listen_addresses=", "fsync=on", "synchronous_commit=on", "full_page_writes=on",
	"max_connections=120", "shared_buffers=128MB", "effective_cache_size=512MB", "work_mem=8MB",
	"wal_compression=on", "max_wal_size=1GB", "checkpoint_timeout=15min", "random_page_cost=1.1",
	"idle_in_transaction_session_timeout=30s", "log_min_messages=fatal", "log_checkpoints=off", "timezone=UTC", "jit=off",
}

// testSettings give up durability for speed; the data is thrown away.
var testSettings = []string{
	"listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
	"max_connections=200", "shared_buffers=128MB", "log_min_messages=fatal", "log_checkpoints=off", "timezone=UTC", "jit=off", "autovacuum=off",
}

const (
	startTimeout = 60 * time.Second // crash recovery of a busy server included
	watchEvery   = 100 * time.Millisecond
)

// bringUp takes over a server that is alive, or starts one, and returns when it answers.
func (s *Server) bringUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	var last error
	for {
		if pid := s.pid(); pid == 0 {
			exited, err := s.launch()
			if err != nil {
				return err
			}
			last = s.await(ctx, exited)
		} else {
			last = s.await(ctx, nil)
		}
		if last == nil {
			return nil
		}
		// After a kill -9 of the postmaster its orphaned backends hold the shared memory for a moment, and a new server
		// refuses to start: try again until they are gone.
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL in %s did not come up: %w", s.opt.Dir, last)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// launch starts the server process; the channel closes when it exits.
func (s *Server) launch() (<-chan struct{}, error) {
	s.clearStalePid()
	args := []string{"-D", s.cluster(), "-k", s.sock}
	set := settings
	if s.opt.Test {
		set = testSettings
	}
	for _, kv := range set {
		args = append(args, "-c", kv)
	}
	cmd := s.command("postgres", args...)
	logPath := filepath.Join(s.opt.Dir, "postgres.log")
	logFile, err := os.OpenFile(logPath, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640)
	if err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be written: %w", s.opt.Dir, err)
	}
	cmd.Stdout, cmd.Stderr = logFile, logFile
	exited := make(chan struct{})
	started := make(chan error, 1)
	go func() {
		if s.opt.Test {
			// Pdeathsig follows the thread that forked, so the thread must live as long as the server.
			runtime.LockOSThread()
			cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT
		}
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		logFile.Close()
		close(exited)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("PostgreSQL could not be started: %w", err)
	}
	return exited, nil
}

// await returns nil once the server answers a query.
func (s *Server) await(ctx context.Context, exited <-chan struct{}) error {
	for wait := 2 * time.Millisecond; ; wait = min(wait*2, 50*time.Millisecond) {
		err := s.ping(ctx)
		if err == nil {
			return nil
		}
		if exited == nil && s.pid() == 0 {
			return err
		}
		select {
		case <-exited:
			return fmt.Errorf("the server exited: %s", s.logTail())
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(wait):
		}
	}
}

func (s *Server) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func (s *Server) logTail() string {
	b, err := os.ReadFile(filepath.Join(s.opt.Dir, "postgres.log"))
	if err != nil {
		return "no log"
	}
	if len(b) > 2000 {
		b = b[len(b)-2000:]
	}
	return lastLine(b, errors.New("no log"))
}

// watch restarts a server that died while klear lives.
func (s *Server) watch() {
	t := time.NewTicker(watchEvery)
	defer t.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-t.C:
		}
		if s.pid() != 0 {
			continue
		}
		s.mu.Lock()
		stopped := s.stopped
		s.mu.Unlock()
		if stopped {
			return
		}
		s.opt.Log.Warn("the database server died and is being restarted")
		if err := s.bringUp(context.Background()); err != nil {
			s.opt.Log.Error("the database server could not be restarted", "error", err)
		} else {
			s.opt.Log.Info("the database server is back")
		}
	}
}

// pid is the process id of a live server on our folder, or 0. A pid file is believed only when that process is alive
// and really is a postgres of this cluster: after a reboot or in a container the number may belong to someone else.
func (s *Server) pid() int {
	pid := s.pidInFile()
	if pid == 0 || !alive(pid) {
		return 0
	}
	if cmdline, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil {
		if !strings.Contains(string(cmdline), "postgres") || !strings.Contains(string(cmdline), s.cluster()) {
			return 0
		}
	}
	return pid
}

func (s *Server) pidInFile() int {
	b, err := os.ReadFile(filepath.Join(s.cluster(), "postmaster.pid"))
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || pid <= 0 {
		return 0
	}
	return pid
}

// clearStalePid removes the pid file of a server that is gone; PostgreSQL does this itself unless the number was reused.
func (s *Server) clearStalePid() {
	if s.pidInFile() != 0 && s.pid() == 0 {
		_ = os.Remove(filepath.Join(s.cluster(), "postmaster.pid"))
	}
}

// alive reports whether the process exists and is not a zombie waiting to be reaped.
func alive(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return !errors.Is(err, os.ErrNotExist) || runtime.GOOS != "linux"
	}
	_, rest, ok := strings.Cut(string(stat), ") ")
	return !ok || !strings.HasPrefix(rest, "Z")
}
