// Package postgres starts and watches a private PostgreSQL from the binaries installed on the machine: the embedded
// default behind DATABASE_URL. The server listens on a unix socket only. It outlives a killed application and is taken
// over by the next start; it never runs twice on one folder.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// MinVersion is the oldest major version of PostgreSQL that Klear runs on.
const MinVersion = 15

// Errors that an operator can act on; each text is one clear line.
var (
	ErrNotInstalled = errors.New("PostgreSQL 15 or newer is not installed (Debian/Ubuntu: apt-get install postgresql; elsewhere install it and put initdb on PATH), or set DATABASE_URL")
	ErrInUse        = errors.New("the data folder is in use by another running klear")
)

// Options say where and how the server runs.
type Options struct {
	Dir  string       // data folder of the server; made when missing
	Log  *slog.Logger // nil: silent
	Test bool         // no durability, and the server dies with this process: for tests only
}

// Server is a running PostgreSQL of our own.
type Server struct {
	opt     Options
	bin     string
	sock    string
	owner   *owner
	lock    *os.File
	mu      sync.Mutex
	stopped bool
	done    chan struct{}
}

// owner is the account the server runs as: PostgreSQL refuses root, so as root we step down to "postgres".
type owner struct{ uid, gid uint32 }

// Start initialises the folder on first use, starts the server or takes over the one a killed klear left behind, and
// watches it until Stop. Errors: ErrNotInstalled, ErrInUse, or one line that names the folder.
func Start(ctx context.Context, opt Options) (*Server, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	bin, err := FindBinaries()
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(opt.Dir)
	if err != nil {
		return nil, err
	}
	opt.Dir = dir
	s := &Server{opt: opt, bin: bin, done: make(chan struct{})}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	if err := s.bringUp(ctx); err != nil {
		s.lock.Close()
		return nil, err
	}
	if !opt.Test {
		go s.watch()
	}
	return s, nil
}

// Join finds the server of the folder that a running klear holds, for a command beside it. It belongs to that klear: stopping it, and
// looking after it, is not ours. Errors: ErrInUse when it does not answer.
func Join(ctx context.Context, opt Options) (*Server, error) {
	dir, err := filepath.Abs(opt.Dir)
	if err != nil {
		return nil, err
	}
	opt.Dir = dir
	s := &Server{opt: opt, sock: socketOf(dir), stopped: true}
	if err := s.ping(ctx); err != nil {
		return nil, fmt.Errorf("%w (%s), and its database does not answer: try again once it is up, or stop it first: %w", ErrInUse, dir, err)
	}
	return s, nil
}

// FindBinaries returns the folder of the newest installed server binaries.
func FindBinaries() (string, error) {
	var candidates []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"} {
		m, _ := filepath.Glob(pattern)
		candidates = append(candidates, m...)
	}
	sort.Sort(sort.Reverse(sort.StringSlice(candidates)))
	if p, err := exec.LookPath("initdb"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			candidates = append(candidates, filepath.Dir(p))
		}
	}
	for _, dir := range candidates {
		out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
		if err == nil && majorVersion(string(out)) >= MinVersion {
			return dir, nil
		}
	}
	return "", ErrNotInstalled
}

func majorVersion(s string) int {
	f := strings.Fields(s)
	if len(f) < 3 {
		return 0
	}
	major, _, _ := strings.Cut(f[2], ".")
	n, _ := strconv.Atoi(strings.TrimFunc(major, func(r rune) bool { return r < '0' || r > '9' }))
	return n
}

// prepare makes the folders, steps down from root, takes the lock and runs initdb once.
func (s *Server) prepare() error {
	if err := os.MkdirAll(s.opt.Dir, 0o755); err != nil {
		return fmt.Errorf("the data folder %s cannot be made: %w", s.opt.Dir, err)
	}
	if os.Geteuid() == 0 {
		o, err := stepDown()
		if err != nil {
			return err
		}
		s.owner = o
		if err := os.Chown(s.opt.Dir, int(o.uid), int(o.gid)); err != nil {
			return fmt.Errorf("the data folder %s cannot be given to postgres: %w", s.opt.Dir, err)
		}
		if err := reachable(s.opt.Dir); err != nil {
			return err
		}
	}
	if err := s.takeLock(); err != nil {
		return err
	}
	if err := s.socketFolder(); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(s.cluster(), "PG_VERSION")); err == nil {
		return nil
	}
	return s.initdb()
}

