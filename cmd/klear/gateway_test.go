package main

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/payment/simulator"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// startGateway runs the simulator as a person would, on a database, and gives its address and how it ends.
func startGateway(t *testing.T, database, webhooks string) (url string, stop func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, "gateway-simulator", "--addr", "127.0.0.1:0", "--webhook-url", webhooks, "--every", "10ms")
	cmd.Env = append(os.Environ(), "GATEWAY_SIMULATOR_DATABASE_URL="+database, "GATEWAY_SIMULATOR_SECRETS=a secret of enough bytes")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		_, url, _ = strings.Cut(lines.Text(), " is ready at ")
	}
	if url == "" {
		t.Fatal("it did not start")
	}
	return url, func() {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// TestTheGatewayRemembers: stopped and started again, it knows its payments and the time, and delivers what it owes.
func TestTheGatewayRemembers(t *testing.T) {
	_, database := dbtest.NewWithURL(t, 0)
	heard := make(chan payment.Notice, 20)
	url, stop := startGateway(t, database, "http://127.0.0.1:1/nobody")
	g := simulator.NewClient(url, nil)
	m, err := payment.NewMethod(payment.Card, sandbox.CardShortHold)
	if err != nil {
		t.Fatal(err)
	}
	r := payment.AuthoriseRequest{IdempotencyKey: "a", Reference: uuid.New(), Amount: money.Amount{Minor: 1000, Currency: "INR"}, Method: m}
	if _, err := g.Authorise(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := g.Advance(t.Context(), sandbox.ShortlyAuthorised/2); err != nil {
		t.Fatal(err)
	}
	stop()
	door := httptest.NewServer(hearing(t, heard))
	defer door.Close()
	url, stop = startGateway(t, database, door.URL)
	defer stop()
	g = simulator.NewClient(url, nil)
	if err := g.Advance(t.Context(), sandbox.ShortlyAuthorised/2); err != nil {
		t.Fatal(err)
	}
	if i, err := g.Find(t.Context(), r.Reference); err != nil || i.Status != payment.Voided {
		t.Errorf("got %s, %v; want it over", i.Status, err)
	}
	for _, want := range []string{"payment.created", "payment.amount_capturable", "payment.canceled"} {
		select {
		case n := <-heard:
			if n.Type != want || n.Reference != r.Reference {
				t.Errorf("heard %+v, want %s", n, want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s did not come", want)
		}
	}
}

// hearing is the door that webhooks come to; each is checked and passed on.
func hearing(t *testing.T, heard chan<- payment.Notice) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, payment.MaxWebhookBytes))
		if err != nil {
			t.Error(err)
		}
		n, err := sandbox.Parse([][]byte{[]byte("a secret of enough bytes")}, r.Header, body, time.Now())
		if err != nil {
			t.Error(err)
		}
		heard <- n
	})
}

// TestTheGatewayNeedsASecret: one line, and not a process that signs with nothing.
func TestTheGatewayNeedsASecret(t *testing.T) {
	for _, secrets := range []string{"", "short"} {
		cmd := exec.CommandContext(t.Context(), binary, "gateway-simulator", "--addr", "127.0.0.1:0")
		cmd.Env = append(os.Environ(), "GATEWAY_SIMULATOR_SECRETS="+secrets)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "--secrets") {
			t.Errorf("%q: %v\n%s", secrets, err, out)
		}
	}
}
