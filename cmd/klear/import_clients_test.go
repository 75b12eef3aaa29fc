package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"klear/internal/platform/dbtest"
)

// TestImportOf10000Clients with the real program: the second run changes nothing, and each takes under 30 seconds, the
// start of the program included. make prove-import prints the figures.
func TestImportOf10000Clients(t *testing.T) {
	d, url := dbtest.NewWithURL(t, 4)
	data := t.TempDir()
	if _, err := d.Exec(t.Context(), `insert into identity.person (id, kind, email, email_verified_at, name, role, zone, created_at)
		values (gen_random_uuid(), 'account', 'meera@example.org', now(), 'Meera', 'practitioner', 'UTC', now())`); err != nil {
		t.Fatal(err)
	}
	const rows = 10_000
	path := filepath.Join(t.TempDir(), "clients.csv")
	var file strings.Builder
	file.WriteString("Client ID;First Name;Last Name;E-mail;Mobile Phone;Date of Birth;Comments\r\n")
	for i := range rows {
		fmt.Fprintf(&file, "%d;Client;Number %d;client%d@example.org;+91 98%08d;%02d/%02d/1980;\"Came in %d; likes mornings\"\r\n", i, i, i, i, i%28+1, i%12+1, 2000+i%25)
	}
	file.WriteString("x;;;nobody@example.org;;;\r\ny;Bad;Mail;nonsense;;;\r\n")
	if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	stored := func() (n int) {
		t.Helper()
		if err := d.QueryRow(t.Context(), "select count(*) from client.client").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	run := func(name string, want string, args ...string) {
		t.Helper()
		began := time.Now()
		out, faults, err := klear(t, url, data, append([]string{"import", "clients", path, "--practitioner", "meera@example.org"}, args...)...)
		took := time.Since(began)
		t.Logf("%s: %d rows, %.1f s, %s", name, rows, took.Seconds(), regexp.MustCompile(`clients: .*`).FindString(out))
		if err != nil || !strings.Contains(out, want) || took > 30*time.Second {
			t.Fatalf("%v after %s\n%s\n%s", err, took, out, faults)
		}
		for _, says := range []string{"line 10002, name: ", "line 10003, email: "} {
			if !strings.Contains(faults, says) {
				t.Errorf("no fault at %q:\n%s", says, faults)
			}
		}
	}
	run("dry run", "10000 new, 0 changed, 0 unchanged, 2 left out", "--dry-run")
	if n := stored(); n != 0 {
		t.Fatalf("the dry run stored %d", n)
	}
	run("import", "10000 new, 0 changed, 0 unchanged, 2 left out")
	run("again", "0 new, 0 changed, 10000 unchanged, 2 left out")
	if n := stored(); n != rows {
		t.Errorf("%d are stored", n)
	}
	if _, _, err := klear(t, url, data, "import", "clients", path, "--practitioner", "nobody@example.org"); err == nil {
		t.Error("clients were imported for nobody")
	}
}