func (s *Server) cluster() string { return filepath.Join(s.opt.Dir, "cluster") }

func stepDown() (*owner, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, errors.New("started as root, and there is no user \"postgres\" to step down to: install PostgreSQL's package or run klear as an ordinary user")
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &owner{uint32(uid), uint32(gid)}, nil
}

// reachable says, before PostgreSQL fails obscurely, that a parent folder shuts the user postgres out.
func reachable(dir string) error {
	for p := filepath.Dir(dir); p != "/"; p = filepath.Dir(p) {
		fi, err := os.Stat(p)
		if err != nil {
			return err
		}
		if fi.Mode().Perm()&0o001 == 0 {
			return fmt.Errorf("the data folder %s is not reachable by the user postgres, because %s is closed to others: choose another with --data, for example /var/lib/klear", dir, p)
		}
	}
	return nil
}

// takeLock holds an advisory lock for the life of the process: two klears never share one folder.
func (s *Server) takeLock() error {
	f, err := os.OpenFile(filepath.Join(s.opt.Dir, "klear.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("the data folder %s cannot be written: %w", s.opt.Dir, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return fmt.Errorf("%w (%s)", ErrInUse, s.opt.Dir)
	}
	s.lock = f
	return nil
}

// socketFolder picks a place for the socket: unix socket paths end at 107 bytes, so a deep data folder gets one in /tmp.
func (s *Server) socketFolder() error {
	s.sock = socketOf(s.opt.Dir)
	if err := os.MkdirAll(s.sock, 0o700); err != nil {
		return err
	}
	return s.give(s.sock, 0o700)
}

func socketOf(dir string) string {
	if sock := filepath.Join(dir, "sock"); len(sock) <= 80 {
		return sock
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("klear-%x", fnv32(dir)))
}

func fnv32(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func (s *Server) give(path string, mode os.FileMode) error {
	if err := os.Chmod(path, mode); err != nil {
		return err
	}
	if s.owner != nil {
		return os.Chown(path, int(s.owner.uid), int(s.owner.gid))
	}
	return nil
}

func (s *Server) initdb() error {
	// initdb into a temporary name first: a start that was cut short leaves no half-made cluster behind.
	tmp := s.cluster() + ".new"
	if err := os.RemoveAll(tmp); err != nil {
		return err
	}
	args := []string{"-D", tmp, "-U", "postgres", "-A", "trust", "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"}
	if s.opt.Test {
		args = append(args, "--no-sync")
	}
	cmd := s.command("initdb", args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb in %s failed: %s", s.opt.Dir, lastLine(out, err))
	}
	return os.Rename(tmp, s.cluster())
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + s.bin + ":/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
	// A process group of its own: Ctrl-C reaches klear, which then stops the server in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if s.owner != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: s.owner.uid, Gid: s.owner.gid}
	}
	return cmd
}

func lastLine(out []byte, err error) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if l := lines[len(lines)-1]; l != "" {
		return l
	}
	return err.Error()
}

// URL is the connection string of a database of this server, as its superuser.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://postgres@/%s?host=%s", database, s.sock)
}

// CreateDatabase makes the database when it is not there yet.
func (s *Server) CreateDatabase(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var there bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&there); err != nil || there {
		return err
	}
	_, err = conn.Exec(ctx, "create database "+pgx.Identifier{name}.Sanitize())
	return err
}

// Stop asks for a fast shutdown and waits until the server is gone or ctx ends.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		return nil
	}
	s.stopped = true
	close(s.done)
	s.mu.Unlock()
	defer s.lock.Close()
	pid := s.pid()
	if pid == 0 {
		return nil
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	for alive(pid) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL (pid %d) is still stopping: %w", pid, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}
