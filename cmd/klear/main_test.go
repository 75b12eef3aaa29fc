package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"klear/internal/platform/dbtest"
)

// binary is the real program, built once.
var binary string

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "klear-cmd-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil { // tests run it as somebody else, too
		return 1, err
	}
	binary = filepath.Join(dir, "klear")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		return 1, fmt.Errorf("building klear: %w\n%s", err, out)
	}
	return dbtest.Run(m)
}

// start is a run of the program that is expected to fail.
type start struct {
	args []string
	env  []string
	as   *syscall.Credential
}

// nobody is an ordinary user, for folders that root could read anyway; nil when the test is not run as root.
func nobody() *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	return &syscall.Credential{Uid: 65534, Gid: 65534}
}

func TestABadStartIsOneLineAndAtOnce(t *testing.T) {
	closed := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(closed, 0); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dead := "postgres://klear:hunter2@127.0.0.1:1/klear"
	for name, c := range map[string]struct {
		start
		says string
	}{
		"unreadable data folder": {start{env: []string{"KLEAR_DATA=" + closed}, as: nobody()}, "--data (KLEAR_DATA)"},
		"data folder is a file":  {start{args: []string{"--data", file}}, "it is not a folder"},
		"port in use":            {start{args: []string{"--addr", taken.Addr().String()}}, "is already in use"},
		"metrics port in use":    {start{env: []string{"KLEAR_METRICS_ADDR=" + taken.Addr().String()}}, "is already in use"},
		"database down":          {start{env: []string{"DATABASE_URL=" + dead}}, "the database at 127.0.0.1:1 (database klear) cannot be reached: connection refused"},
		"unknown value":          {start{env: []string{"KLEAR_BRAND=acme"}}, `--brand (KLEAR_BRAND): "acme" is not one of`},
		"value of another kind":  {start{env: []string{"KLEAR_POOL_SIZE=many"}}, "--pool-size"},
		"unknown variable":       {start{env: []string{"KLEAR_BRADN=rebloom"}}, "did you mean KLEAR_BRAND?"},
		"unknown flag":           {start{args: []string{"--bradn", "rebloom"}}, "--bradn"},
	} {
		t.Run(name, func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			c.env = append([]string{"KLEAR_DATA=" + data, "KLEAR_ADDR=127.0.0.1:0"}, c.env...)
			stderr, took := c.fails(t)
			if strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "klear: ") || !strings.Contains(stderr, c.says) {
				t.Errorf("want one line with %q, got:\n%s", c.says, stderr)
			}
			if strings.Contains(stderr, "hunter2") {
				t.Error("the line shows the password")
			}
			if took > 4*time.Second {
				t.Errorf("it took %s", took)
			}
			if _, err := os.Stat(filepath.Join(data, "postgres")); err == nil {
				t.Error("a database was made for a start that could not succeed")
			}
		})
	}
}

// fails runs the program with exactly this environment and returns what it wrote to standard error.
func (s start) fails(t *testing.T) (stderr string, took time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, append([]string{"serve"}, s.args...)...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}, s.env...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	var out bytes.Buffer
	cmd.Stderr = &out
	began := time.Now()
	err := cmd.Run()
	if _, ok := err.(*exec.ExitError); !ok || ctx.Err() != nil {
		t.Fatalf("it did not fail by itself: %v\n%s", err, out.String())
	}
	return out.String(), time.Since(began)
}
