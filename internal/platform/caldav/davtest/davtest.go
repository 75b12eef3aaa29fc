// Package davtest runs a real CalDAV server (Debian's radicale) for tests.
package davtest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The one account of a server.
const (
	User     = "ananya"
	Password = "correct horse"
)

// Server is a running radicale with two calendars, "work" and "family", and a list of tasks.
type Server struct {
	URL  string
	Addr netip.AddrPort

	t   *testing.T
	dir string
	cmd *exec.Cmd
}

// FreeAddr is an address of this machine that nobody uses now.
func FreeAddr(t *testing.T) netip.AddrPort {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return netip.MustParseAddrPort(ln.Addr().String())
}

// Start runs a server until the test ends.
func Start(t *testing.T) *Server {
	t.Helper()
	return StartAt(t, FreeAddr(t))
}

// StartAt is Start at a chosen address, for what must know it before.
func StartAt(t *testing.T, addr netip.AddrPort) *Server {
	t.Helper()
	s := &Server{URL: "http://" + addr.String() + "/", Addr: addr, t: t, dir: t.TempDir()}
	config := fmt.Sprintf("[server]\nhosts = %s\n[auth]\ntype = htpasswd\nhtpasswd_filename = %s\nhtpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = %s\n[logging]\nlevel = error\n",
		addr, filepath.Join(s.dir, "users"), filepath.Join(s.dir, "data"))
	for name, content := range map[string]string{"users": User + ":" + Password + "\n", "config": config} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.Up()
	t.Cleanup(s.Down)
	for name, component := range map[string]string{"work": "VEVENT", "family": "VEVENT", "tasks": "VTODO"} {
		s.Do("MKCALENDAR", s.Calendar(name), `<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop><D:displayname>`+name+
			`</D:displayname><C:supported-calendar-component-set><C:comp name="`+component+`"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>`, http.StatusCreated)
	}
	return s
}

// Up starts the server, again after Down.
func (s *Server) Up() {
	s.t.Helper()
	s.cmd = exec.Command("radicale", "--config", filepath.Join(s.dir, "config"))
	var out bytes.Buffer
	s.cmd.Stdout, s.cmd.Stderr = &out, &out
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("radicale is missing, scripts/setup.sh test installs it: %v", err)
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Addr.String())
		cancel()
		if err == nil {
			_ = conn.Close()
			return
		}
		time.Sleep(20 * time.Millisecond) // a process that starts tells nobody
	}
	s.t.Fatalf("radicale does not answer: %s", out.String())
}

// Down stops it: an outage.
func (s *Server) Down() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.cmd = nil
	}
}

// Calendar is the address of one of its calendars.
func (s *Server) Calendar(name string) string { return s.URL + User + "/" + name + "/" }

// Do sends a request as the account, and returns the answer's body; another status than want fails the test.
func (s *Server) Do(method, url, body string, want int) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.SetBasicAuth(User, Password)
	req.Header.Set("Content-Type", "text/calendar")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var out bytes.Buffer
	_, _ = out.ReadFrom(res.Body)
	if res.StatusCode != want {
		s.t.Fatalf("%s %s: %d, want %d: %s", method, url, res.StatusCode, want, out.String())
	}
	return out.String()
}

// Event puts an hour of somebody's own into a calendar.
func (s *Server) Event(calendar, uid string, at time.Time) {
	s.t.Helper()
	const stamp = "20060102T150405Z"
	s.Do(http.MethodPut, s.Calendar(calendar)+uid+".ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nBEGIN:VEVENT\r\nUID:"+uid+"\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:"+
		at.UTC().Format(stamp)+"\r\nDTEND:"+at.Add(time.Hour).UTC().Format(stamp)+"\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", http.StatusCreated)
}
