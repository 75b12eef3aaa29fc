package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klear/internal/platform/dbtest"
)

// klear runs the program as an operator does and returns what it says to them.
func klear(t *testing.T, databaseURL, data string, args ...string) (out, faults string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = append(os.Environ(), "DATABASE_URL="+databaseURL, "KLEAR_DATA="+data, "LOG_LEVEL=error")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	return stdout.String(), stderr.String(), err
}

const example = "../../docs/operators/examples/home-services.csv"

// TestAFileWithThreeFaultsIsNotImported: each is printed with its line and field, and nothing is stored, nor is what was right.
func TestAFileWithThreeFaultsIsNotImported(t *testing.T) {
	d, url := dbtest.NewWithURL(t, 4)
	data := t.TempDir()
	raw, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	broken := string(raw)
	faults := []struct{ from, to, says string }{
		{"Asia/Kuwait;KW;Kuwait City;Salmiya", "Mars/Phobos;KW;Kuwait City;Salmiya", "line 4, zone: "},
		{"plumbing;60;12.500;", "plumbing;60;12,5x;", "line 5, price: "},
		{"sun|mon|tue|wed;7:00;19:00", "sun|mon|tue|wed;7:00;25:99", "line 9, end: "},
	}
	for _, f := range faults {
		if strings.Count(broken, f.from) != 1 {
			t.Fatalf("the example has no %q any more", f.from)
		}
		broken = strings.Replace(broken, f.from, f.to, 1)
	}
	path := filepath.Join(t.TempDir(), "broken.csv")
	if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	stored := func() (n int) {
		t.Helper()
		if err := d.QueryRow(t.Context(), `select (select count(*) from catalog.category) + (select count(*) from catalog.practitioner) + (select count(*) from catalog.service)
			+ (select count(*) from identity.person) + (select count(*) from schedule.weekly_window)`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	_, said, err := klear(t, url, data, "import", "catalogue", path)
	if err == nil {
		t.Error("it is taken for a success")
	}
	var lines []string
	for line := range strings.Lines(said) {
		if strings.HasPrefix(line, path+": ") {
			lines = append(lines, strings.TrimPrefix(line, path+": "))
		}
	}
	if len(lines) != len(faults) {
		t.Fatalf("%d faults are told, want %d:\n%s", len(lines), len(faults), said)
	}
	for i, f := range faults {
		if !strings.HasPrefix(lines[i], f.says) {
			t.Errorf("fault %d is told as %q, want %q", i+1, lines[i], f.says)
		}
	}
	if n := stored(); n != 0 {
		t.Errorf("%d rows are stored", n)
	}
	out, said, err := klear(t, url, data, "import", "catalogue", example)
	if err != nil || !strings.Contains(out, "practitioners: 2 created") || stored() == 0 {
		t.Errorf("the file without the faults: %v, %d rows\n%s%s", err, stored(), out, said)
	}
}
