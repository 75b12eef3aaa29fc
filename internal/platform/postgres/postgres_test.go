package postgres

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ownerOf, set in the environment, makes this test binary a klear that owns the server on that folder until it is killed.
const ownerOf = "KLEAR_TEST_OWNER_OF"

func TestMain(m *testing.M) {
	if dir := os.Getenv(ownerOf); dir != "" {
		if _, err := Start(context.Background(), Options{Dir: dir}); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		fmt.Println("ready")
		select {}
	}
	os.Exit(m.Run())
}

// folder is one that the user postgres can reach, as t.TempDir is not.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "klear-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, opt Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Error(err)
	}
}

// sql runs a statement and returns its one value as text.
func sql(t *testing.T, s *Server, statement string) (value string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, statement).Scan(&value)
	return value, err
}

func want(t *testing.T, s *Server, statement, value string) {
	t.Helper()
	if got, err := sql(t, s, statement); err != nil || got != value {
		t.Errorf("%s: %q %v, want %q", statement, got, err, value)
	}
}

// TestOneFolderHasOneKlear: a second one is refused in a clear line while the first runs, and may start after it.
func TestOneFolderHasOneKlear(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := start(t, Options{Dir: dir, Test: true})
	_, err := Start(t.Context(), Options{Dir: dir, Test: true})
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("a second one: %v", err)
	}
	want(t, first, "select 'alive'", "alive")
	stop(t, first)
	second := start(t, Options{Dir: dir, Test: true})
	want(t, second, "select 'alive'", "alive")
}

// TestACommandBesideTheServer uses it, and leaves it running; where nothing answers, the line says what to do.
func TestACommandBesideTheServer(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if _, err := Join(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "stop it first") {
		t.Fatalf("nobody is there: %v", err)
	}
	first := start(t, Options{Dir: dir, Test: true})
	beside, err := Join(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	want(t, beside, "select 'alive'", "alive")
	stop(t, beside)
	want(t, first, "select 'alive'", "alive")
}

// TestAKilledOwnersServerIsTakenOver: the server lives on, with everything that was committed, and is stopped by the
// next owner.
func TestAKilledOwnersServerIsTakenOver(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	owner := own(t, dir)
	peek := &Server{opt: Options{Dir: dir}, sock: filepath.Join(dir, "sock")}
	pid := peek.pid()
	t.Cleanup(func() {
		if left := peek.pid(); left != 0 { // of a test that failed half-way
			_ = syscall.Kill(left, syscall.SIGQUIT)
		}
	})
	if err := peek.CreateDatabase(t.Context(), "kept"); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrInUse) {
		t.Fatalf("while the owner lives: %v", err)
	}
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait()
	if pid == 0 || !alive(pid) {
		t.Fatal("the server died with its owner")
	}
	s := start(t, Options{Dir: dir})
	if s.pid() != pid {
		t.Errorf("server %d was replaced by %d", pid, s.pid())
	}
	want(t, s, "select datname::text from pg_database where datname = 'kept'", "kept")
	stop(t, s)
	if alive(pid) {
		t.Error("the new owner cannot stop it")
	}
}

// own runs a klear of its own on dir.
func own(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), ownerOf+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the owner says %q, %v", line, err)
	}
	return cmd
}

// TestAServerThatDiesIsRestarted: within seconds, with everything that was committed.
func TestAServerThatDiesIsRestarted(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Dir: folder(t)})
	if err := s.CreateDatabase(t.Context(), "kept"); err != nil {
		t.Fatal(err)
	}
	pid := s.pid()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if now := s.pid(); now != 0 && now != pid {
			if _, err := sql(t, s, "select 'alive'"); err == nil {
				break
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("it is not back: %s", s.logTail())
		}
	}
	want(t, s, "select datname::text from pg_database where datname = 'kept'", "kept")
	want(t, s, "show fsync", "on")
	want(t, s, "show data_checksums", "on")
	want(t, s, "show listen_addresses", "")
}

// TestAPidFileOfSomebodyElseIsNotBelieved: after a reboot the number in it may belong to any program, which must
// neither stop the start nor be stopped.
func TestAPidFileOfSomebodyElseIsNotBelieved(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := start(t, Options{Dir: dir, Test: true})
	stop(t, s)
	stranger := exec.Command("sleep", "60")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stranger.Process.Kill(); _ = stranger.Wait() })
	for name, pid := range map[string]int{"a stranger's": stranger.Process.Pid, "nobody's": 1 << 22} {
		stale := fmt.Sprintf("%d\n%s\n1700000000\n5432\n%s\n\n  0 0\nready\n", pid, s.cluster(), s.sock)
		if err := os.WriteFile(filepath.Join(s.cluster(), "postmaster.pid"), []byte(stale), 0o600); err != nil {
			t.Fatal(err)
		}
		if s.pid() != 0 {
			t.Errorf("%s number is believed", name)
		}
		again := start(t, Options{Dir: dir, Test: true})
		want(t, again, "select 'alive'", "alive")
		stop(t, again)
	}
	if !alive(stranger.Process.Pid) {
		t.Error("a program that had nothing to do with it was stopped")
	}
}

// runsAs is whose the server is to be: postgres when the test runs as root, otherwise whoever runs it.
func runsAs(t *testing.T) *owner {
	t.Helper()
	if os.Geteuid() != 0 {
		return &owner{uint32(os.Geteuid()), uint32(os.Getegid())}
	}
	o, err := stepDown()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestTheServerIsNeverRoots: started as root, it runs as postgres and the folder is its own; otherwise as who started it.
func TestTheServerIsNeverRoots(t *testing.T) {
	t.Parallel()
	s, expected := start(t, Options{Dir: folder(t), Test: true}), runsAs(t)
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid()))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(status), "\n") {
		f := strings.Fields(line)
		if len(f) < 5 || f[0] != "Uid:" && f[0] != "Gid:" {
			continue
		}
		id := expected.uid
		if f[0] == "Gid:" {
			id = expected.gid
		}
		for _, got := range f[1:] {
			if got != strconv.Itoa(int(id)) {
				t.Errorf("the server runs with %s, want %d", line, id)
			}
		}
	}
	info, err := os.Stat(s.cluster())
	if err != nil || info.Sys().(*syscall.Stat_t).Uid != expected.uid || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the cluster's folder: %v %v", info.Mode(), err)
	}
}

// TestAFolderThatTheServerCannotReach is refused with the way out; for an ordinary user there is no other user to shut out.
func TestAFolderThatTheServerCannotReach(t *testing.T) {
	t.Parallel()
	closed := filepath.Join(folder(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := reachable(filepath.Join(closed, "data")); err == nil || !strings.Contains(err.Error(), "closed to others") {
		t.Errorf("below a folder that postgres cannot enter: %v", err)
	}
}
